import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import type {Outcome, Trial} from "@convnotes/sweep";
import {injectParameters} from "../../notebook/run/inject.ts";
import {readNotebook} from "../readNotebook.ts";
import {chooseKernel} from "../run/chooseKernel.ts";
import {exitCodes} from "../run/exitCodes.ts";
import {type RunResult, runNotebook} from "../run/runNotebook.ts";
import {hashOf} from "./command.ts";
import {listenToMetrics} from "./listenToMetrics.ts";

/** What trials of a notebook have in common. */
export interface NotebookWork {
  /** The notebook's file, absolute; its folder is where cells run. */
  notebook: string;
  /** SHA-256 of its cells. */
  source_sha256: string;
  /** The number that is the trial's value, by the name that the notebook reports it under. */
  monitor: string;
  /** Whether what is not tried has the author's quick values. */
  quick: boolean;
  /** Another kernel than the notebook's. */
  kernel: string | null;
}

/**
 * An objective that runs a notebook on a kernel of its own: with the trial's parameters in a cell after
 * the notebook's, as `convnotes run -p` does.
 *
 * Each number that the notebook reports under the monitored name is the trial's next step, the last one
 * its value; NaN, as of a loss that has grown beyond all bounds, is its failure. Every training of the notebook keeps a checkpoint in the trial's folder: when the trial is
 * run again after a kill, its cells run again and its trainings go on where they were.
 */
export default async function (trial: Trial): Promise<number> {
  const outcome = await runTrial(trial, trial.data as NotebookWork);
  if (outcome.status === "complete") return outcome.value;
  // The sweep knows by this name that the error is how the trial has ended.
  throw Object.assign(new Error(`the trial is ${outcome.status}`), {name: "TrialEnd", outcome});
}

async function runTrial(
  trial: Trial,
  {notebook: file, source_sha256, monitor, quick, kernel}: NotebookWork
): Promise<Outcome> {
  const notebook = await readNotebook(file, {command: "sweep", exitCode: exitCodes.read});
  if (hashOf(notebook) !== source_sha256) {
    const error = `${file} is expected to stay as it is, but it was changed after the sweep was begun`;
    return {status: "failed", error};
  }
  const {folder, parameters} = trial;
  const place = await mkdtemp(path.join(tmpdir(), "convnotes-trial-"));
  const seen = new Set<string>();
  let step = 0;
  let value: number | undefined;
  let isPruned = false;
  let fault: string | undefined;
  const metrics = await listenToMetrics(path.join(place, "sweep.sock"), async (numbers) => {
    for (const name of Object.keys(numbers)) seen.add(name);
    const number = numbers[monitor];
    if (number === undefined || isPruned || fault !== undefined) return isPruned;
    if (!Number.isFinite(number)) {
      // It would not come back from NaN: there is nothing to wait for.
      fault = `the notebook is expected to report a finite ${monitor}, but step ${step} gave none`;
      return true;
    }
    value = number;
    isPruned = await isEnough(trial.report(number, {step: step++}));
    return isPruned;
  });
  try {
    const {end, written} = await runNotebook({
      file,
      place: {notebook: path.join(folder, `${path.parse(file).name}.ipynb`), folder},
      injected: injectParameters(notebook, {values: parameters, quick}),
      kernel: chooseKernel(notebook, kernel ?? undefined),
      quick,
      signal: trial.signal,
      // With this process, whoever ends it, the kernel ends too.
      kill: trial.signal,
      warn: (message) => console.error(message),
      env: {
        CONVNOTES_SWEEP: metrics.path
      }
    });
    if (written.error) return {status: "lost", reason: written.error.message};
    if (fault !== undefined) return {status: "failed", error: fault};
    if (isPruned) return {status: "pruned"};
    return outcomeOf(end, {monitor, value, seen});
  } catch (error) {
    // The kernel did not start, or the folder cannot be written to.
    return {status: "lost", reason: (error as Error).message};
  } finally {
    await metrics.close();
    await rm(place, {recursive: true, force: true});
  }
}

/** Whether the sweep has seen enough of a trial. */
async function isEnough(reported: Promise<void>): Promise<boolean> {
  try {
    await reported;
    return false;
  } catch (error) {
    if ((error as Error).name !== "TrialPruned") throw error;
    return true;
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
      // What becomes of a kernel after that is of interest where one works with it.
      return {status: "lost", reason: error?.evalue.split(";")[0] ?? told};
    case "timeout":
      return {status: "lost", reason: told};
    case "completed":
  }
  if (value !== undefined) return {status: "complete", value};
  const names = seen.size === 0 ? "nothing" : [...seen].join(", ");
  return {
    status: "failed",
    error: `the notebook is expected to report ${monitor}, but it reported ${names}`
  };
}
