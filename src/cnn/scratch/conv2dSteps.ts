import type {NDArray} from "../ndarray.ts";
import {dtypeOf, zeros} from "../ndarray.ts";
import type {Conv2dLayout, Conv2dOptions} from "./conv2d.ts";
import {conv2dLayout} from "./conv2d.ts";
import {checkRank, checkShape} from "./shapes.ts";
import type {WindowStep} from "./windowSteps.ts";
import {windowSteps} from "./windowSteps.ts";

/** How one number of a feature map comes about. */
export interface Conv2dStep extends WindowStep {
  /** Which filter is at work. */
  filter: number;
  /** What the window shows, `[kernelHeight, kernelWidth, channels]`; 0 in the padding. */
  window: NDArray;
  /** Each of its values times its weight, of the same shape, in float64. */
  products: NDArray;
  /** Sum of the products. */
  sum: number;
  /** Bias of the filter. */
  bias: number;
  /** Sum and bias: the output's value, to the last bit as `conv2d` has it. */
  result: number;
}

/**
 * Goes through a convolution of one image by hand: one step for each pixel of the output, and at
 * each pixel one for each filter.
 *
 * @param x - image, `[height, width, channels]`
 * @param kernel - as `conv2d` takes it, and likewise the bias and the options
 * @returns the steps, made one by one as they are asked for
 * @throws RangeError as `conv2d`, and if x is a batch
 *
 * @example
 * ```ts
 * const x = ndarray([3, 3, 1], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
 * const kernel = ndarray([2, 2, 1, 1], [0, 1, 2, 3]);
 * const [first, second] = conv2dSteps(x, kernel, ndarray([1], [0]));
 * first.products.data; // 0, 1, 6, 12
 * first.result; // 19
 * second.output; // [0, 1]
 * ```
 */
export function conv2dSteps(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray,
  options: Conv2dOptions = {}
): Generator<Conv2dStep, void> {
  checkRank("conv2dSteps", "x", x, 3, "[height, width, channels]");
  const layout = conv2dLayout("conv2dSteps", x, kernel, options);
  checkShape("conv2dSteps", "bias", bias, [layout.filters]);
  return steps(x, kernel, bias, layout);
}

function* steps(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray,
  {images: {height, width, channels}, filters, rows, cols}: Conv2dLayout
): Generator<Conv2dStep, void> {
  const shape = [rows.taps, cols.taps, channels];
  for (const step of windowSteps(height, width, rows, cols)) {
    for (let f = 0; f < filters; ++f) {
      const window = zeros(shape, {dtype: dtypeOf(x)});
      const products = zeros(shape, {dtype: "float64"});
      let sum = 0;
      step.rows.forEach((row, a) => {
        step.cols.forEach((col, b) => {
          if (step.padded[a][b]) return;
          for (let c = 0; c < channels; ++c) {
            const tap = (a * cols.taps + b) * channels + c;
            window.data[tap] = x.data[(row * width + col) * channels + c];
            products.data[tap] = window.data[tap] * kernel.data[tap * filters + f];
            sum += products.data[tap];
          }
        });
      });
      const value = sum + bias.data[f];
      const result = dtypeOf(x) === "float32" ? Math.fround(value) : value;
      yield {...step, filter: f, window, products, sum, bias: bias.data[f], result};
    }
  }
}
