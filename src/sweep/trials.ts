import type {Parameters} from "./space.ts";

/** Whether more of the objective is better, or less. */
export type Direction = "maximize" | "minimize";

export type TrialState = "waiting" | "running" | "complete" | "pruned" | "failed";

/** A trial, as the journal has it. */
export interface TrialRecord {
  /** Its place in the sweep, from 0. */
  readonly number: number;
  readonly state: TrialState;
  readonly parameters: Parameters;
  /** What the objective came to; for a pruned trial the last that it reported. */
  readonly value?: number;
  /** What it reported after each step, by the number of the step. */
  readonly steps: Readonly<Record<number, number>>;
  /** What went wrong. */
  readonly error?: string;
  /** ISO 8601. */
  readonly started?: string;
  readonly ended?: string;
  /** Attributes of the trial: the reader's and other programs'. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export const isFinished = ({state}: TrialRecord): boolean =>
  state === "complete" || state === "pruned" || state === "failed";

/** How good a value is: more is better whatever the direction. */
export const merit = (value: number, direction: Direction): number =>
  direction === "maximize" ? value : -value;

/** The complete trial with the best value; the first of equals. */
export function bestTrial(
  trials: readonly TrialRecord[],
  direction: Direction
): TrialRecord | undefined {
  let best: TrialRecord | undefined;
  for (const trial of trials) {
    if (trial.state !== "complete" || trial.value === undefined) continue;
    if (!best || merit(trial.value, direction) > merit(best.value!, direction)) best = trial;
  }
  return best;
}

/** The steps that a trial reported, in order. */
export const stepsOf = ({steps}: Pick<TrialRecord, "steps">): [step: number, value: number][] =>
  Object.entries(steps)
    .map(([step, value]): [number, number] => [Number(step), value])
    .sort(([a], [b]) => a - b);
