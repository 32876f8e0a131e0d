import {random, type Random} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {completeOf, position, variedIn} from "./values.ts";

interface Tree {
  value: number;
  split?: {feature: number; at: number; left: Tree; right: Tree};
}

const trees = 64;
const leastLeaf = 2;
const deepest = 12;

/**
 * How much the values of the complete trials depend on each parameter: permutation importance on a
 * random forest.
 *
 * Each tree learns from trials drawn with replacement and is asked about those that were left out, as
 * they are and with one parameter shuffled among them; the more its squared error grows, the more the
 * parameter mattered. The shares add up to 1, or are all 0 where the forest finds nothing.
 *
 * @param seed - draws the forest; defaults to 1
 * @throws RangeError if fewer than 4 trials are complete
 * @see Breiman (2001), Random forests, §10
 */
export function importance(state: SweepState, seed: number = 1): Record<string, number> {
  const trials = completeOf(state);
  if (trials.length < 4) {
    throw new RangeError(
      `importance: at least 4 complete trials are expected, but got ${trials.length}`
    );
  }
  const names = variedIn(state.space);
  const x = trials.map(({parameters}) =>
    names.map((name) => position(parameters[name]!, state.space[name]!))
  );
  const y = trials.map(({value}) => value);
  const source = random(seed);
  const growth = names.map(() => 0);
  for (let t = 0; t < trees; ++t) {
    const rows = y.map(() => source.integer(y.length));
    const out = y.map((_, i) => i).filter((i) => !rows.includes(i));
    if (out.length === 0) continue;
    const tree = grow(rows, x, y, source, 0);
    const error = (values: (i: number, k: number) => number[]): number =>
      out.reduce((sum, i, k) => sum + (predict(tree, values(i, k)) - y[i]!) ** 2, 0);
    const own = error((i) => x[i]!);
    names.forEach((_, feature) => {
      const order = source.permutation(out.length);
      const shuffled = error((i, k) =>
        x[i]!.map((value, f) => (f === feature ? x[out[order[k]!]!]![f]! : value))
      );
      growth[feature]! += shuffled - own;
    });
  }
  const positive = growth.map((value) => Math.max(0, value));
  const sum = positive.reduce((total, value) => total + value, 0);
  return Object.fromEntries(names.map((name, f) => [name, sum === 0 ? 0 : positive[f]! / sum]));
}

function grow(
  rows: readonly number[],
  x: readonly number[][],
  y: readonly number[],
  source: Random,
  depth: number
): Tree {
  const value = rows.reduce((sum, i) => sum + y[i]!, 0) / rows.length;
  if (rows.length < 2 * leastLeaf || depth >= deepest) return {value};
  let best: {feature: number; at: number; gain: number} | undefined;
  for (let feature = 0; feature < x[0]!.length; ++feature) {
    // Some features at each node, so that the trees differ.
    if (x[0]!.length > 1 && source.uniform() < 0.3) continue;
    const sorted = [...rows].sort((a, b) => x[a]![feature]! - x[b]![feature]!);
    let left = 0;
    const total = value * rows.length;
    for (let k = 1; k < sorted.length; ++k) {
      left += y[sorted[k - 1]!]!;
      const [below, above] = [x[sorted[k - 1]!]![feature]!, x[sorted[k]!]![feature]!];
      if (below === above || k < leastLeaf || sorted.length - k < leastLeaf) continue;
      const gain = left ** 2 / k + (total - left) ** 2 / (sorted.length - k);
      if (!best || gain > best.gain) best = {feature, at: (below + above) / 2, gain};
    }
  }
  if (!best) return {value};
  const {feature, at} = best;
  const side = (isLeft: boolean): Tree =>
    grow(
      rows.filter((i) => x[i]![feature]! < at === isLeft),
      x,
      y,
      source,
      depth + 1
    );
  return {value, split: {feature, at, left: side(true), right: side(false)}};
}

function predict({value, split}: Tree, x: readonly number[]): number {
  if (!split) return value;
  return predict(x[split.feature]! < split.at ? split.left : split.right, x);
}
