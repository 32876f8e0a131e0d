import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import {checkShape, imagesOf} from "./shapes.ts";

/**
 * Keeps the mean of each whole feature map: one number a channel.
 *
 * @param x - feature maps, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @returns `[channels]` or `[n, channels]`
 * @throws RangeError if the maps have no pixels
 * @see Lin et al. (2013), Network in network, §3.2
 *
 * @example
 * ```ts
 * const x = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);
 * globalAvgPool2d(x).data; // 2.625
 * ```
 */
export function globalAvgPool2d(x: NDArray): NDArray {
  const {n: examples, pixels, channels, outputShape} = layout("globalAvgPool2d", x);
  const sums = new Float64Array(examples * channels);
  for (let n = 0; n < examples; ++n) {
    for (let pixel = 0; pixel < pixels; ++pixel) {
      for (let c = 0; c < channels; ++c) {
        sums[n * channels + c] += x.data[(n * pixels + pixel) * channels + c];
      }
    }
  }
  return ndarray(
    outputShape,
    sums.map((sum) => sum / pixels),
    {dtype: dtypeOf(x)}
  );
}

/**
 * Gradient of `globalAvgPool2d`: each channel's error is shared out evenly over its pixels.
 *
 * @param dOutput - gradient of the loss by the output of `globalAvgPool2d`, of the output's shape
 * @param x - what `globalAvgPool2d` was given
 * @throws RangeError as `globalAvgPool2d`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * globalAvgPool2dBackward(ndarray([1], [6]), ndarray([1, 3, 1], [2, 9, 9])).dInput.data; // 2, 2, 2
 * ```
 */
export function globalAvgPool2dBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  const {n: examples, pixels, channels, outputShape} = layout("globalAvgPool2dBackward", x);
  checkShape("globalAvgPool2dBackward", "dOutput", dOutput, outputShape);
  const dInput = zeros(x.shape, {dtype: dtypeOf(x)});
  for (let n = 0; n < examples; ++n) {
    for (let pixel = 0; pixel < pixels; ++pixel) {
      for (let c = 0; c < channels; ++c) {
        dInput.data[(n * pixels + pixel) * channels + c] = dOutput.data[n * channels + c] / pixels;
      }
    }
  }
  return {dInput};
}

function layout(
  caller: string,
  x: NDArray
): {n: number; pixels: number; channels: number; outputShape: number[]} {
  const {n, height, width, channels} = imagesOf(caller, x);
  if (height * width === 0) {
    throw new RangeError(`${caller}: x has at least one pixel, but got shape [${x.shape}]`);
  }
  return {n, pixels: height * width, channels, outputShape: [...x.shape.slice(0, -3), channels]};
}
