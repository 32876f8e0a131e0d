import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {checkShape, imagesOf} from "./shapes.ts";

export interface LocalResponseNormOptions {
  /** How many channels to either side count as neighbours; defaults to 5. */
  depthRadius?: number;
  /** What is divided by when all neighbours are silent; above 0, defaults to 1. */
  bias?: number;
  /** How much the neighbours' activity counts; defaults to 1. */
  alpha?: number;
  /** Power of the divisor; defaults to 0.5. */
  beta?: number;
}

/**
 * Local response normalization, as AlexNet has it: a strongly excited channel damps its neighbours
 * at the same pixel. The defaults are TensorFlow's; the paper has depthRadius 2, bias 2, alpha 1e-4,
 * beta 0.75.
 *
 *     y[c] = x[c] / s[c]^beta   with s[c] = bias + alpha · Σ x[l]²   over c − r ≤ l ≤ c + r
 *
 * @param x - feature maps, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @returns the shape of x
 * @throws RangeError if x is no image, the radius no whole number from 0 up, or the bias not above 0
 * @see Krizhevsky et al. (2012), ImageNet classification with deep convolutional neural networks, §3.3
 *
 * @example
 * ```ts
 * const x = ndarray([1, 1, 3], [3, 0, 4]);
 * localResponseNorm(x, {depthRadius: 0, bias: 7}).data; // 0.75, 0, 0.834…: 3 / √16, 0, 4 / √23
 * ```
 */
export function localResponseNorm(x: NDArray, options: LocalResponseNormOptions = {}): NDArray {
  const {beta, sums} = neighbours("localResponseNorm", x, options);
  const y = x.data.map((value, i) => value * sums[i] ** -beta);
  return ndarray(x.shape, y, {dtype: dtypeOf(x)});
}

/**
 * Gradient of `localResponseNorm`: a channel feels the error of its own output, and of each
 * neighbour's output that it damped.
 *
 *     dInput[c] = dOutput[c] · s[c]^−beta
 *               − 2 · alpha · beta · x[c] · Σ dOutput[l] · x[l] · s[l]^(−beta − 1)   over c − r ≤ l ≤ c + r
 *
 * @param dOutput - gradient of the loss by the output of `localResponseNorm`, of its shape
 * @param x - what `localResponseNorm` was given, and likewise the options
 * @throws RangeError as `localResponseNorm`, and if dOutput has not the shape of x
 *
 * @example
 * ```ts
 * const x = ndarray([1, 1, 1], [0]);
 * localResponseNormBackward(ndarray([1, 1, 1], [6]), x, {bias: 4}).dInput.data; // 3
 * ```
 */
export function localResponseNormBackward(
  dOutput: NDArray,
  x: NDArray,
  options: LocalResponseNormOptions = {}
): {dInput: NDArray} {
  const caller = "localResponseNormBackward";
  const {channels, radius, alpha, beta, sums} = neighbours(caller, x, options);
  checkShape(caller, "dOutput", dOutput, x.shape);
  const dInput = Float64Array.from(x.data, (value, i) => {
    const pixel = i - (i % channels);
    const first = Math.max(pixel, i - radius);
    const last = Math.min(pixel + channels - 1, i + radius);
    let damped = 0;
    for (let l = first; l <= last; ++l) {
      damped += dOutput.data[l] * x.data[l] * sums[l] ** (-beta - 1);
    }
    return dOutput.data[i] * sums[i] ** -beta - 2 * alpha * beta * value * damped;
  });
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}

/** For each value, s: bias + alpha · the sum of squares over its neighbouring channels. */
function neighbours(
  caller: string,
  x: NDArray,
  {depthRadius = 5, bias = 1, alpha = 1, beta = 0.5}: LocalResponseNormOptions
): {channels: number; radius: number; alpha: number; beta: number; sums: Float64Array} {
  const {channels} = imagesOf(caller, x);
  if (!Number.isInteger(depthRadius) || depthRadius < 0) {
    throw new RangeError(
      `${caller}: depthRadius is a whole number from 0 up, but got ${depthRadius}`
    );
  }
  if (!(bias > 0)) throw new RangeError(`${caller}: bias is above 0, but got ${bias}`);
  const sums = Float64Array.from(x.data, (_, i) => {
    const pixel = i - (i % channels);
    const first = Math.max(pixel, i - depthRadius);
    const last = Math.min(pixel + channels - 1, i + depthRadius);
    let squares = 0;
    for (let l = first; l <= last; ++l) squares += x.data[l] ** 2;
    return bias + alpha * squares;
  });
  return {channels, radius: depthRadius, alpha, beta, sums};
}
