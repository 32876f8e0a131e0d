import type {Random} from "@convnotes/cnn";
import type {Dimension, ParameterValue} from "../space.ts";
import {drawBetween, logMass} from "./gaussian.ts";
import {boundsOf, place, valueAt} from "./values.ts";

/** A density over the values of one parameter, made of the values that were tried. */
export interface Density {
  draw(random: Random): ParameterValue;
  /** The logarithm of the density, for values on steps of the probability. */
  log(value: ParameterValue): number;
}

/** Trials whose weight is full; older ones count less. */
const fullWeight = 25;

/**
 * The Parzen estimator of Optuna's TPE: a bump around each value that was tried, as wide as its
 * distance to the farther neighbour, and one flat bump over all, the prior.
 *
 * @param observed - the values that were tried, the oldest first
 * @see Bergstra et al. (2011), Algorithms for hyper-parameter optimization, §4.2
 *
 * @example
 * ```ts
 * parzen({kind: "categorical", choices: ["max", "average"]}, ["max"]).log("max"); // log 0.625
 * ```
 */
export function parzen(dimension: Dimension, observed: readonly ParameterValue[]): Density {
  const weights = normalised([...weightsFor(observed.length), 1]);
  return dimension.kind === "categorical"
    ? categorical(dimension.choices, observed, weights)
    : numeric(dimension, observed as readonly number[], weights);
}

/** One for each of the youngest 25; before them, rising from 1/n. */
function weightsFor(count: number): number[] {
  const older = count - fullWeight;
  return Array.from({length: count}, (_, i) => {
    if (i >= older) return 1;
    return older === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (older - 1);
  });
}

function categorical(
  choices: readonly ParameterValue[],
  observed: readonly ParameterValue[],
  weights: readonly number[]
): Density {
  // Each bump is the one choice, and a little of all.
  const little = 1 / weights.length;
  const all = 1 + choices.length * little;
  const own = choices.map((choice) => {
    const mass = observed.reduce<number>(
      (sum, value, i) => sum + (value === choice ? weights[i]! : 0),
      0
    );
    const prior = weights.at(-1)!;
    return prior / choices.length + (mass + (1 - prior) * little) / all;
  });
  return {
    draw: (random) => choices[pick(own, random.uniform())]!,
    log: (value) => Math.log(own[choices.indexOf(value)] ?? 0)
  };
}

function numeric(
  dimension: Exclude<Dimension, {kind: "categorical"}>,
  observed: readonly number[],
  weights: readonly number[]
): Density {
  const bounds = boundsOf(dimension);
  const bumps = bumpsAround(
    observed.map((value) => place(value, dimension)),
    bounds
  );
  const {log, step} = dimension;
  const half = !log && step !== undefined ? step / 2 : undefined;
  const scaled = (x: number, {mean, deviation}: Bump): number => (x - mean) / deviation;
  // What does not depend on the value is worked out once: there are many values to ask about.
  const constants = bumps.map((bump, i) => {
    const inside = logMass(scaled(bounds.low, bump), scaled(bounds.high, bump));
    const height = half === undefined ? Math.log(bump.deviation * Math.sqrt(2 * Math.PI)) : 0;
    return Math.log(weights[i]!) - inside - height;
  });
  const logOf = (bump: Bump, at: number): number => {
    if (half === undefined) return -0.5 * scaled(at, bump) ** 2;
    const [from, to] = [Math.max(at - half, bounds.low), Math.min(at + half, bounds.high)];
    return logMass(scaled(from, bump), scaled(to, bump));
  };
  return {
    draw(random) {
      const bump = bumps[pick(weights, random.uniform())]!;
      return valueAt(drawBetween(random, bump, bounds), dimension);
    },
    log(value) {
      const at = place(value as number, dimension);
      return logSum(bumps.map((bump, i) => logOf(bump, at) + constants[i]!));
    }
  };
}

interface Bump {
  mean: number;
  deviation: number;
}

/** A bump for each place, in their order, and the prior as the last. */
function bumpsAround(places: readonly number[], {low, high}: {low: number; high: number}): Bump[] {
  const width = high - low;
  const means = [...places, (low + high) / 2];
  const order = means.map((_, i) => i).sort((i, j) => means[i]! - means[j]!);
  const sorted = [low, ...order.map((i) => means[i]!), high];
  const least = width / Math.min(100, 1 + means.length);
  const bumps: Bump[] = [];
  order.forEach((i, rank) => {
    const [before, here, after] = [sorted[rank]!, sorted[rank + 1]!, sorted[rank + 2]!];
    // The range's ends are no neighbours: the first and the last look inwards only.
    const isFirst = rank === 0 && means.length > 1;
    const isLast = rank === means.length - 1 && means.length > 1;
    const distance = isFirst
      ? after - here
      : isLast
        ? here - before
        : Math.max(here - before, after - here);
    bumps[i] = {mean: here, deviation: Math.min(width, Math.max(least, distance))};
  });
  bumps[means.length - 1] = {mean: means.at(-1)!, deviation: width};
  return bumps;
}

const normalised = (weights: readonly number[]): number[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};

/** The index at which the sum of shares passes a number from 0 to 1. */
function pick(shares: readonly number[], at: number): number {
  let sum = 0;
  for (const [i, share] of shares.entries()) {
    sum += share;
    if (at < sum) return i;
  }
  return shares.length - 1;
}

function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  if (most === -Infinity) return -Infinity;
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
