import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import {checkRank, checkShape} from "./shapes.ts";
import type {Padding, Windows} from "./windows.ts";
import {windowsOver} from "./windows.ts";

export interface CorrelateOptions {
  /**
   * `"valid"` for whole overlaps only, `"same"` for an output of x's size, `"full"` for every overlap
   * down to a single pixel, or a number of zeros on each side; defaults to `"valid"`.
   */
  padding?: Padding | "full";
}

/**
 * Cross-correlation of two matrices: the kernel slides over x as it stands. This is what deep
 * learning calls convolution.
 *
 *     y[i, j] = Σ x[i + a − p, j + b − p] · kernel[a, b]   over a, b
 *
 * @param x - matrix, `[height, width]`
 * @param kernel - matrix, `[kernelHeight, kernelWidth]`
 * @returns matrix; with `"full"` padding, `[height + kernelHeight − 1, width + kernelWidth − 1]`
 * @throws RangeError if either is no matrix, or the kernel does not fit in the padded x
 *
 * @example
 * ```ts
 * const x = ndarray([1, 4], [0, 0, 1, 0]);
 * correlate(x, ndarray([1, 3], [1, 2, 3])).data; // 3, 2
 * convolve(x, ndarray([1, 3], [1, 2, 3])).data; // 1, 2
 * ```
 */
export function correlate(
  x: NDArray,
  kernel: NDArray,
  {padding = "valid"}: CorrelateOptions = {}
): NDArray {
  const [rows, cols] = layout("correlate", x, kernel, padding);
  const [height, width] = x.shape;
  const y = zeros([rows.count, cols.count], {dtype: dtypeOf(x)});
  for (let i = 0; i < rows.count; ++i) {
    for (let j = 0; j < cols.count; ++j) {
      let sum = 0;
      for (let a = 0; a < rows.taps; ++a) {
        for (let b = 0; b < cols.taps; ++b) {
          const row = i + a - rows.before;
          const col = j + b - cols.before;
          if (row < 0 || row >= height || col < 0 || col >= width) continue; // zero out there
          sum += x.data[row * width + col] * kernel.data[a * cols.taps + b];
        }
      }
      y.data[i * cols.count + j] = sum;
    }
  }
  return y;
}

/**
 * Gradients of `correlate`. Both are correlations themselves: the kernel's is x correlated with the
 * error, and x's is the error spread out again over the kernel, a full convolution.
 *
 *     dKernel = correlate(x, dOutput)
 *     dInput  = convolve(dOutput, kernel, {padding: "full"})        both for padding "valid"
 *
 * @param dOutput - gradient of the loss by the output of `correlate`, of the output's shape
 * @param x - what `correlate` was given, and likewise the kernel and the options
 * @throws RangeError as `correlate`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * const x = ndarray([1, 3], [1, 2, 5]);
 * const {dInput, dKernel} = correlateBackward(ndarray([1, 2], [1, 10]), x, ndarray([1, 2], [3, 4]));
 * dInput.data; // 3, 34, 40
 * dKernel.data; // 21, 52
 * ```
 */
export function correlateBackward(
  dOutput: NDArray,
  x: NDArray,
  kernel: NDArray,
  {padding = "valid"}: CorrelateOptions = {}
): {dInput: NDArray; dKernel: NDArray} {
  const [rows, cols] = layout("correlateBackward", x, kernel, padding);
  const [height, width] = x.shape;
  checkShape("correlateBackward", "dOutput", dOutput, [rows.count, cols.count]);
  const dInput = new Float64Array(x.data.length);
  const dKernel = new Float64Array(kernel.data.length);
  for (let i = 0; i < rows.count; ++i) {
    for (let j = 0; j < cols.count; ++j) {
      const error = dOutput.data[i * cols.count + j];
      for (let a = 0; a < rows.taps; ++a) {
        for (let b = 0; b < cols.taps; ++b) {
          const row = i + a - rows.before;
          const col = j + b - cols.before;
          if (row < 0 || row >= height || col < 0 || col >= width) continue;
          dInput[row * width + col] += error * kernel.data[a * cols.taps + b];
          dKernel[a * cols.taps + b] += error * x.data[row * width + col];
        }
      }
    }
  }
  const dtype = dtypeOf(x);
  return {
    dInput: ndarray(x.shape, dInput, {dtype}),
    dKernel: ndarray(kernel.shape, dKernel, {dtype})
  };
}

function layout(
  caller: string,
  x: NDArray,
  kernel: NDArray,
  padding: Padding | "full"
): [rows: Windows, cols: Windows] {
  checkRank(caller, "x", x, 2, "[height, width]");
  checkRank(caller, "kernel", kernel, 2, "[height, width]");
  const [height, width] = x.shape;
  const [tall, wide] = kernel.shape;
  if (padding !== "full") return windowsOver(caller, [height, width], [tall, wide], {padding});
  const full = (n: number, taps: number): Windows => ({
    count: n + taps - 1,
    taps,
    stride: 1,
    dilation: 1,
    before: taps - 1,
    after: taps - 1
  });
  return [full(height, tall), full(width, wide)];
}
