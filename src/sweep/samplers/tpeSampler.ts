import {random} from "@convnotes/cnn";
import type {Parameters, ParameterValue, Space} from "../space.ts";
import {type Direction, merit, stepsOf, type TrialRecord} from "../trials.ts";
import {parzen} from "./parzen.ts";
import {randomSampler} from "./randomSampler.ts";
import {trialSeed, type Sampler} from "./sampler.ts";

export interface TpeOptions {
  /** Trials that are drawn at random before the history is looked at; defaults to 10. */
  startupTrials?: number;
  /** Values that are drawn for each parameter, of which the most promising is taken; defaults to 24. */
  candidates?: number;
  /** How many of n trials are the good ones; defaults to a tenth, at most 25. */
  gamma?: (n: number) => number;
}

/**
 * The tree-structured Parzen estimator: looks for values that good trials have more often than others.
 *
 * The finished trials are parted into the best γ(n) and the rest. For each parameter, l is the density
 * of its values among the good and g among the rest; of some values drawn from l, the one is taken where
 *
 *     l(x) / g(x)
 *
 * is greatest. Pruned trials count as worse than complete ones, the sooner pruned the worse; failed
 * ones as the worst: what makes a training diverge is to be kept away from.
 *
 * @param direction - whether more or less of the objective is better
 * @throws RangeError if an option is no whole number of 1 or more
 * @see Bergstra et al. (2011), Algorithms for hyper-parameter optimization; constants as in Optuna 3
 *
 * @example
 * ```ts
 * const sampler = tpeSampler(toSpace({rate: {type: "log", min: 1e-4, max: 1}}), 1, "maximize");
 * sampler.propose(20, trials).rate; // near the best of the trials
 * ```
 */
export function tpeSampler(
  space: Space,
  seed: number,
  direction: Direction,
  {startupTrials = 10, candidates = 24, gamma = tenth}: TpeOptions = {}
): Sampler {
  for (const [name, value] of Object.entries({startupTrials, candidates})) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(`tpeSampler: ${name} is a whole number of 1 or more, but got ${value}`);
  }
  const start = randomSampler(space, seed);
  return {
    name: "tpe",
    usesHistory: true,
    propose(number, history) {
      const known = history.filter(({parameters}) => isOf(space, parameters));
      if (known.length < startupTrials) return start.propose(number, history);
      const source = random(trialSeed(seed, number));
      const {good, rest} = part(known, gamma(known.length), direction);
      const entries = Object.entries(space).map(([name, dimension]): [string, ParameterValue] => {
        const observed = (trials: readonly TrialRecord[]): ParameterValue[] =>
          trials.map(({parameters}) => parameters[name]!);
        const l = parzen(dimension, observed(good));
        const g = parzen(dimension, observed(rest));
        let best: ParameterValue | undefined;
        let most = -Infinity;
        for (let i = 0; i < candidates; ++i) {
          const value = l.draw(source);
          const gain = l.log(value) - g.log(value);
          if (best !== undefined && gain <= most) continue;
          [best, most] = [value, gain];
        }
        return [name, best!];
      });
      return Object.fromEntries(entries);
    }
  };
}

const tenth = (n: number): number => Math.min(25, Math.ceil(0.1 * n));

/** Whether a trial, perhaps of another program, has a value for every parameter. */
const isOf = (space: Space, parameters: Parameters): boolean =>
  Object.keys(space).every((name) => Object.hasOwn(parameters, name));

/** The best trials and the others, both in the order in which they were made. */
function part(
  trials: readonly TrialRecord[],
  count: number,
  direction: Direction
): {good: TrialRecord[]; rest: TrialRecord[]} {
  const ranked = trials
    .map((trial) => ({trial, rank: rankOf(trial, direction)}))
    .sort((a, b) => compare(a.rank, b.rank) || a.trial.number - b.trial.number);
  const inOrder = (some: typeof ranked): TrialRecord[] =>
    some.map(({trial}) => trial).sort((a, b) => a.number - b.number);
  return {good: inOrder(ranked.slice(0, count)), rest: inOrder(ranked.slice(count))};
}

/** Less is better: complete before pruned before failed, then how far it came, then how good it was. */
function rankOf(trial: TrialRecord, direction: Direction): [number, number, number] {
  if (trial.state === "complete") return [0, 0, -merit(trial.value ?? NaN, direction)];
  const last = stepsOf(trial).at(-1);
  if (trial.state === "pruned" && last) return [1, -last[0], -merit(last[1], direction)];
  return [2, 0, 0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, k) => value !== b[k]);
  return i === -1 ? 0 : a[i]! - b[i]!;
}
