import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import type {Task} from "./runner.ts";
import type {TrialRecord} from "./trials.ts";
import {writeWhole} from "./writeWhole.ts";

/** Where a trial of a sweep has its files: `trials/0007`. */
export const trialFolder = (folder: string, number: number): string =>
  join(folder, "trials", String(number).padStart(4, "0"));

/**
 * Gets a trial's folder ready for an attempt. What an attempt that was killed wrote of its numbers goes:
 * going on from a checkpoint writes them again.
 */
export async function openTrialFolder({folder}: Task): Promise<void> {
  const made = await mkdir(folder, {recursive: true});
  if (made !== undefined) return;
  await rm(join(folder, "metrics.jsonl"), {force: true});
}

/** The record of the run that the trial was. */
export async function writeRun(
  {folder, seed}: Task,
  {number, state, parameters, value, error, started, ended}: TrialRecord,
  facts: {engine?: unknown; attempts: number}
): Promise<void> {
  const run = {
    trial: number,
    status: state,
    ...(value !== undefined && {value}),
    ...(error !== undefined && {error}),
    parameters,
    seed,
    start_time: started,
    end_time: ended,
    versions: {node: process.versions.node},
    engine: null,
    ...facts
  };
  await writeWhole(join(folder, "run.json"), `${JSON.stringify(run, null, 2)}\n`);
}
