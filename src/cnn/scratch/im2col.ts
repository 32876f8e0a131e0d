import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import type {Images} from "./shapes.ts";
import {checkShape, imagesOf} from "./shapes.ts";
import type {Pair, WindowOptions, Windows} from "./windows.ts";
import {toPair, windowsOver} from "./windows.ts";

/**
 * Writes every window of an image as one row of a matrix, so that a convolution becomes one matrix
 * product: a dense layer, applied to each patch.
 *
 *     conv2d(x, kernel) = matMul(im2col(x, [kernelHeight, kernelWidth]), kernel as a matrix)
 *
 * where the kernel is reshaped to `[kernelHeight · kernelWidth · channels, filters]`.
 *
 * @param x - image, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @param kernelSize - height and width of a window, in taps
 * @returns patches, `[n · outHeight · outWidth, kernelHeight · kernelWidth · channels]`
 * @throws RangeError if a window does not fit in the padded image
 * @see Chellapilla et al. (2006), High performance convolutional neural networks for document processing
 *
 * @example
 * ```ts
 * const x = ndarray([2, 3, 1], [1, 2, 3, 4, 5, 6]);
 * im2col(x, 2).data;
 * // 1, 2, 4, 5,
 * // 2, 3, 5, 6
 * ```
 */
export function im2col(x: NDArray, kernelSize: Pair, options: WindowOptions = {}): NDArray {
  const {images, rows, cols, patchShape} = layout("im2col", x, kernelSize, options);
  const patches = zeros(patchShape, {dtype: dtypeOf(x)});
  eachTap(images, rows, cols, (pixel, at) => {
    for (let c = 0; c < images.channels; ++c) patches.data[at + c] = x.data[pixel + c];
  });
  return patches;
}

/**
 * Gradient of `im2col`, known as col2im: every pixel gathers what its copies in the patches got.
 *
 * @param dOutput - gradient of the loss by the patches, of their shape
 * @param x - what `im2col` was given, and likewise the kernel size and the options
 * @throws RangeError as `im2col`, and if dOutput has not the shape of the patches
 *
 * @example
 * ```ts
 * const x = ndarray([2, 3, 1], [1, 2, 3, 4, 5, 6]);
 * im2colBackward(ndarray([2, 4], [1, 1, 1, 1, 1, 1, 1, 1]), x, 2).dInput.data; // 1, 2, 1, 1, 2, 1
 * ```
 */
export function im2colBackward(
  dOutput: NDArray,
  x: NDArray,
  kernelSize: Pair,
  options: WindowOptions = {}
): {dInput: NDArray} {
  const {images, rows, cols, patchShape} = layout("im2colBackward", x, kernelSize, options);
  checkShape("im2colBackward", "dOutput", dOutput, patchShape);
  const dInput = new Float64Array(x.data.length);
  eachTap(images, rows, cols, (pixel, at) => {
    for (let c = 0; c < images.channels; ++c) dInput[pixel + c] += dOutput.data[at + c];
  });
  return {dInput: ndarray(x.shape, dInput, {dtype: dtypeOf(x)})};
}

/** Visits each tap of each window that lies on the image: where its pixel is, and its place in the patches. */
function eachTap(
  {n: examples, height, width, channels}: Images,
  rows: Windows,
  cols: Windows,
  visit: (pixel: number, at: number) => void
): void {
  let at = 0;
  for (let n = 0; n < examples; ++n) {
    for (let i = 0; i < rows.count; ++i) {
      for (let j = 0; j < cols.count; ++j) {
        for (let a = 0; a < rows.taps; ++a) {
          const row = i * rows.stride + a * rows.dilation - rows.before;
          for (let b = 0; b < cols.taps; ++b, at += channels) {
            const col = j * cols.stride + b * cols.dilation - cols.before;
            if (row < 0 || row >= height || col < 0 || col >= width) continue;
            visit(((n * height + row) * width + col) * channels, at);
          }
        }
      }
    }
  }
}

function layout(
  caller: string,
  x: NDArray,
  kernelSize: Pair,
  options: WindowOptions
): {images: Images; rows: Windows; cols: Windows; patchShape: number[]} {
  const images = imagesOf(caller, x);
  const size = toPair(caller, "kernelSize", kernelSize);
  const [rows, cols] = windowsOver(caller, [images.height, images.width], size, options);
  const patchShape = [images.n * rows.count * cols.count, rows.taps * cols.taps * images.channels];
  return {images, rows, cols, patchShape};
}
