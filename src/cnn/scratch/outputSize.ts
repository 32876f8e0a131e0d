import type {Padding} from "./windows.ts";
import {checkPadding, windowsAlong} from "./windows.ts";

export interface OutputSizeOptions {
  /** Step between windows, in pixels; defaults to 1. */
  strides?: number;
  /** `"valid"`, `"same"`, or pixels of padding a side; defaults to `"valid"`. */
  padding?: Padding;
  /** Distance between neighbouring taps of the kernel, in pixels; defaults to 1. */
  dilationRate?: number;
}

/**
 * How many windows fit along one axis: the height or width of a feature map.
 *
 *     ⌊(n + 2p − f) / s⌋ + 1      with f replaced by d·(f − 1) + 1 for dilation d
 *     ⌈n / s⌉                     with padding "same"
 *
 * @param n - length of the image along the axis, in pixels
 * @param f - length of the kernel or pooling window, in taps
 * @returns length of the output, in pixels
 * @throws RangeError if an argument is no whole number, or not even one window fits
 * @see Dumoulin & Visin (2016), A guide to convolution arithmetic for deep learning
 *
 * @example
 * ```ts
 * outputSize(28, 3); // 26
 * outputSize(28, 3, {padding: "same", strides: 2}); // 14
 * ```
 */
export function outputSize(
  n: number,
  f: number,
  {strides = 1, padding = "valid", dilationRate = 1}: OutputSizeOptions = {}
): number {
  for (const [name, value] of Object.entries({n, f, strides, dilationRate})) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`outputSize: ${name} is a whole number from 1 up, but got ${value}`);
    }
  }
  checkPadding("outputSize", padding);
  const {count} = windowsAlong(n, f, strides, padding, dilationRate);
  if (count < 1) {
    throw new RangeError(
      `outputSize: a window of ${f} does not fit in a length of ${n} ` +
        `with padding ${padding} and dilationRate ${dilationRate}`
    );
  }
  return count;
}
