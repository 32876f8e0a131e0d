import type {NDArray} from "../ndarray.ts";
import {zeros, dtypeOf} from "../ndarray.ts";
import {checkShape, imagesOf} from "./shapes.ts";

/**
 * Keeps the largest value of each whole feature map: one number a channel.
 *
 * @param x - feature maps, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @returns `[channels]` or `[n, channels]`
 * @throws RangeError if the maps have no pixels
 *
 * @example
 * ```ts
 * const x = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);
 * globalMaxPool2d(x).data; // 7
 * ```
 */
export function globalMaxPool2d(x: NDArray): NDArray {
  const {outputShape, winners} = findWinners("globalMaxPool2d", x);
  const y = zeros(outputShape, {dtype: dtypeOf(x)});
  winners.forEach((winner, at) => (y.data[at] = x.data[winner]));
  return y;
}

/**
 * Gradient of `globalMaxPool2d`: each channel's error goes to its largest value, the first of equals.
 *
 * @param dOutput - gradient of the loss by the output of `globalMaxPool2d`, of the output's shape
 * @param x - what `globalMaxPool2d` was given
 * @throws RangeError as `globalMaxPool2d`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * globalMaxPool2dBackward(ndarray([1], [5]), ndarray([1, 3, 1], [2, 9, 9])).dInput.data; // 0, 5, 0
 * ```
 */
export function globalMaxPool2dBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  const {outputShape, winners} = findWinners("globalMaxPool2dBackward", x);
  checkShape("globalMaxPool2dBackward", "dOutput", dOutput, outputShape);
  const dInput = zeros(x.shape, {dtype: dtypeOf(x)});
  winners.forEach((winner, at) => (dInput.data[winner] = dOutput.data[at]));
  return {dInput};
}

/** For each map in turn, the index in x of its largest value. */
function findWinners(caller: string, x: NDArray): {outputShape: number[]; winners: number[]} {
  const {n: examples, height, width, channels} = imagesOf(caller, x);
  if (height * width === 0) {
    throw new RangeError(`${caller}: x has at least one pixel, but got shape [${x.shape}]`);
  }
  const winners: number[] = [];
  for (let n = 0; n < examples; ++n) {
    for (let c = 0; c < channels; ++c) {
      const first = n * height * width * channels + c;
      let winner = first;
      for (let pixel = 1; pixel < height * width; ++pixel) {
        const at = first + pixel * channels;
        if (x.data[at] > x.data[winner]) winner = at;
      }
      winners.push(winner);
    }
  }
  return {outputShape: [...x.shape.slice(0, -3), channels], winners};
}
