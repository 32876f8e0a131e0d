import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import type {Pooling, PoolOptions} from "./pooling.ts";
import {eachWindow, poolingOf} from "./pooling.ts";
import {checkShape} from "./shapes.ts";

/**
 * Keeps the largest value of each window, channel by channel. Padding never wins.
 *
 *     y[i, j, c] = max x[i·s + a − p, j·s + b − p, c]   over a, b
 *
 * @param x - feature maps, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @returns smaller maps, `[outHeight, outWidth, channels]` or `[n, outHeight, outWidth, channels]`
 * @throws RangeError if a window does not fit in the padded map, or could lie wholly in the padding
 * @see Ranzato et al. (2007), Unsupervised learning of invariant feature hierarchies
 *
 * @example
 * ```ts
 * const x = ndarray([4, 4, 1], [3, 1, 1, 3, 2, 5, 0, 2, 1, 4, 2, 1, 4, 7, 2, 4]);
 * maxPool2d(x).data; // 5, 3, 7, 4
 * ```
 */
export function maxPool2d(x: NDArray, options: PoolOptions = {}): NDArray {
  const pooling = poolingOf("maxPool2d", x, options);
  const y = zeros(pooling.outputShape, {dtype: dtypeOf(x)});
  winnersOf(x, pooling).forEach((winner, at) => (y.data[at] = x.data[winner]));
  return y;
}

/**
 * Gradient of `maxPool2d`: each output's error goes to the value that won its window, and to that
 * alone. Among equal values the first one, in reading order, has won.
 *
 *     dInput[winner of (i, j, c)] += dOutput[i, j, c]
 *
 * @param dOutput - gradient of the loss by the output of `maxPool2d`, of the output's shape
 * @param x - what `maxPool2d` was given, and likewise the options
 * @throws RangeError as `maxPool2d`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * const x = ndarray([2, 4, 1], [1, 2, 7, 7, 3, 4, 7, 7]);
 * maxPool2dBackward(ndarray([1, 2, 1], [10, 20]), x).dInput.data; // 0, 0, 20, 0, 0, 10, 0, 0
 * ```
 */
export function maxPool2dBackward(
  dOutput: NDArray,
  x: NDArray,
  options: PoolOptions = {}
): {dInput: NDArray} {
  const pooling = poolingOf("maxPool2dBackward", x, options);
  checkShape("maxPool2dBackward", "dOutput", dOutput, pooling.outputShape);
  const dInput = new Float64Array(x.data.length);
  winnersOf(x, pooling).forEach((winner, at) => (dInput[winner] += dOutput.data[at]));
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}

/** For each output in turn, the index in x of the value that is largest in its window. */
function winnersOf(x: NDArray, pooling: Pooling): number[] {
  const winners: number[] = [];
  eachWindow(pooling, (at, pixels) => {
    let winner = pixels[0];
    // Greater, not greater or equal: the first of equals stays.
    for (const pixel of pixels) if (x.data[pixel] > x.data[winner]) winner = pixel;
    winners[at] = winner;
  });
  return winners;
}
