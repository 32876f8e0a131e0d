import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import {checkArray, checkRank, checkShape} from "./shapes.ts";

/**
 * A fully connected layer: every unit weighs every feature.
 *
 *     y[u] = Σ x[k] · kernel[k, u] + bias[u]   over the features k
 *
 * @param x - features of one example, `[features]`, or of a batch, `[n, features]`
 * @param kernel - weights, `[features, units]`
 * @param bias - one value per unit, `[units]`
 * @returns `[units]` or `[n, units]`
 * @throws RangeError if the kernel is for another number of features
 *
 * @example
 * ```ts
 * dense(ndarray([2], [1, 2]), ndarray([2, 1], [10, 20]), ndarray([1], [5])).data; // 55
 * ```
 */
export function dense(x: NDArray, kernel: NDArray, bias: NDArray): NDArray {
  const {examples, features, units, outputShape} = layout("dense", x, kernel);
  checkShape("dense", "bias", bias, [units]);
  const y = zeros(outputShape, {dtype: dtypeOf(x)});
  for (let n = 0; n < examples; ++n) {
    for (let u = 0; u < units; ++u) {
      let sum = 0;
      for (let k = 0; k < features; ++k)
        sum += x.data[n * features + k] * kernel.data[k * units + u];
      y.data[n * units + u] = sum + bias.data[u];
    }
  }
  return y;
}

export interface DenseGradients {
  /** Gradient of the loss by the features, of the shape of x. */
  dInput: NDArray;
  /** Gradient by the weights, `[features, units]`. */
  dKernel: NDArray;
  /** Gradient by the biases, `[units]`. */
  dBias: NDArray;
}

/**
 * Gradients of a fully connected layer. Those by the weights are summed over the batch: a loss that
 * is a mean over the batch brings its 1/n along in dOutput.
 *
 *     dInput  = dOutput · kernelᵀ        dInput[k]     = Σ dOutput[u] · kernel[k, u]   over u
 *     dKernel = xᵀ · dOutput             dKernel[k, u] = Σ x[n, k] · dOutput[n, u]     over n
 *     dBias                              dBias[u]      = Σ dOutput[n, u]               over n
 *
 * @param dOutput - gradient of the loss by the output of `dense`, of the output's shape
 * @param x - what `dense` was given, and likewise the kernel
 * @throws RangeError as `dense`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * const gradients = denseBackward(ndarray([1], [3]), ndarray([2], [1, 2]), ndarray([2, 1], [10, 20]));
 * gradients.dInput.data; // 30, 60
 * gradients.dKernel.data; // 3, 6
 * gradients.dBias.data; // 3
 * ```
 */
export function denseBackward(dOutput: NDArray, x: NDArray, kernel: NDArray): DenseGradients {
  const {examples, features, units, outputShape} = layout("denseBackward", x, kernel);
  checkShape("denseBackward", "dOutput", dOutput, outputShape);
  const dInput = new Float64Array(x.data.length);
  const dKernel = new Float64Array(kernel.data.length);
  const dBias = new Float64Array(units);
  for (let n = 0; n < examples; ++n) {
    for (let u = 0; u < units; ++u) {
      const error = dOutput.data[n * units + u];
      dBias[u] += error;
      for (let k = 0; k < features; ++k) {
        dInput[n * features + k] += error * kernel.data[k * units + u];
        dKernel[k * units + u] += error * x.data[n * features + k];
      }
    }
  }
  const dtype = dtypeOf(x);
  return {
    dInput: ndarray(x.shape, dInput, {dtype}),
    dKernel: ndarray(kernel.shape, dKernel, {dtype}),
    dBias: ndarray([units], dBias, {dtype})
  };
}

function layout(
  caller: string,
  x: NDArray,
  kernel: NDArray
): {examples: number; features: number; units: number; outputShape: number[]} {
  checkArray(caller, "x", x);
  if (x.shape.length !== 1 && x.shape.length !== 2) {
    throw new RangeError(
      `${caller}: x has shape [features] or [n, features], but got [${x.shape}]`
    );
  }
  checkRank(caller, "kernel", kernel, 2, "[features, units]");
  const features = x.shape[x.shape.length - 1];
  const [expected, units] = kernel.shape;
  if (expected !== features) {
    throw new RangeError(
      `${caller}: kernel expects ${expected} features, but x has ${features} ` +
        `(x [${x.shape}], kernel [${kernel.shape}])`
    );
  }
  const batch = x.shape.slice(0, -1);
  return {examples: batch[0] ?? 1, features, units, outputShape: [...batch, units]};
}
