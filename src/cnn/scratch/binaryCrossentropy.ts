import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";
import {logistic} from "./sigmoid.ts";

export interface CrossentropyOptions {
  /** Whether the predictions are scores before the sigmoid or softmax; defaults to `false`. */
  fromLogits?: boolean;
  /** Probabilities are kept this far from 0 and 1, where the logarithm ends; defaults to 1e-7, as in Keras. */
  epsilon?: number;
}

/**
 * Binary cross-entropy: how surprised one is by the label after hearing the prediction; the mean
 * over all of them.
 *
 *     L = −mean(y · ln a + (1 − y) · ln(1 − a))
 *
 * @param labels - 0 or 1 (or in between), any shape
 * @param predictions - probabilities of label 1, of the same shape
 * @returns the loss, in nats
 * @throws RangeError if the shapes differ
 *
 * @example
 * ```ts
 * binaryCrossentropy(ndarray([1], [1]), ndarray([1], [0.5])); // 0.6931471805599453, ln 2
 * ```
 */
export function binaryCrossentropy(
  labels: NDArray,
  predictions: NDArray,
  {fromLogits = false, epsilon = 1e-7}: CrossentropyOptions = {}
): number {
  checkArray("binaryCrossentropy", "labels", labels);
  checkShape("binaryCrossentropy", "predictions", predictions, labels.shape);
  const {data} = predictions;
  let sum = 0;
  for (let i = 0; i < data.length; ++i) {
    const y = labels.data[i];
    if (fromLogits) {
      const z = data[i]; // with a = σ(z) put in, and e^|z| kept from overflowing
      sum += Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));
    } else {
      const a = Math.min(Math.max(data[i], epsilon), 1 - epsilon);
      sum -= y * Math.log(a) + (1 - y) * Math.log(1 - a);
    }
  }
  return sum / data.length;
}

/**
 * Gradient of `binaryCrossentropy` by the predictions, m in number. Through the sigmoid, the two
 * derivatives cancel to prediction minus label.
 *
 *     dPredictions = (a − y) / (a (1 − a)) / m
 *     dPredictions = (σ(z) − y) / m                 from logits
 *
 * @param labels - what `binaryCrossentropy` was given, and likewise the predictions and the options
 * @throws RangeError if the shapes differ
 *
 * @example
 * ```ts
 * const [labels, half] = [ndarray([1], [1]), ndarray([1], [0.5])];
 * binaryCrossentropyBackward(labels, half).dPredictions.data; // -2
 * ```
 */
export function binaryCrossentropyBackward(
  labels: NDArray,
  predictions: NDArray,
  {fromLogits = false, epsilon = 1e-7}: CrossentropyOptions = {}
): {dPredictions: NDArray} {
  checkArray("binaryCrossentropyBackward", "labels", labels);
  checkShape("binaryCrossentropyBackward", "predictions", predictions, labels.shape);
  const m = predictions.data.length;
  const gradient = Float64Array.from(predictions.data, (a, i) => {
    const y = labels.data[i];
    if (fromLogits) return (logistic(a) - y) / m;
    if (a < epsilon || a > 1 - epsilon) return 0; // the clipped loss is flat out there
    return (a - y) / (a * (1 - a)) / m;
  });
  const dtype = dtypeOf(predictions);
  return {dPredictions: ndarray(predictions.shape, gradient, {dtype})};
}
