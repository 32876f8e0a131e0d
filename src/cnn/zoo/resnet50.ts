import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, feed, picture, toModel} from "./imageNet.ts";

/** Filters inside the blocks of a stage, how many blocks it has, and the stride of the first. */
const stages = [
  {filters: 64, blocks: 3, strides: 1},
  {filters: 128, blocks: 4, strides: 2},
  {filters: 256, blocks: 6, strides: 2},
  {filters: 512, blocks: 3, strides: 2}
];

/**
 * ResNet-50, of the family that won ImageNet's challenge of 2015: each block of three convolutions adds
 * to what it was given: 25,636,712 parameters, of which batch normalisation's moving means and variances
 * (53,120) are not trained.
 *
 * Layers have the names and the order of `keras.applications.ResNet50`, whose convolutions have biases.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @see He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, table 1
 *
 * @example
 * ```ts
 * resnet50({blank: true}).countParams(); // 25636712
 * ```
 */
export function resnet50(options: ImageNetOptions = {}): LayersModel {
  const input = picture("input_1", 224);
  let x = feed(input, tf.layers.zeroPadding2d({name: "conv1_pad", padding: 3}));
  x = feed(x, tf.layers.conv2d({name: "conv1_conv", filters: 64, kernelSize: 7, strides: 2}));
  x = relu(norm(x, "conv1_bn"), "conv1_relu");
  x = feed(x, tf.layers.zeroPadding2d({name: "pool1_pad", padding: 1}));
  x = feed(x, tf.layers.maxPooling2d({name: "pool1_pool", poolSize: 3, strides: 2}));
  stages.forEach(({filters, blocks, strides}, s) => {
    for (let b = 1; b <= blocks; ++b) {
      x = block(x, `conv${s + 2}_block${b}`, filters, b === 1 ? {strides} : undefined);
    }
  });
  x = feed(x, tf.layers.globalAveragePooling2d({name: "avg_pool"}));
  const {classes: units = 1000} = options;
  x = feed(x, tf.layers.dense({name: "predictions", units, activation: "softmax"}));
  return toModel("resnet50", input, x, options);
}

/** A block; the first of a stage has a convolution on its shortcut, since the shape changes there. */
function block(
  x: SymbolicTensor,
  name: string,
  filters: number,
  first?: {strides: number}
): SymbolicTensor {
  const strides = first?.strides ?? 1;
  const shortcut = first
    ? norm(conv(x, `${name}_0_conv`, 4 * filters, 1, strides), `${name}_0_bn`)
    : x;
  let y = conv(x, `${name}_1_conv`, filters, 1, strides);
  y = relu(norm(y, `${name}_1_bn`), `${name}_1_relu`);
  y = conv(y, `${name}_2_conv`, filters, 3);
  y = relu(norm(y, `${name}_2_bn`), `${name}_2_relu`);
  y = norm(conv(y, `${name}_3_conv`, 4 * filters, 1), `${name}_3_bn`);
  return relu(feed([shortcut, y], tf.layers.add({name: `${name}_add`})), `${name}_out`);
}

function conv(
  x: SymbolicTensor,
  name: string,
  filters: number,
  kernelSize: number,
  strides = 1
): SymbolicTensor {
  const padding = kernelSize === 1 ? "valid" : "same";
  return feed(x, tf.layers.conv2d({name, filters, kernelSize, strides, padding}));
}

const norm = (x: SymbolicTensor, name: string): SymbolicTensor =>
  feed(x, tf.layers.batchNormalization({name, epsilon: 1.001e-5}));

const relu = (x: SymbolicTensor, name: string): SymbolicTensor =>
  feed(x, tf.layers.activation({name, activation: "relu"}));
