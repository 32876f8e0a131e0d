import {random} from "@convnotes/cnn";
import {stuck} from "./disk.ts";
import type {Ledger} from "./ledger.ts";
import type {Pruner} from "./pruners/pruner.ts";
import type {LostTrial} from "./result.ts";
import type {Facts, Outcome, Runner, Task} from "./runner.ts";
import {type Sampler, trialSeed} from "./samplers/sampler.ts";
import {hasRun, openTrialFolder, trialFolder, writeRun} from "./trialFolder.ts";
import {isFinished, type TrialRecord} from "./trials.ts";
import {isReady, visible} from "./visible.ts";

/** Who is told how a sweep goes. */
export interface Watcher {
  changed(trial: TrialRecord): void;
  lost?(trial: LostTrial): void;
  close?(): void;
}

interface RunTrialsOptions {
  ledger: Ledger;
  sampler: Sampler;
  pruner: Pruner;
  runner: Runner;
  folder: string;
  trials: number;
  jobs: number;
  seed: number;
  lag: number;
  retries: number;
  /** What the runner knows of a trial for the record of its run: what computed, and where. */
  facts: Facts;
  signal: AbortSignal;
  onChange: (trial: TrialRecord) => void;
  /** Told of each trial that has ended, when all of its files are there. */
  onEnd: (trial: TrialRecord) => Promise<void>;
  onLost: (trial: LostTrial) => void;
}

/** Runs what is left of a sweep: first the trials that were interrupted, then new ones in their order. */
export async function runTrials(
  options: RunTrialsOptions
): Promise<{stopped: boolean; lost: LostTrial[]}> {
  const {ledger, sampler, pruner, lag, trials, onChange} = options;
  // An error of ours, not of a trial, ends the sweep, as does a full disk.
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const lost: LostTrial[] = [];
  const interrupted = ledger.trials.filter((trial) => !isFinished(trial)).map((one) => one.number);
  const waitsForOthers = sampler.usesHistory || pruner.usesHistory;
  let wake: () => void = () => undefined;
  signal.addEventListener("abort", () => wake());

  const take = async (): Promise<number | undefined> => {
    if (signal.aborted) return undefined;
    const first = interrupted.shift();
    if (first !== undefined) return first;
    const number = ledger.trials.length;
    if (number >= trials) return undefined;
    while (waitsForOthers && !isReady(number, lag, ledger.trials)) {
      await new Promise<void>((resolve) => (wake = resolve));
      if (signal.aborted) return undefined;
    }
    await ledger.create(sampler.propose(number, visible(number, lag, ledger.trials)));
    return number;
  };
  // One after the other, so that the journal has the trials in their order.
  let taking = Promise.resolve<number | undefined>(undefined);
  const next = (): Promise<number | undefined> => (taking = taking.then(take));

  const taskOf = (number: number): Task => ({
    number,
    parameters: ledger.trials[number]!.parameters,
    seed: random(trialSeed(options.seed, number)).integer(2 ** 32),
    folder: trialFolder(options.folder, number)
  });
  // Where the end of a trial came to the disk and nothing after it.
  for (const trial of ledger.trials) {
    const task = taskOf(trial.number);
    if (isFinished(trial) && !(await hasRun(task))) await writeRun(task, trial, {});
  }

  const work = async (): Promise<void> => {
    for (let number = await next(); number !== undefined; number = await next()) {
      onChange(ledger.trials[number]!);
      const task = taskOf(number);
      const {outcome, attempts} = await attempt(task, options, signal, lost);
      if (outcome.status === "stopped") return;
      await settle(ledger, number, outcome);
      await writeRun(task, ledger.trials[number]!, {...options.facts.get(number), attempts});
      await options.onEnd(ledger.trials[number]!);
      onChange(ledger.trials[number]!);
      wake();
    }
  };
  const workers = Array.from({length: options.jobs}, () =>
    work().catch((error: unknown) => {
      failing.abort();
      throw error;
    })
  );
  const ends = await Promise.allSettled(workers);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
  return {stopped: options.signal.aborted, lost};
}

/** Runs a trial until it ends by itself, or its process was lost too often. */
async function attempt(
  task: Task,
  {ledger, pruner, runner, lag, retries, onChange, onLost}: RunTrialsOptions,
  signal: AbortSignal,
  lost: LostTrial[]
): Promise<{outcome: Outcome; attempts: number}> {
  const {number} = task;
  for (let attempts = 1; ; ++attempts) {
    if (!runner.isRemote) await openTrialFolder(task);
    // Of this attempt alone: after a stop the journal knows later steps than the trial has come to.
    const steps: Record<number, number> = {};
    const report = async (step: number, value: number): Promise<boolean> => {
      steps[step] = value;
      const decision = pruner.decide({...steps}, step, visible(number, lag, ledger.trials));
      await ledger.report(number, step, value, decision);
      onChange(ledger.trials[number]!);
      return decision.prune;
    };
    const outcome = await runner.run(task, report, signal);
    if (outcome.status === "blocked") throw stuck(`trial ${number}: ${outcome.reason}`);
    if (outcome.status !== "lost") return {outcome, attempts};
    const one = {trial: number, attempt: attempts, reason: outcome.reason};
    lost.push(one);
    onLost(one);
    if (attempts <= retries) continue;
    const error = `${attempts} attempts were lost, the last because ${outcome.reason}`;
    return {outcome: {status: "failed", error}, attempts};
  }
}

async function settle(ledger: Ledger, number: number, outcome: Outcome): Promise<void> {
  switch (outcome.status) {
    case "complete":
      return ledger.complete(number, outcome.value);
    case "pruned":
      return ledger.prune(number);
    case "failed":
      return ledger.fail(number, outcome.error);
  }
}
