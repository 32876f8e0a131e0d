import {existsSync} from "node:fs";
import {open, readFile} from "node:fs/promises";
import {join} from "node:path";
import {parseLine} from "../journal/parseLine.ts";
import {Replay} from "../journal/replay.ts";
import {ownerOf} from "../occupy.ts";
import type {LostTrial, SweepState} from "../result.ts";
import {readSettings, type SweepSettings} from "../settings.ts";
import {bestTrial, isFinished} from "../trials.ts";
import {readPlan} from "./plan.ts";
import {isStopping} from "./stopSweep.ts";

/** How a sweep goes, as plain data. */
export interface SweepProgress extends SweepState {
  /** `stopped` is a sweep that can be gone on with, whether somebody stopped it or it was killed. */
  status: "running" | "stopping" | "stopped" | "complete";
  sampler: SweepSettings["sampler"];
  pruner: SweepSettings["pruner"];
  seed: number;
  /** Trials that there are in the end. */
  planned: number;
  finished: number;
  /** Trials that run at once. */
  jobs: number;
  /** When it was begun, or last gone on with, in ISO 8601. */
  begun?: string;
  /** The time that is left, in s, as trials have gone since it was begun; while it runs and some have. */
  secondsLeft?: number;
  /** Attempts whose process was lost. */
  lost: LostTrial[];
  /** Why it stopped, where a process that went on with it could not: a full disk, say. */
  reason?: string;
  /** Whether another process can go on with it (`resumeSweep`): not where trials run inside a program. */
  canResume: boolean;
}

/**
 * Reads a sweep's folder while somebody else, or nobody, runs the sweep. Takes no lock and changes
 * nothing; each time only what the journal has got since the last is read.
 *
 * @example
 * ```ts
 * const reader = new SweepReader("runs/sweep/2026-11-22T20-05-01-3fa2c1");
 * const {status, finished, planned, best} = await reader.read();
 * ```
 */
export class SweepReader {
  readonly folder: string;
  #replay = new Replay();
  #offset = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * How the sweep goes at this moment.
   *
   * @throws Error if the folder is not that of a sweep
   */
  async read(): Promise<SweepProgress> {
    const {folder} = this;
    // The owner first: a sweep that ends meanwhile is then taken for running, not for stopped.
    const isRunning = (await ownerOf(folder))?.isAlive ?? false;
    const [settings, plan, lost, said] = await Promise.all([
      readSettings(folder),
      readPlan(folder),
      readLost(folder),
      readFile(join(folder, "resumed.txt"), "utf8").catch(absent),
      this.#readJournal()
    ]);
    if (!settings) {
      throw new Error(
        `SweepReader: the folder of a sweep is expected, but ${folder} has no sweep.json`
      );
    }
    const {name, direction, space, sampler, pruner, seed} = settings;
    const trials = structuredClone(this.#replay.study?.trials ?? []);
    const best = bestTrial(trials, direction);
    const finished = trials.filter(isFinished).length;
    const planned = Math.max(plan?.trials ?? 0, trials.length);
    const isComplete = finished === planned && planned > 0;
    const stops = isRunning && isStopping(folder);
    const {begun, jobs = 1} = plan ?? {};
    const since = trials.filter(({ended}) => ended !== undefined && ended >= (begun ?? "")).length;
    const secondsLeft =
      isRunning && begun !== undefined && since > 0
        ? ((Date.now() - Date.parse(begun)) / 1000 / since) * (planned - finished)
        : undefined;
    return {
      ...{name, folder, direction, space, trials, sampler, pruner, seed},
      ...(best && {best}),
      status: stops ? "stopping" : isRunning ? "running" : isComplete ? "complete" : "stopped",
      ...{planned, finished, jobs, lost},
      ...(begun !== undefined && {begun}),
      ...(secondsLeft !== undefined && {secondsLeft}),
      ...(!isRunning && !isComplete && said?.trim() && {reason: said.trim()}),
      canResume: existsSync(join(folder, "objective.v8"))
    };
  }

  /** Whole lines only: the last one may be on its way. */
  async #readJournal(): Promise<void> {
    const file = await open(join(this.folder, "journal.log")).catch(absent);
    if (!file) return;
    try {
      const {size} = await file.stat();
      // Somebody has put another journal there.
      if (size < this.#offset) [this.#offset, this.#replay] = [0, new Replay()];
      const bytes = Buffer.alloc(size - this.#offset);
      const {bytesRead} = await file.read(bytes, 0, bytes.length, this.#offset);
      const end = bytes.subarray(0, bytesRead).lastIndexOf("\n") + 1;
      this.#offset += end;
      for (const line of bytes.subarray(0, end).toString().split("\n")) {
        if (line.trim() !== "") this.#replay.apply(parseLine(line));
      }
    } finally {
      await file.close();
    }
  }
}

async function readLost(folder: string): Promise<LostTrial[]> {
  const text = (await readFile(join(folder, "lost.jsonl"), "utf8").catch(absent)) ?? "";
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LostTrial);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
