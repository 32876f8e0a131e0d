import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";

/**
 * Turns scores into probabilities that add up to 1, along the last axis.
 *
 *     y[k] = exp(x[k] − m) / Σ exp(x[l] − m) over l   with m = max x
 *
 * Taking off the largest score changes nothing but keeps exp from overflowing.
 *
 * @param x - logits, `[..., classes]`
 * @returns probabilities, the shape of x
 * @throws RangeError if x has no axis
 *
 * @example
 * ```ts
 * softmax(ndarray([2], [1000, 1000])).data; // 0.5, 0.5
 * ```
 */
export function softmax(x: NDArray): NDArray {
  const classes = classesOf("softmax", x);
  const y = Float64Array.from(x.data);
  for (let start = 0; start < y.length; start += classes) {
    const row = y.subarray(start, start + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = row.map((score) => Math.exp(score - largest));
    const sum = powers.reduce((a, b) => a + b, 0);
    row.set(powers.map((power) => power / sum));
  }
  return ndarray(x.shape, y, {dtype: dtypeOf(x)});
}

/**
 * Gradient of `softmax`. Every probability depends on every score, because they share their sum.
 *
 *     dInput[k] = y[k] · (dOutput[k] − Σ dOutput[l] · y[l] over l)
 *
 * @param dOutput - gradient of the loss by the output of `softmax`, of the output's shape
 * @param x - what `softmax` was given
 * @throws RangeError if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * softmaxBackward(ndarray([2], [4, 0]), ndarray([2], [7, 7])).dInput.data; // 1, -1
 * ```
 */
export function softmaxBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  const classes = classesOf("softmaxBackward", x);
  checkShape("softmaxBackward", "dOutput", dOutput, x.shape);
  const y = softmax(x).data;
  const dInput = new Float64Array(y.length);
  for (let start = 0; start < y.length; start += classes) {
    let mean = 0;
    for (let k = start; k < start + classes; ++k) mean += dOutput.data[k] * y[k];
    for (let k = start; k < start + classes; ++k) dInput[k] = y[k] * (dOutput.data[k] - mean);
  }
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}

function classesOf(caller: string, x: NDArray): number {
  checkArray(caller, "x", x);
  if (x.shape.length === 0) {
    throw new RangeError(`${caller}: x has shape [..., classes], but got a single number`);
  }
  return x.shape[x.shape.length - 1];
}
