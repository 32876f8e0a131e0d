import {mkdir, readFile, rm} from "node:fs/promises";
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
  await rm(join(folder, "run.json"), {force: true});
}

/** Whether the record of a trial's run is there as {@link writeRun} leaves it. */
export const hasRun = async ({folder}: Task): Promise<boolean> =>
  "trial" in ((await readRun(folder)) ?? {});

const readRun = (folder: string): Promise<Record<string, unknown> | undefined> =>
  readFile(join(folder, "run.json"), "utf8").then(
    (text) => JSON.parse(text) as Record<string, unknown>,
    () => undefined
  );

/** The record of the run that the trial was. */
export async function writeRun(
  {folder, seed}: Task,
  {number, state, parameters, value, error, started, ended}: TrialRecord,
  facts: Readonly<Record<string, unknown>>
): Promise<void> {
  const file = join(folder, "run.json");
  // A notebook's own record of the run, if it was one: versions, engine, data, source.
  const own = await readRun(folder);
  const run = {
    versions: {node: process.versions.node},
    engine: null,
    parameters,
    seed,
    ...own,
    trial: number,
    status: state,
    ...(value !== undefined && {value}),
    ...(error !== undefined && {error}),
    start_time: started,
    end_time: ended,
    ...facts
  };
  await mkdir(folder, {recursive: true}); // it may have run on another machine
  await writeWhole(file, `${JSON.stringify(run, null, 2)}\n`);
}
