// What a sweep and its workers on other machines say to each other through Redis.
//
// A trial is a job of one queue, which all sweeps share, with an id made of the sweep's and the trial's
// number: whoever adds it again, after a restart of the sweep or of a Redis server that forgets, finds the
// job that there is. What a trial reports is the job's progress, its outcome the job's result. Beside the
// queue there are, for each sweep, what its trials do, whether it still wants them, and for each trial a
// list of decisions: whether it is to go on after a step.

import type {Work} from "../live/plan.ts";
import type {Outcome, Task} from "../runner.ts";
import type {WorkerOptions} from "../worker/workerProcess.ts";

export const queueName = "convnotes";

/** The data of a job; what is the same for all trials of a sweep is kept once. */
export interface RemoteTask extends Task {
  sweep: string;
}

/** Kept under `workKey`, in V8's format. */
export interface RemoteWork extends Work, Omit<WorkerOptions, "objective" | "data"> {
  /** The sweep's folder. */
  folder: string;
  freshProcesses: boolean;
}

/** The progress of a job. */
export interface RemoteReport {
  step: number;
  value: number;
}

/** The result of a job. */
export interface RemoteEnd {
  outcome: Outcome;
  engine?: unknown;
  /** The name of the machine that it ran on. */
  machine: string;
}

export interface RemoteDecision {
  step: number;
  prune: boolean;
}

/** How long a sweep that says nothing is taken for alive, in s. */
export const silence = 30;

export const jobId = (sweep: string, number: number): string => `${sweep}-${number}`;
const key = (sweep: string, name: string): string => `${queueName}:sweep:${sweep}:${name}`;
export const workKey = (sweep: string): string => key(sweep, "work");
/** `on`, or `off` when the sweep was stopped; not there when nobody runs it. */
export const aliveKey = (sweep: string): string => key(sweep, "alive");
export const decisionsKey = (sweep: string, number: number): string =>
  key(sweep, `decisions:${number}`);
