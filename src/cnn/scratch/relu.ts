import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";

/**
 * Rectified linear unit: keeps what is positive, silences the rest.
 *
 *     y = max(0, x)
 *
 * @param x - any shape
 * @returns the shape of x
 * @see Nair & Hinton (2010), Rectified linear units improve restricted Boltzmann machines
 *
 * @example
 * ```ts
 * relu(ndarray([3], [-2, 0, 3])).data; // 0, 0, 3
 * ```
 */
export function relu(x: NDArray): NDArray {
  checkArray("relu", "x", x);
  return ndarray(
    x.shape,
    x.data.map((value) => Math.max(0, value)),
    {dtype: dtypeOf(x)}
  );
}

/**
 * Gradient of `relu`: the error passes where x was positive and stops elsewhere. At 0 itself relu
 * has no derivative; the convention, here as in TensorFlow, is ReLU′(0) = 0.
 *
 *     dInput = dOutput · (1 if x > 0, else 0)
 *
 * @param dOutput - gradient of the loss by the output of `relu`, of the output's shape
 * @param x - what `relu` was given
 * @throws RangeError if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * reluBackward(ndarray([3], [5, 5, 5]), ndarray([3], [-2, 0, 3])).dInput.data; // 0, 0, 5
 * ```
 */
export function reluBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  checkArray("reluBackward", "x", x);
  checkShape("reluBackward", "dOutput", dOutput, x.shape);
  const dInput = x.data.map((value, i) => (value > 0 ? dOutput.data[i] : 0));
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}
