import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import {checkArray, checkShape} from "./shapes.ts";
import type {WindowOptions, Windows} from "./windows.ts";
import {windowsOver} from "./windows.ts";

/**
 * The convolution written as the one matrix that a dense layer would need for it. Almost all of its
 * entries are zero (a unit sees its window only), and the others repeat the same few weights (every
 * window has the same kernel): for one channel and stride 1, a doubly blocked Toeplitz matrix.
 *
 *     flatten(conv2d(x, kernel)) = matMul(convolutionMatrix(kernel, x.shape), flatten(x) as a column)
 *
 * @param kernel - filters, `[kernelHeight, kernelWidth, inChannels, filters]`, or one filter for
 *   grey images, `[kernelHeight, kernelWidth]`
 * @param inputShape - shape of the image, `[height, width, inChannels]`, or `[height, width]`
 * @returns matrix, `[outHeight · outWidth · filters, height · width · inChannels]`
 * @throws RangeError if the channels disagree, or a window does not fit in the padded image
 * @see Goodfellow et al. (2016), Deep Learning, §9.1
 *
 * @example
 * ```ts
 * const kernel = ndarray([1, 2], [1, 2]);
 * convolutionMatrix(kernel, [1, 4]).data;
 * // 1, 2, 0, 0,
 * // 0, 1, 2, 0,
 * // 0, 0, 1, 2
 * ```
 */
export function convolutionMatrix(
  kernel: NDArray,
  inputShape: readonly number[],
  options: WindowOptions = {}
): NDArray {
  const {height, width, channels, filters, rows, cols} = layout(
    "convolutionMatrix",
    kernel,
    inputShape,
    options
  );
  const pixels = height * width * channels;
  const matrix = zeros([rows.count * cols.count * filters, pixels], {dtype: dtypeOf(kernel)});
  eachWeight(height, width, channels, filters, rows, cols, (weight, unit, pixel) => {
    matrix.data[unit * pixels + pixel] = kernel.data[weight];
  });
  return matrix;
}

/**
 * Gradient of `convolutionMatrix`: a weight of the kernel gathers the gradients of all the places
 * where the matrix repeats it. This is what weight sharing means for learning.
 *
 * @param dOutput - gradient of the loss by the matrix, of its shape
 * @param kernel - what `convolutionMatrix` was given, and likewise the input shape and the options
 *
 * @example
 * ```ts
 * const kernel = ndarray([1, 2], [1, 2]);
 * const dOutput = ndarray([2, 3], [1, 2, 3, 4, 5, 6]);
 * convolutionMatrixBackward(dOutput, kernel, [1, 3]).dKernel.data; // 6, 8: 1 + 5 and 2 + 6
 * ```
 */
export function convolutionMatrixBackward(
  dOutput: NDArray,
  kernel: NDArray,
  inputShape: readonly number[],
  options: WindowOptions = {}
): {dKernel: NDArray} {
  const caller = "convolutionMatrixBackward";
  const {height, width, channels, filters, rows, cols} = layout(
    caller,
    kernel,
    inputShape,
    options
  );
  const pixels = height * width * channels;
  checkShape(caller, "dOutput", dOutput, [rows.count * cols.count * filters, pixels]);
  const dKernel = new Float64Array(kernel.data.length);
  eachWeight(height, width, channels, filters, rows, cols, (weight, unit, pixel) => {
    dKernel[weight] += dOutput.data[unit * pixels + pixel];
  });
  return {dKernel: ndarray(kernel.shape, dKernel, {dtype: dtypeOf(kernel)})};
}

/** Visits each connection: which weight it has, from which pixel (column) to which unit (row). */
function eachWeight(
  height: number,
  width: number,
  channels: number,
  filters: number,
  rows: Windows,
  cols: Windows,
  visit: (weight: number, unit: number, pixel: number) => void
): void {
  for (let i = 0; i < rows.count; ++i) {
    for (let j = 0; j < cols.count; ++j) {
      for (let a = 0; a < rows.taps; ++a) {
        for (let b = 0; b < cols.taps; ++b) {
          const row = i * rows.stride + a * rows.dilation - rows.before;
          const col = j * cols.stride + b * cols.dilation - cols.before;
          if (row < 0 || row >= height || col < 0 || col >= width) continue;
          for (let c = 0; c < channels; ++c) {
            const pixel = (row * width + col) * channels + c;
            for (let f = 0; f < filters; ++f) {
              const weight = ((a * cols.taps + b) * channels + c) * filters + f;
              const unit = (i * cols.count + j) * filters + f;
              visit(weight, unit, pixel);
            }
          }
        }
      }
    }
  }
}

interface Layout {
  height: number;
  width: number;
  channels: number;
  filters: number;
  rows: Windows;
  cols: Windows;
}

function layout(
  caller: string,
  kernel: NDArray,
  inputShape: readonly number[],
  options: WindowOptions
): Layout {
  checkArray(caller, "kernel", kernel);
  if (kernel.shape.length !== 2 && kernel.shape.length !== 4) {
    throw new RangeError(
      `${caller}: kernel has shape [height, width] or [height, width, inChannels, filters], ` +
        `but got [${kernel.shape}]`
    );
  }
  if (inputShape.length !== 2 && inputShape.length !== 3) {
    throw new RangeError(
      `${caller}: inputShape is [height, width] or [height, width, channels], but got [${inputShape}]`
    );
  }
  const [tall, wide, kernelChannels = 1, filters = 1] = kernel.shape;
  const [height, width, channels = 1] = inputShape;
  if (kernelChannels !== channels) {
    throw new RangeError(
      `${caller}: kernel expects ${kernelChannels} input channels, but inputShape has ${channels} ` +
        `(inputShape [${inputShape}], kernel [${kernel.shape}])`
    );
  }
  const [rows, cols] = windowsOver(caller, [height, width], [tall, wide], options);
  return {height, width, channels, filters, rows, cols};
}
