import type {NDArray} from "../ndarray.ts";
import type {LossFunction, LossName} from "./losses.ts";

/** The metrics that have a name. */
export type MetricName = "accuracy" | "top5Accuracy" | "meanSquaredError" | "meanAbsoluteError";

/** A metric of one's own: the right answers and the model's for a batch, to their mean. */
export type MetricFunction = (yTrue: NDArray, yPred: NDArray) => number;

export interface Metric {
  readonly name: string;
  readonly of: MetricFunction;
}

/**
 * The index of the greatest of some values; of equal ones, the first.
 *
 * @param values - numbers
 * @param start - where they begin
 * @param length - how many they are
 */
export function argMax(
  values: ArrayLike<number>,
  start: number = 0,
  length: number = values.length - start
): number {
  let best = 0;
  for (let k = 1; k < length; ++k) if (values[start + k] > values[start + best]) best = k;
  return best;
}

/**
 * Finds a metric by its name. `accuracy` means what suits the loss, as in Keras: the most probable
 * class is the right one, or with `binaryCrossentropy` the probability is on the right side of 1/2.
 *
 * @throws RangeError if there is no metric of that name
 */
export function metric(
  caller: string,
  spec: MetricName | MetricFunction,
  loss: LossName | LossFunction
): Metric {
  if (typeof spec === "function") return {name: spec.name || "metric", of: spec};
  switch (spec) {
    case "accuracy":
      return {name: spec, of: accuracyFor(loss)};
    case "top5Accuracy":
      return {name: spec, of: (y, p) => meanOfRows(y, p, (label, row) => rank(label, row) < 5)};
    case "meanSquaredError":
      return {name: spec, of: (y, p) => mean(p.data, (v, i) => (v - y.data[i]) ** 2)};
    case "meanAbsoluteError":
      return {name: spec, of: (y, p) => mean(p.data, (v, i) => Math.abs(v - y.data[i]))};
    default:
      throw new RangeError(
        `${caller}: a metric is one of accuracy, top5Accuracy, meanSquaredError, meanAbsoluteError ` +
          `or a function, but got ${String(spec)}`
      );
  }
}

function accuracyFor(loss: LossName | LossFunction): MetricFunction {
  if (loss === "binaryCrossentropy") {
    return (y, p) => mean(p.data, (v, i) => Number(v > 0.5 === y.data[i] > 0.5));
  }
  return (y, p) => meanOfRows(y, p, (label, row) => argMax(row) === label);
}

/** The share of rows of the last axis that do well; a label is a class number or a row of ones and zeros. */
function meanOfRows(
  y: NDArray,
  p: NDArray,
  good: (label: number, row: ArrayLike<number>) => boolean
): number {
  const classes = p.shape[p.shape.length - 1];
  const rows = p.data.length / classes;
  const oneHot = y.data.length === p.data.length && classes > 1;
  let sum = 0;
  for (let n = 0; n < rows; ++n) {
    const label = oneHot ? argMax(y.data, n * classes, classes) : y.data[n];
    if (good(label, p.data.subarray(n * classes, (n + 1) * classes))) ++sum;
  }
  return sum / rows;
}

/** How many classes are held more probable than this one. */
function rank(label: number, row: ArrayLike<number>): number {
  let above = 0;
  for (let k = 0; k < row.length; ++k) if (row[k] > row[label]) ++above;
  return above;
}

function mean(values: ArrayLike<number>, of: (value: number, i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; ++i) sum += of(values[i], i);
  return sum / values.length;
}
