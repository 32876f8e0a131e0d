// What a sweep's folder holds beside its settings, so that others see how it goes and can go on with it:
// `plan.json`, and `objective.v8` where the objective can go to another process.

import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {deserialize, serialize} from "node:v8";
import type {ObjectiveSource} from "../worker/messages.ts";
import {writeWhole} from "../writeWhole.ts";

/** How a sweep is run, in so far as that may change when it is gone on with. */
export interface Plan {
  /** Of the sweep, the same when it is gone on with. */
  id: string;
  /** Trials that there are in the end. */
  trials: number;
  /** Trials that run at once. */
  jobs: number;
  retries: number;
  /** In s; null without limit. */
  timeout: number | null;
  /** In s. */
  stuckAfter: number;
  freshProcesses: boolean;
  /** When the sweep was begun, or last gone on with, in ISO 8601. */
  begun: string;
  /** The working directory of its trials. */
  cwd: string;
  /** Where its TensorBoard event files go, if it writes them. */
  tensorboard?: string;
}

/** What another process needs to run trials. */
export interface Work {
  objective: ObjectiveSource;
  data: unknown;
}

const planFile = (folder: string): string => join(folder, "plan.json");
const workFile = (folder: string): string => join(folder, "objective.v8");

export async function writePlan(folder: string, plan: Plan, work?: Work): Promise<void> {
  if (work) await writeWhole(workFile(folder), serialize(work));
  await writeWhole(planFile(folder), `${JSON.stringify(plan, null, 2)}\n`);
}

export const readPlan = async (folder: string): Promise<Plan | undefined> =>
  (await read(planFile(folder), (bytes) => JSON.parse(bytes.toString()) as unknown)) as
    Plan | undefined;

export const readWork = async (folder: string): Promise<Work | undefined> =>
  (await read(workFile(folder), deserialize)) as Work | undefined;

/** What a file says; undefined where there is none. */
async function read(file: string, parse: (bytes: Buffer) => unknown): Promise<unknown> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return bytes && parse(bytes);
}
