import {type Direction, merit} from "../trials.ts";
import {goOn, type Pruner} from "./pruner.ts";

export interface AshaOptions {
  /** Steps of a trial before it is first compared; defaults to 1. */
  minResource?: number;
  /** Of so many trials at a rung one goes on, to so many times the steps; defaults to 3. */
  reductionFactor?: number;
}

/**
 * Asynchronous successive halving, in its form that stops trials: after 1, 3, 9, … steps, the rungs, a
 * trial goes on if it is among the best third of those that have come to the rung before it.
 *
 * What is decided goes into the journal under the names that Optuna's pruner looks for
 * (`completed_rung_0`), so that it can go on with the sweep.
 *
 * @throws RangeError if an option is out of range
 * @see Li et al. (2020), A system for massively parallel hyperparameter tuning, algorithm 2
 *
 * @example
 * ```ts
 * ashaPruner("maximize").decide({0: 0.5}, 0, trialsThatHad60Percent); // {prune: true, …}
 * ```
 */
export function ashaPruner(
  direction: Direction,
  {minResource = 1, reductionFactor = 3}: AshaOptions = {}
): Pruner {
  if (!Number.isInteger(minResource) || minResource < 1) {
    throw new RangeError(`ashaPruner: minResource is 1 or more steps, but got ${minResource}`);
  }
  if (!Number.isInteger(reductionFactor) || reductionFactor < 2) {
    throw new RangeError(`ashaPruner: reductionFactor is 2 or more, but got ${reductionFactor}`);
  }
  return {
    name: "asha",
    usesHistory: true,
    decide(steps, step, history) {
      const rung = rungAt(step + 1, minResource, reductionFactor);
      if (rung === undefined) return goOn;
      const value = steps[step]!;
      const own = merit(value, direction);
      const others = history.flatMap((trial) => {
        const there = trial.steps[step];
        return there === undefined ? [] : [merit(there, direction)];
      });
      const all = [...others, own].sort((a, b) => b - a);
      const places = Math.max(1, Math.floor(all.length / reductionFactor));
      const prune = own < all[places - 1]!;
      const outcome = `${prune ? "stopped" : "promoted"} by ${all.length}`;
      return {prune, notes: {[`completed_rung_${rung}`]: value, [`asha_rung_${rung}`]: outcome}};
    }
  };
}

/** The rung that lies after so many steps, if one does. */
function rungAt(steps: number, first: number, factor: number): number | undefined {
  let at = first;
  for (let rung = 0; at <= steps; ++rung) {
    if (at === steps) return rung;
    at *= factor;
  }
  return undefined;
}
