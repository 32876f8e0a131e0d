import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";

/**
 * Squeezes any number into (0, 1), to be read as a probability.
 *
 *     y = σ(x) = 1 / (1 + e⁻ˣ)
 *
 * @param x - any shape
 * @returns the shape of x
 *
 * @example
 * ```ts
 * sigmoid(ndarray([3], [-1000, 0, 1000])).data; // 0, 0.5, 1
 * ```
 */
export function sigmoid(x: NDArray): NDArray {
  checkArray("sigmoid", "x", x);
  return ndarray(x.shape, x.data.map(logistic), {dtype: dtypeOf(x)});
}

/**
 * Gradient of `sigmoid`, which is written with its own output.
 *
 *     dInput = dOutput · y (1 − y)   with y = σ(x)
 *
 * @param dOutput - gradient of the loss by the output of `sigmoid`, of the output's shape
 * @param x - what `sigmoid` was given
 * @throws RangeError if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * sigmoidBackward(ndarray([1], [8]), ndarray([1], [0])).dInput.data; // 2
 * ```
 */
export function sigmoidBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  checkArray("sigmoidBackward", "x", x);
  checkShape("sigmoidBackward", "dOutput", dOutput, x.shape);
  const dInput = x.data.map((value, i) => {
    const y = logistic(value);
    return dOutput.data[i] * y * (1 - y);
  });
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}

/** σ(z) = 1 / (1 + e⁻ᶻ) of one number. */
export function logistic(z: number): number {
  return 1 / (1 + Math.exp(-z)); // e⁻ᶻ may overflow to ∞, and 1/∞ is the 0 that is meant
}
