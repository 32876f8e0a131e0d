import {existsSync} from "node:fs";
import {rm, truncate, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";
import {ownerOf} from "../occupy.ts";

/** How often a sweep looks whether somebody wants it to stop, in ms. */
const interval = 250;

const fileIn = (folder: string): string => join(folder, "stop");

/** Whether somebody wants the sweep of a folder to stop. */
export const isStopping = (folder: string): boolean => existsSync(fileIn(folder));

/**
 * Stops the sweep of a folder, in whatever process it runs, by a file `stop` that it looks for. What its
 * trials have saved stays, and {@link resumeSweep} goes on from there.
 *
 * @returns settled when the sweep has stopped
 * @throws Error if nobody runs the sweep
 *
 * @example
 * ```ts
 * await stopSweep(folder);
 * (await new SweepReader(folder).read()).status; // "stopped"
 * ```
 */
export async function stopSweep(folder: string): Promise<void> {
  const isRunning = async (): Promise<boolean> => (await ownerOf(folder))?.isAlive ?? false;
  if (!(await isRunning())) {
    throw new Error(`stopSweep: a sweep that runs is expected, but nobody runs ${folder}`);
  }
  await writeFile(fileIn(folder), "");
  while (await isRunning()) await sleep(interval / 5);
  await rm(fileIn(folder), {force: true});
}

/** Looks for the wish to stop while a sweep runs; one from before counts no more. */
export async function stopWhenAsked(
  folder: string
): Promise<{signal: AbortSignal; close(): Promise<void>}> {
  await rm(fileIn(folder), {force: true});
  // So does why an earlier one came to a stop; the process that goes on with it holds the file.
  await truncate(join(folder, "resumed.txt")).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  const stop = new AbortController();
  const timer = setInterval(() => {
    if (isStopping(folder)) stop.abort();
  }, interval);
  return {
    signal: stop.signal,
    async close() {
      clearInterval(timer);
      await rm(fileIn(folder), {force: true});
    }
  };
}
