import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import {checkArray, checkRank, checkShape} from "./shapes.ts";
import type {Padding, Windows} from "./windows.ts";
import {checkPadding, windowsAlong} from "./windows.ts";

export interface Conv1dOptions {
  /** Step between windows, in time steps; defaults to 1. */
  strides?: number;
  /** `"valid"`, `"same"`, or a number of zeros at either end; defaults to `"valid"`. */
  padding?: Padding;
  /** Distance between neighbouring taps of the kernel, in time steps; defaults to 1. */
  dilationRate?: number;
}

/**
 * Slides a bank of filters along a time series: convolution with one axis instead of two.
 *
 *     y[i, f] = Σ x[i·s + a·d − p, c] · kernel[a, c, f] + bias[f]   over a, c
 *
 * @param x - series, `[length, inChannels]`, or a batch, `[n, length, inChannels]`
 * @param kernel - filters, `[kernelLength, inChannels, filters]`
 * @param bias - one value per filter, `[filters]`
 * @returns `[outLength, filters]` or `[n, outLength, filters]`
 * @throws RangeError if the channels disagree, or a window does not fit in the padded series
 *
 * @example
 * ```ts
 * const x = ndarray([5, 1], [1, 1, 4, 4, 4]);
 * const step = ndarray([2, 1, 1], [-1, 1]); // the difference of neighbours
 * conv1d(x, step, ndarray([1], [0])).data; // 0, 3, 0, 0
 * ```
 */
export function conv1d(
  x: NDArray,
  kernel: NDArray,
  bias: NDArray,
  options: Conv1dOptions = {}
): NDArray {
  const {examples, length, channels, filters, windows} = layout("conv1d", x, kernel, options);
  checkShape("conv1d", "bias", bias, [filters]);
  const y = zeros([...x.shape.slice(0, -2), windows.count, filters], {dtype: dtypeOf(x)});
  let at = 0;
  for (let n = 0; n < examples; ++n) {
    for (let i = 0; i < windows.count; ++i) {
      for (let f = 0; f < filters; ++f) {
        let sum = 0;
        for (let a = 0; a < windows.taps; ++a) {
          const time = i * windows.stride + a * windows.dilation - windows.before;
          if (time < 0 || time >= length) continue; // in the padding, which is zero
          for (let c = 0; c < channels; ++c) {
            sum +=
              x.data[(n * length + time) * channels + c] *
              kernel.data[(a * channels + c) * filters + f];
          }
        }
        y.data[at++] = sum + bias.data[f];
      }
    }
  }
  return y;
}

export interface Conv1dGradients {
  /** Gradient of the loss by the series, of the shape of x. */
  dInput: NDArray;
  /** Gradient by the filters, of the shape of the kernel. */
  dKernel: NDArray;
  /** Gradient by the biases, `[filters]`. */
  dBias: NDArray;
}

/**
 * Gradients of `conv1d`, by the same walk over windows and taps.
 *
 *     dInput[i·s + a·d − p, c] += dOutput[i, f] · kernel[a, c, f]
 *     dKernel[a, c, f]         += dOutput[i, f] · x[i·s + a·d − p, c]
 *     dBias[f]                 += dOutput[i, f]
 *
 * @param dOutput - gradient of the loss by the output of `conv1d`, of the output's shape
 * @param x - what `conv1d` was given, and likewise the kernel and the options
 * @throws RangeError as `conv1d`, and if dOutput has not the shape of the output
 *
 * @example
 * ```ts
 * const x = ndarray([3, 1], [1, 2, 5]);
 * const kernel = ndarray([2, 1, 1], [-1, 1]);
 * const {dInput, dKernel} = conv1dBackward(ndarray([2, 1], [1, 1]), x, kernel);
 * dInput.data; // -1, 0, 1
 * dKernel.data; // 3, 7
 * ```
 */
export function conv1dBackward(
  dOutput: NDArray,
  x: NDArray,
  kernel: NDArray,
  options: Conv1dOptions = {}
): Conv1dGradients {
  const {examples, length, channels, filters, windows} = layout(
    "conv1dBackward",
    x,
    kernel,
    options
  );
  const outputShape = [...x.shape.slice(0, -2), windows.count, filters];
  checkShape("conv1dBackward", "dOutput", dOutput, outputShape);
  const dInput = new Float64Array(x.data.length);
  const dKernel = new Float64Array(kernel.data.length);
  const dBias = new Float64Array(filters);
  let at = 0;
  for (let n = 0; n < examples; ++n) {
    for (let i = 0; i < windows.count; ++i) {
      for (let f = 0; f < filters; ++f) {
        const error = dOutput.data[at++];
        dBias[f] += error;
        for (let a = 0; a < windows.taps; ++a) {
          const time = i * windows.stride + a * windows.dilation - windows.before;
          if (time < 0 || time >= length) continue;
          for (let c = 0; c < channels; ++c) {
            const sample = (n * length + time) * channels + c;
            const weight = (a * channels + c) * filters + f;
            dInput[sample] += error * kernel.data[weight];
            dKernel[weight] += error * x.data[sample];
          }
        }
      }
    }
  }
  const dtype = dtypeOf(x);
  return {
    dInput: ndarray(x.shape, dInput, {dtype}),
    dKernel: ndarray(kernel.shape, dKernel, {dtype}),
    dBias: ndarray([filters], dBias, {dtype})
  };
}

interface Layout {
  examples: number;
  length: number;
  channels: number;
  filters: number;
  windows: Windows;
}

function layout(
  caller: string,
  x: NDArray,
  kernel: NDArray,
  {strides = 1, padding = "valid", dilationRate = 1}: Conv1dOptions
): Layout {
  checkArray(caller, "x", x);
  if (x.shape.length !== 2 && x.shape.length !== 3) {
    throw new RangeError(
      `${caller}: x is a series [length, channels] or a batch [n, length, channels], ` +
        `but got shape [${x.shape}]`
    );
  }
  checkRank(caller, "kernel", kernel, 3, "[length, inChannels, filters]");
  const [length, channels] = x.shape.slice(-2);
  const [taps, kernelChannels, filters] = kernel.shape;
  if (kernelChannels !== channels) {
    throw new RangeError(
      `${caller}: kernel expects ${kernelChannels} input channels, but x has ${channels} ` +
        `(x [${x.shape}], kernel [${kernel.shape}])`
    );
  }
  for (const [name, value] of Object.entries({strides, dilationRate})) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${caller}: ${name} is a whole number from 1 up, but got ${value}`);
    }
  }
  checkPadding(caller, padding);
  const windows = windowsAlong(length, taps, strides, padding, dilationRate);
  if (windows.count < 1) {
    throw new RangeError(
      `${caller}: a window of ${taps} does not fit in a series of ${length} ` +
        `with padding ${padding} and dilationRate ${dilationRate}`
    );
  }
  return {examples: x.shape.length === 3 ? x.shape[0] : 1, length, channels, filters, windows};
}
