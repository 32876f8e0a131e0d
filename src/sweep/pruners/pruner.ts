import type {TrialRecord} from "../trials.ts";

/** What a pruner makes of a value that a trial reports. */
export interface Decision {
  prune: boolean;
  /** What the journal keeps of it, by name; nothing where there was nothing to decide. */
  notes: Readonly<Record<string, number | string>>;
}

/** Ends trials that are not worth going on with. */
export interface Pruner {
  readonly name: string;
  /** Whether decisions look at the history. */
  readonly usesHistory: boolean;
  /**
   * @param steps - what the trial has reported, with the newest value
   * @param step - the newest
   * @param history - finished trials that the trial may know of, by number
   */
  decide(
    steps: Readonly<Record<number, number>>,
    step: number,
    history: readonly TrialRecord[]
  ): Decision;
}

export const goOn: Decision = {prune: false, notes: {}};
