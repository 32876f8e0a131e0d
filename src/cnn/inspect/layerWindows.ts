// Where the windows of a layer lie on what it is given.
import {type Windows, windowsAlong} from "../scratch/windows.ts";
import type {Layer, Step} from "./graph.ts";

interface Sliding {
  kernelSize?: readonly number[];
  poolSize?: readonly number[];
  strides: readonly number[];
  padding: "valid" | "same";
  dilationRate?: number | readonly number[];
  dataFormat?: string;
}

const sliding = new Set([
  "Conv2D",
  "DepthwiseConv2D",
  "SeparableConv2D",
  "MaxPooling2D",
  "AveragePooling2D"
]);

/**
 * The windows of a convolution or a pooling layer over rows and columns.
 *
 * @param input - shape of what it is given, `[height, width, channels]`
 * @returns undefined for a layer without windows
 */
export function layerWindows(
  {kind, layer}: Pick<Step, "kind" | "layer">,
  input: readonly number[]
): [rows: Windows, columns: Windows] | undefined {
  if (!sliding.has(kind)) return undefined;
  const {kernelSize, poolSize, strides, padding, dilationRate = 1} = layer as Layer & Sliding;
  const taps = (kernelSize ?? poolSize)!;
  // TensorFlow.js's depthwise layer takes a dilation, but does not use it.
  const dilation = kind === "DepthwiseConv2D" ? [1, 1] : [dilationRate, dilationRate].flat();
  const along = (axis: 0 | 1): Windows =>
    windowsAlong(input[axis], taps[axis], strides[axis], padding, dilation[axis]);
  return [along(0), along(1)];
}

/** The pixels that window i lies on along an axis; one below 0 or beyond the last is padding. */
export function pixelsOf({stride, dilation, before, taps}: Windows, i: number): number[] {
  return Array.from({length: taps}, (_, a) => i * stride + a * dilation - before);
}

/** The windows that lie on a pixel along an axis, each with the tap that does. */
export function windowsAt(
  {stride, dilation, before, taps, count}: Windows,
  pixel: number
): {i: number; tap: number}[] {
  return Array.from({length: taps}, (_, tap) => ({
    i: (pixel + before - tap * dilation) / stride,
    tap
  })).filter(({i}) => Number.isInteger(i) && i >= 0 && i < count);
}
