import type {FitOptions} from "@convnotes/cnn";
import type {Parameters} from "./space.ts";

export interface TrialReportOptions {
  /** The step that the value is of, from 0; defaults to the one after the last. */
  step?: number;
}

/** One trial, as its objective has it. */
export interface Trial<P extends Parameters = Parameters> {
  /** Its place in the sweep, from 0. */
  readonly number: number;
  /** What it is to try. */
  readonly parameters: P;
  /** A seed of its own, 0 to 2³² − 1, which depends on the sweep's seed and the trial's number. */
  readonly seed: number;
  /** Where it may leave files. */
  readonly folder: string;
  /** What the sweep was given for all trials. */
  readonly data: unknown;
  /** Aborted when the sweep is stopped. */
  readonly signal: AbortSignal;
  /**
   * Tells how good the trial is after a step.
   *
   * @throws TrialPruned if that is enough; let it pass
   * @throws RangeError if the value is no finite number
   */
  report(value: number, options?: TrialReportOptions): Promise<void>;
  /**
   * Keeps a state, so that a trial that was killed goes on from it instead of from the start: anything
   * that structured clone takes. Complete on the disk when it settles.
   */
  save(state: unknown): Promise<void>;
  /** The state that was saved last, in this attempt or in one that was killed; undefined without one. */
  restore(): Promise<unknown>;
  /**
   * Options that make `fit` part of the trial: it reports a number after each epoch, keeps its state in
   * a checkpoint and goes on from it, stops with the sweep and shows nothing.
   *
   * @param monitor - the number, by its name in the history; defaults to `"val_accuracy"`
   */
  fitOptions(
    monitor?: string
  ): Required<Pick<FitOptions, "checkpoint" | "onEpoch" | "onResume" | "signal" | "quiet">>;
}

/** What a trial does: trains something and says how good it is. */
export type Objective<P extends Parameters = Parameters> = (
  trial: Trial<P>
) => number | Promise<number>;
