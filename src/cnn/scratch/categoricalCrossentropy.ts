import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import type {CrossentropyOptions} from "./binaryCrossentropy.ts";
import {checkArray, checkShape} from "./shapes.ts";
import {softmax} from "./softmax.ts";

/**
 * Categorical cross-entropy: minus the logarithm of the probability given to the true class; the
 * mean over the examples.
 *
 *     L = −Σ y[n, k] · ln p[n, k] over the classes k, mean over the examples n
 *
 * @param labels - one-hot classes, `[classes]` or `[n, classes]`
 * @param predictions - probabilities, of the same shape
 * @returns the loss, in nats
 * @throws RangeError if the shapes differ, or have no axis of classes
 *
 * @example
 * ```ts
 * categoricalCrossentropy(ndarray([2], [1, 0]), ndarray([2], [0.5, 0.5])); // 0.6931471805599453, ln 2
 * ```
 */
export function categoricalCrossentropy(
  labels: NDArray,
  predictions: NDArray,
  {fromLogits = false, epsilon = 1e-7}: CrossentropyOptions = {}
): number {
  const examples = examplesOf("categoricalCrossentropy", labels, predictions);
  const {data} = predictions;
  const classes = data.length / examples;
  let sum = 0;
  for (let start = 0; start < data.length; start += classes) {
    const row = data.subarray(start, start + classes);
    const total = fromLogits ? logSumExp(row) : 0;
    row.forEach((p, k) => {
      const logarithm = fromLogits
        ? p - total
        : Math.log(Math.min(Math.max(p, epsilon), 1 - epsilon));
      sum -= labels.data[start + k] * logarithm;
    });
  }
  return sum / examples;
}

/**
 * Gradient of `categoricalCrossentropy` by the predictions, of m examples. Through the softmax, it
 * becomes prediction minus label.
 *
 *     dPredictions = −y / p / m
 *     dPredictions = (softmax(z) − y) / m           from logits z, with labels that add up to 1
 *
 * @param labels - what `categoricalCrossentropy` was given, and likewise the predictions and the options
 * @throws RangeError if the shapes differ, or have no axis of classes
 *
 * @example
 * ```ts
 * const [labels, half] = [ndarray([2], [1, 0]), ndarray([2], [0.5, 0.5])];
 * categoricalCrossentropyBackward(labels, half).dPredictions.data; // -2, 0
 * ```
 */
export function categoricalCrossentropyBackward(
  labels: NDArray,
  predictions: NDArray,
  {fromLogits = false, epsilon = 1e-7}: CrossentropyOptions = {}
): {dPredictions: NDArray} {
  const m = examplesOf("categoricalCrossentropyBackward", labels, predictions);
  const p = (fromLogits ? softmax(predictions) : predictions).data;
  const gradient = Float64Array.from(p, (probability, i) => {
    const y = labels.data[i];
    if (fromLogits) return (probability - y) / m;
    if (probability < epsilon || probability > 1 - epsilon) return 0; // the clipped loss is flat
    return -y / probability / m;
  });
  const dtype = dtypeOf(predictions);
  return {dPredictions: ndarray(predictions.shape, gradient, {dtype})};
}

/** ln Σ exp(z): the logarithm of what softmax divides by. */
function logSumExp(z: Float32Array | Float64Array): number {
  const largest = Math.max(...z);
  let sum = 0;
  for (const score of z) sum += Math.exp(score - largest);
  return largest + Math.log(sum);
}

function examplesOf(caller: string, labels: NDArray, predictions: NDArray): number {
  checkArray(caller, "labels", labels);
  if (labels.shape.length !== 1 && labels.shape.length !== 2) {
    throw new RangeError(
      `${caller}: labels have shape [classes] or [n, classes], but got [${labels.shape}]`
    );
  }
  checkShape(caller, "predictions", predictions, labels.shape);
  return labels.shape.length === 2 ? labels.shape[0] : 1;
}
