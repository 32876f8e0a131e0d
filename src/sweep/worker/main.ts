// A process that runs trials, one at a time. Its parent is the sweep; it ends with it.

import {Worker} from "node:worker_threads";
import {assemble} from "../objective/assemble.ts";
import {makeTrial} from "../objective/makeTrial.ts";
import {TrialPruned} from "../objective/trialPruned.ts";
import {runObjective} from "../objective/runObjective.ts";
import type {Task} from "../runner.ts";
import type {Objective} from "../trial.ts";
import type {FromWorker, ObjectiveSource, ToWorker} from "./messages.ts";

/** How often the sweep hears that the event loop turns, in ms. */
const heartbeat = 500;

// A parent that was killed cannot tell; and a computation that does not let events in would not hear.
const orphanWatch = `
  const parent = ${process.ppid};
  setInterval(() => { if (process.ppid !== parent) process.kill(${process.pid}, "SIGKILL"); }, 500);
`;
new Worker(orphanWatch, {eval: true}).unref();

const send = (message: FromWorker): void => void process.send!(message);

let objective: Promise<Objective> | undefined;
let data: unknown;
let decided: ((prune: boolean) => void) | undefined;

process.on("message", (message: ToWorker) => {
  switch (message.type) {
    case "objective":
      data = message.data;
      objective = load(message.objective);
      objective.catch(() => undefined); // told by each trial
      return;
    case "decision":
      return decided?.(message.prune);
    case "run":
      void run(message.task);
  }
});
// Ctrl-C in a terminal reaches all processes; what it means for trials is for the sweep to say.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());
setInterval(() => send({type: "alive"}), heartbeat);

async function load(source: ObjectiveSource): Promise<Objective> {
  if (source.kind === "function") {
    return (await assemble(source.functions, source.base)) as Objective;
  }
  const {url, name} = source;
  const module = (await import(url)) as Record<string, unknown>;
  if (typeof module[name] === "function") return module[name] as Objective;
  throw new TypeError(`sweep: ${url} exports a function ${name}, but it does not`);
}

async function run(task: Task): Promise<void> {
  // What the library writes of a run goes into the trial's folder.
  process.env.CONVNOTES_RUN = task.folder;
  const before = leftovers();
  const trial = makeTrial(task, {
    data,
    signal: new AbortController().signal,
    async report(step, value) {
      const prune = await new Promise<boolean>((resolve) => {
        decided = resolve;
        send({type: "report", step, value});
      });
      if (prune) throw new TrialPruned();
    }
  });
  const outcome = await runObjective(async (trial) => (await objective!)(trial), trial);
  const isClean =
    (outcome.status === "complete" || outcome.status === "pruned") && leftovers() <= before;
  send({type: "end", outcome, isClean, ...(await engine())});
}

/** Timers and connections that keep the process at work; engines have threads and pipes of their own. */
const leftovers = (): number =>
  process.getActiveResourcesInfo().filter((name) => /^(Timeout|TCP|UDP)/.test(name)).length;

/** What computed, where the trial used the library. */
async function engine(): Promise<{engine?: unknown}> {
  if (!("_tfengine" in globalThis)) return {};
  const {engineInfo} = await import("@convnotes/cnn");
  const info = engineInfo();
  return info ? {engine: {engine: info.engine, threads: info.threads, with: info.with}} : {};
}
