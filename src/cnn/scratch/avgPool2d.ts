import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import type {PoolOptions} from "./pooling.ts";
import {eachWindow, poolingOf} from "./pooling.ts";
import {checkShape} from "./shapes.ts";

/**
 * Keeps the mean of each window, channel by channel. Padding does not count: at the border, the
 * mean is over the pixels that are there.
 *
 *     y[i, j, c] = mean of x[i·s + a − p, j·s + b − p, c]   over the a, b that lie on the map
 *
 * @param x - feature maps, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @returns smaller maps, `[outHeight, outWidth, channels]` or `[n, outHeight, outWidth, channels]`
 * @throws RangeError if a window does not fit in the padded map, or could lie wholly in the padding
 *
 * @example
 * ```ts
 * const x = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);
 * avgPool2d(x).data; // 2.75, 1.5, 4, 2.25
 * ```
 */
export function avgPool2d(x: NDArray, options: PoolOptions = {}): NDArray {
  const pooling = poolingOf("avgPool2d", x, options);
  const y = zeros(pooling.outputShape, {dtype: dtypeOf(x)});
  eachWindow(pooling, (at, pixels) => {
    let sum = 0;
    for (const pixel of pixels) sum += x.data[pixel];
    y.data[at] = sum / pixels.length;
  });
  return y;
}

/**
 * Gradient of `avgPool2d`: each output's error is shared out evenly over the pixels of its window.
 * At a padded border these are fewer; TensorFlow.js 4.22 shares there by the whole window's size,
 * which is not the slope of its own forward pass.
 *
 *     dInput[each pixel of the window of (i, j, c)] += dOutput[i, j, c] / pixels in the window
 *
 * @param dOutput - gradient of the loss by the output of `avgPool2d`, of the output's shape
 * @param x - what `avgPool2d` was given, and likewise the options
 * @throws RangeError as `avgPool2d`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * const x = ndarray([2, 2, 1], [1, 2, 3, 4]);
 * avgPool2dBackward(ndarray([1, 1, 1], [8]), x).dInput.data; // 2, 2, 2, 2
 * ```
 */
export function avgPool2dBackward(
  dOutput: NDArray,
  x: NDArray,
  options: PoolOptions = {}
): {dInput: NDArray} {
  const pooling = poolingOf("avgPool2dBackward", x, options);
  checkShape("avgPool2dBackward", "dOutput", dOutput, pooling.outputShape);
  const dInput = new Float64Array(x.data.length);
  eachWindow(pooling, (at, pixels) => {
    for (const pixel of pixels) dInput[pixel] += dOutput.data[at] / pixels.length;
  });
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}
