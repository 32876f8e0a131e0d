import {type Direction, merit, type TrialRecord} from "../trials.ts";
import {goOn, type Pruner} from "./pruner.ts";

export interface MedianOptions {
  /** Complete trials that there are before any is pruned; defaults to 5. */
  startupTrials?: number;
  /** Steps of a trial that are let pass; defaults to 0. */
  warmupSteps?: number;
}

/**
 * Ends a trial whose best value so far is worse than the median of the complete trials at the same step.
 *
 * @see Golovin et al. (2017), Google Vizier: A service for black-box optimization, §3.2.2
 *
 * @example
 * ```ts
 * medianPruner("maximize").decide({0: 0.5}, 0, fiveTrialsThatHad60Percent).prune; // true
 * ```
 */
export function medianPruner(
  direction: Direction,
  {startupTrials = 5, warmupSteps = 0}: MedianOptions = {}
): Pruner {
  return {
    name: "median",
    usesHistory: true,
    decide(steps, step, history) {
      const complete = history.filter(({state}) => state === "complete");
      const others = complete.flatMap((trial) => meritAt(trial, step, direction));
      if (complete.length < startupTrials || step < warmupSteps || others.length === 0) return goOn;
      const own = Math.max(...Object.values(steps).map((value) => merit(value, direction)));
      const limit = median(others);
      const prune = own < limit;
      return {prune, notes: prune ? {median: merit(limit, direction)} : {}};
    }
  };
}

function meritAt({steps}: TrialRecord, step: number, direction: Direction): number[] {
  const value = steps[step];
  return value === undefined ? [] : [merit(value, direction)];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
