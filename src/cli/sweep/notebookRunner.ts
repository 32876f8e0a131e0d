import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import type {Outcome, Runner, Task} from "@convnotes/sweep";
import type {InstalledKernel} from "../../jupyter/kernelspec.ts";
import type {Notebook} from "../../notebook/notebook.ts";
import {injectParameters} from "../../notebook/run/inject.ts";
import {type RunResult, runNotebook} from "../run/runNotebook.ts";
import {listenToMetrics} from "./listenToMetrics.ts";

export interface NotebookRunnerOptions {
  /** The notebook's file; its folder is where cells run. */
  file: string;
  notebook: Notebook;
  kernel: InstalledKernel;
  /** The number that is the trial's value, by the name that the notebook reports it under. */
  monitor: string;
  quick: boolean;
  /** Threads that a trial computes on. */
  threads: number;
  /** How long a trial may take, in s. */
  timeout: number;
  warn: (message: string) => void;
}

/**
 * Runs trials of a sweep as runs of a notebook, each on a kernel of its own: with the trial's parameters
 * in a cell after the notebook's, as `convnotes run -p` does.
 *
 * Each number that the notebook reports under the monitored name is the trial's next step, the last one
 * its value. Every training of the notebook keeps a checkpoint in the trial's folder: when the trial is
 * run again after a kill, its cells run again and its trainings go on where they were.
 */
export function notebookRunner(options: NotebookRunnerOptions): Runner {
  return {
    run: (task, report, signal) => runTrial(options, task, report, signal),
    close: () => Promise.resolve()
  };
}

async function runTrial(
  {file, notebook, kernel, monitor, quick, threads, timeout, warn}: NotebookRunnerOptions,
  {folder, parameters}: Task,
  report: (step: number, value: number) => Promise<boolean>,
  signal: AbortSignal
): Promise<Outcome> {
  const place = await mkdtemp(path.join(tmpdir(), "convnotes-trial-"));
  const seen = new Set<string>();
  let step = 0;
  let value: number | undefined;
  let isPruned = false;
  const metrics = await listenToMetrics(path.join(place, "sweep.sock"), async (numbers) => {
    for (const name of Object.keys(numbers)) seen.add(name);
    const number = numbers[monitor];
    if (number === undefined || isPruned || !Number.isFinite(number)) return isPruned;
    value = number;
    isPruned = await report(step++, number);
    return isPruned;
  });
  const kill = new AbortController();
  const interrupt = new AbortController();
  let isLate = false;
  const timer =
    timeout < 2 ** 31 / 1000
      ? setTimeout(() => {
          isLate = true;
          interrupt.abort();
        }, timeout * 1000)
      : undefined;
  try {
    const {end} = await runNotebook({
      file,
      place: {notebook: path.join(folder, `${path.parse(file).name}.ipynb`), folder},
      injected: injectParameters(notebook, {values: parameters, quick}),
      kernel,
      quick,
      signal: AbortSignal.any([signal, interrupt.signal]),
      kill: kill.signal,
      warn,
      env: {
        CONVNOTES_CHECKPOINTS: path.join(folder, "checkpoints"),
        CONVNOTES_SWEEP: metrics.path,
        CONVNOTES_THREADS: String(threads)
      }
    });
    if (isPruned) return {status: "pruned"};
    if (isLate) return {status: "lost", reason: `it took longer than ${timeout} s`};
    return outcomeOf(end, {monitor, value, seen});
  } catch (error) {
    // The kernel did not start, or the folder cannot be written to.
    return {status: "lost", reason: (error as Error).message};
  } finally {
    clearTimeout(timer);
    await metrics.close();
    await rm(place, {recursive: true, force: true});
  }
}

function outcomeOf(
  {status, error}: RunResult["end"],
  {monitor, value, seen}: {monitor: string; value: number | undefined; seen: ReadonlySet<string>}
): Outcome {
  const told = error ? `${error.ename}: ${error.evalue.split("\n")[0]}` : status;
  switch (status) {
    case "interrupted":
      return {status: "stopped"};
    case "failed":
      return {status: "failed", error: told};
    case "died":
    case "timeout":
      return {status: "lost", reason: told};
    case "completed":
  }
  if (value !== undefined) return {status: "complete", value};
  const names = seen.size === 0 ? "nothing" : [...seen].join(", ");
  return {
    status: "failed",
    error: `the notebook is expected to report a finite ${monitor}, but it reported ${names}`
  };
}
