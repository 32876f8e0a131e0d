// A process that goes on with the sweep of a folder: `node resume.js FOLDER OPTIONS`.

import {conduct} from "../conduct.ts";
import {readSettings} from "../settings.ts";
import {runnerFor} from "../worker/runnerFor.ts";
import {readPlan, readWork} from "./plan.ts";
import type {ResumeOptions} from "./resumeSweep.ts";

const [folder, text] = process.argv.slice(2) as [string, string];
try {
  const {redis, ...changed} = JSON.parse(text) as ResumeOptions;
  const [settings, before, work] = await Promise.all([
    readSettings(folder),
    readPlan(folder),
    readWork(folder)
  ]);
  if (!settings || !before || !work) throw new Error("it is not the whole folder of a sweep");
  const plan = {...before, ...changed, begun: new Date().toISOString()};
  const facts = new Map<number, Record<string, unknown>>();
  const {threads} = settings;
  const runner = await runnerFor({
    ...{folder, plan, work, threads, facts},
    ...(redis !== undefined && {redis})
  });
  await conduct({folder, settings, plan, work, runner, facts});
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
