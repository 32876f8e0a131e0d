import type {backend_util} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {KernelCall} from "../backend.ts";

export type Conv2DInfo = backend_util.Conv2DInfo;

/** The geometry of a convolution, from a kernel's attributes. */
export function convolutionInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: KernelCall["attrs"],
  depthwise = false
): Conv2DInfo {
  const {strides, dilations, pad, dataFormat, dimRoundingMode} = attrs as {
    strides: number | [number, number];
    dilations?: number | [number, number];
    pad: "valid" | "same" | number;
    dataFormat?: "NHWC" | "NCHW";
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast"
  );
}

/** The geometry of a pooling layer, from a kernel's attributes. */
export function poolInfo(inputShape: readonly number[], attrs: KernelCall["attrs"]): Conv2DInfo {
  const {filterSize, strides, pad, dimRoundingMode} = attrs as {
    filterSize: number | [number, number];
    strides: number | [number, number];
    pad: "valid" | "same" | number;
    dimRoundingMode?: "floor" | "round" | "ceil";
  };
  return tf.backend_util.computePool2DInfo(
    inputShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode
  );
}

/** Whether a pooling layer leaves its input as it is: TensorFlow.js's kernels then pass it on. */
export function isIdentity({filterHeight, filterWidth, inShape, outShape}: Conv2DInfo): boolean {
  return filterHeight * filterWidth === 1 && tf.util.arraysEqual(inShape, outShape);
}

/** The geometry of a convolution, in the order that the kernels take it. */
export function convolutionGeometry(info: Conv2DInfo): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth, info.outChannels],
    ...[info.filterHeight, info.filterWidth],
    ...[info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth],
    ...[info.padInfo.top, info.padInfo.left]
  ];
}

/** The geometry of a pooling layer, in the order that the kernels take it. */
export function poolGeometry(info: Conv2DInfo): number[] {
  return [
    ...[info.inHeight, info.inWidth, info.inChannels],
    ...[info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth],
    ...[info.strideHeight, info.strideWidth],
    ...[info.padInfo.top, info.padInfo.left]
  ];
}

/**
 * Whether output sizes are whole, as our kernels need. TensorFlow.js lets them be fractions where the
 * padding is a number and no rounding is asked for; its own kernels then stop in the middle.
 */
export function isWhole({outHeight, outWidth}: Conv2DInfo): boolean {
  return Number.isInteger(outHeight) && Number.isInteger(outWidth);
}
