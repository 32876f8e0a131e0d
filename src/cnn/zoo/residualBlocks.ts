// The two blocks of residual networks: a few convolutions whose result is added to what they were given.
import type {SymbolicTensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {feed} from "./imageNet.ts";

export interface BlockOptions {
  /** Filters of the block's convolutions; the last of a bottleneck has four times as many. */
  filters: number;
  /** Step of the block's first convolution, in pixels. */
  strides: number;
  /** Whether what is added goes through a convolution of its own, since its shape changes. */
  project: boolean;
}

/** Adds maps under names of their own; a variant of the paper's convolutions and normalisation. */
export interface Parts {
  readonly conv: (x: SymbolicTensor, name: string, conv: Convolution) => SymbolicTensor;
  readonly norm: (x: SymbolicTensor, name: string) => SymbolicTensor;
}

export interface Convolution {
  filters: number;
  kernelSize: number;
  strides?: number;
}

/** 1×1 to fewer maps, 3×3, 1×1 to four times as many: the block of the deeper networks. */
export function bottleneck(
  {conv, norm}: Parts,
  x: SymbolicTensor,
  name: string,
  {filters, strides, project}: BlockOptions
): SymbolicTensor {
  const wide = 4 * filters;
  const shortcut = project
    ? norm(conv(x, `${name}_0_conv`, {filters: wide, kernelSize: 1, strides}), `${name}_0_bn`)
    : x;
  let y = conv(x, `${name}_1_conv`, {filters, kernelSize: 1, strides});
  y = relu(norm(y, `${name}_1_bn`), `${name}_1_relu`);
  y = conv(y, `${name}_2_conv`, {filters, kernelSize: 3});
  y = relu(norm(y, `${name}_2_bn`), `${name}_2_relu`);
  y = norm(conv(y, `${name}_3_conv`, {filters: wide, kernelSize: 1}), `${name}_3_bn`);
  return added(shortcut, y, name);
}

/** Two convolutions 3×3: the block of the shallower networks. */
export function basicBlock(
  {conv, norm}: Parts,
  x: SymbolicTensor,
  name: string,
  {filters, strides, project}: BlockOptions
): SymbolicTensor {
  const shortcut = project
    ? norm(conv(x, `${name}_0_conv`, {filters, kernelSize: 1, strides}), `${name}_0_bn`)
    : x;
  let y = conv(x, `${name}_1_conv`, {filters, kernelSize: 3, strides});
  y = relu(norm(y, `${name}_1_bn`), `${name}_1_relu`);
  y = norm(conv(y, `${name}_2_conv`, {filters, kernelSize: 3}), `${name}_2_bn`);
  return added(shortcut, y, name);
}

export function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return feed(x, tf.layers.activation({name, activation: "relu"}));
}

function added(shortcut: SymbolicTensor, y: SymbolicTensor, name: string): SymbolicTensor {
  return relu(feed([shortcut, y], tf.layers.add({name: `${name}_add`})), `${name}_out`);
}
