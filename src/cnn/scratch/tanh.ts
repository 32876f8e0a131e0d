import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";

/**
 * Hyperbolic tangent: squeezes any number into (−1, 1); the activation of LeNet-5.
 *
 *     y = tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
 *
 * @param x - any shape
 * @returns the shape of x
 *
 * @example
 * ```ts
 * tanh(ndarray([3], [-1000, 0, 1000])).data; // -1, 0, 1
 * ```
 */
export function tanh(x: NDArray): NDArray {
  checkArray("tanh", "x", x);
  return ndarray(x.shape, x.data.map(Math.tanh), {dtype: dtypeOf(x)});
}

/**
 * Gradient of `tanh`: `dInput = dOutput · (1 − y²)` with y = tanh(x).
 *
 * @param dOutput - gradient of the loss by the output of `tanh`, of the output's shape
 * @param x - what `tanh` was given
 * @throws RangeError if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * tanhBackward(ndarray([1], [3]), ndarray([1], [0])).dInput.data; // 3
 * ```
 */
export function tanhBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  checkArray("tanhBackward", "x", x);
  checkShape("tanhBackward", "dOutput", dOutput, x.shape);
  const dInput = x.data.map((value, i) => dOutput.data[i] * (1 - Math.tanh(value) ** 2));
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}
