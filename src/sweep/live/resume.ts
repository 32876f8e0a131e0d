// A process that goes on with the sweep of a folder: `node resume.js FOLDER OPTIONS`.

import {conduct} from "../conduct.ts";
import {readSettings} from "../settings.ts";
import {localRunner} from "../worker/localRunner.ts";
import {readPlan, readWork} from "./plan.ts";
import type {ResumeOptions} from "./resumeSweep.ts";

const [folder, text] = process.argv.slice(2) as [string, string];
try {
  const options = JSON.parse(text) as ResumeOptions;
  const [settings, before, work] = await Promise.all([
    readSettings(folder),
    readPlan(folder),
    readWork(folder)
  ]);
  if (!settings || !before || !work) throw new Error("it is not the whole folder of a sweep");
  const plan = {...before, ...options, begun: new Date().toISOString()};
  const {stuckAfter, freshProcesses} = plan;
  const {threads} = settings;
  const timeout = plan.timeout ?? Infinity;
  const engines = new Map<number, unknown>();
  await conduct({
    ...{folder, settings, plan, work, engines},
    runner: localRunner({
      ...work,
      ...{threads, timeout, stuckAfter, freshProcesses},
      onEngine: (number, engine) => void engines.set(number, engine)
    })
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
