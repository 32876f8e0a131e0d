import type {Space} from "./space.ts";
import type {Direction, TrialRecord} from "./trials.ts";

/** An attempt at a trial whose process was lost. */
export interface LostTrial {
  trial: number;
  /** From 1. */
  attempt: number;
  reason: string;
}

/** How a sweep stands, as plain data. */
export interface SweepState {
  name: string;
  /** Where it is kept: `journal.log`, `sweep.json`, `trials/`. */
  folder: string;
  direction: Direction;
  space: Space;
  trials: TrialRecord[];
  /** Trials that there are in the end, where that is known: figures leave room for them. */
  planned?: number;
  /** The complete trial with the best value, if there is one. */
  best?: TrialRecord;
}

/** A sweep that has ended, as plain data. */
export interface Sweep extends SweepState {
  /** Whether it was stopped before the last trial. */
  stopped: boolean;
  /** Attempts whose process was lost, since the sweep was last begun. */
  lost: LostTrial[];
}
