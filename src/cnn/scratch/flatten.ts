import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, reshape} from "../ndarray.ts";
import {checkShape, imagesOf} from "./shapes.ts";

/**
 * Lays the feature maps of an image out in one row, as a dense layer takes them: row by row, pixel
 * by pixel, the channels of a pixel together.
 *
 * @param x - feature maps, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @returns `[height · width · channels]`, or `[n, height · width · channels]`; it shares x's data
 * @throws RangeError if x is neither an image nor a batch
 *
 * @example
 * ```ts
 * flatten(ndarray([2, 2, 1], [1, 2, 3, 4])).shape; // [4]
 * ```
 */
export function flatten(x: NDArray): NDArray {
  const {height, width, channels} = imagesOf("flatten", x);
  return reshape(x, [...x.shape.slice(0, -3), height * width * channels]);
}

/**
 * Gradient of `flatten`: nothing was computed, so the error only takes its old shape again.
 *
 * @param dOutput - gradient of the loss by the row, of its shape
 * @param x - what `flatten` was given
 * @throws RangeError as `flatten`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * flattenBackward(ndarray([4], [5, 6, 7, 8]), ndarray([2, 2, 1], [1, 2, 3, 4])).dInput.shape; // [2, 2, 1]
 * ```
 */
export function flattenBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  const {height, width, channels} = imagesOf("flattenBackward", x);
  const outputShape = [...x.shape.slice(0, -3), height * width * channels];
  checkShape("flattenBackward", "dOutput", dOutput, outputShape);
  return reshapeBackward(dOutput, x);
}

/**
 * Gradient of `reshape`, which is any other order of the axes' lengths: the error in x's shape.
 *
 * @param dOutput - gradient of the loss by the reshaped array
 * @param x - what `reshape` was given
 * @throws RangeError if dOutput holds not as many values as x
 *
 * @example
 * ```ts
 * reshapeBackward(ndarray([4], [1, 2, 3, 4]), ndarray([2, 2], [0, 0, 0, 0])).dInput.shape; // [2, 2]
 * ```
 */
export function reshapeBackward(dOutput: NDArray, x: NDArray): {dInput: NDArray} {
  if (dOutput.data.length !== x.data.length) {
    throw new RangeError(
      `reshapeBackward: dOutput holds as many values as x, ` +
        `but got ${dOutput.data.length} for ${x.data.length} (dOutput [${dOutput.shape}], x [${x.shape}])`
    );
  }
  return {dInput: ndarray(x.shape, dOutput.data, {dtype: dtypeOf(x)})};
}
