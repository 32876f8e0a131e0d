import type {Tensor} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import type {LossFunction, LossName} from "./losses.ts";

/**
 * Gives an array to TensorFlow.js, which computes in 32-bit floats.
 *
 * @returns a tensor that the caller disposes
 *
 * @example
 * ```ts
 * toTensor(ndarray([2, 2], [1, 2, 3, 4])).shape; // [2, 2]
 * ```
 */
export function toTensor(x: NDArray): Tensor {
  // A copy: a tensor may keep the very array it was given, and would change with it.
  return tf.tensor(Float32Array.from(x.data), [...x.shape], "float32");
}

/**
 * Takes the values out of a tensor, which stays as it is.
 *
 * @example
 * ```ts
 * (await toNDArray(tf.ones([2, 2]))).data; // 1, 1, 1, 1
 * ```
 */
export async function toNDArray(tensor: Tensor): Promise<NDArray> {
  return ndarray(tensor.shape, await tensor.data());
}

/** Right answers as a loss takes them: class numbers as whole numbers, all else as 32-bit floats. */
export function targetTensor(y: NDArray, loss: LossName | LossFunction): Tensor {
  if (loss !== "sparseCategoricalCrossentropy") return toTensor(y);
  return tf.tensor(Int32Array.from(y.data), [...y.shape], "int32");
}
