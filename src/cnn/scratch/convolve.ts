import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import type {CorrelateOptions} from "./correlate.ts";
import {correlate, correlateBackward} from "./correlate.ts";
import {checkRank} from "./shapes.ts";

/**
 * The convolution of mathematics and signal processing: the kernel is turned by 180° before it
 * slides. That makes it commutative and associative, which cross-correlation is not.
 *
 *     convolve(x, kernel) = correlate(x, rotate180(kernel))
 *     y[i, j] = Σ x[i − a, j − b] · kernel[a, b]   over a, b, with padding "full"
 *
 * @param x - matrix, `[height, width]`
 * @param kernel - matrix, `[kernelHeight, kernelWidth]`
 * @returns matrix, of the size that `correlate` gives
 * @throws RangeError if either is no matrix, or the kernel does not fit in the padded x
 *
 * @example
 * ```ts
 * // As one multiplies polynomials: (1 + 2z)(3 + 4z) = 3 + 10z + 8z²
 * convolve(ndarray([1, 2], [1, 2]), ndarray([1, 2], [3, 4]), {padding: "full"}).data; // 3, 10, 8
 * ```
 */
export function convolve(x: NDArray, kernel: NDArray, options: CorrelateOptions = {}): NDArray {
  checkRank("convolve", "x", x, 2, "[height, width]");
  checkRank("convolve", "kernel", kernel, 2, "[height, width]");
  return correlate(x, rotate180(kernel), options);
}

/**
 * Gradients of `convolve`: those of `correlate`, the kernel's turned back by 180°.
 *
 * @param dOutput - gradient of the loss by the output of `convolve`, of the output's shape
 * @param x - what `convolve` was given, and likewise the kernel and the options
 *
 * @example
 * ```ts
 * const x = ndarray([1, 3], [1, 2, 5]);
 * const {dInput, dKernel} = convolveBackward(ndarray([1, 2], [1, 10]), x, ndarray([1, 2], [4, 3]));
 * dInput.data; // 3, 34, 40
 * dKernel.data; // 52, 21
 * ```
 */
export function convolveBackward(
  dOutput: NDArray,
  x: NDArray,
  kernel: NDArray,
  options: CorrelateOptions = {}
): {dInput: NDArray; dKernel: NDArray} {
  const {dInput, dKernel} = correlateBackward(dOutput, x, rotate180(kernel), options);
  return {dInput, dKernel: rotate180(dKernel)};
}

/**
 * Turns a matrix upside down and left to right: `y[a, b] = x[height − 1 − a, width − 1 − b]`.
 *
 * @param x - matrix, `[height, width]`
 *
 * @example
 * ```ts
 * rotate180(ndarray([2, 2], [1, 2, 3, 4])).data; // 4, 3, 2, 1
 * ```
 */
export function rotate180(x: NDArray): NDArray {
  checkRank("rotate180", "x", x, 2, "[height, width]");
  // In row-major order, turning by 180° is reading from the end.
  return ndarray(x.shape, x.data.slice().reverse(), {dtype: dtypeOf(x)});
}
