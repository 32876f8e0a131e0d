import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, feed, picture, toModel} from "./imageNet.ts";

/** Filters of each convolution, block by block. */
const blocks = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512]
];

/**
 * VGG-16, the second of ImageNet's challenge of 2014: nothing but convolutions 3×3, and max pooling that
 * halves the maps after each block: 138,357,544 parameters.
 *
 * Layers have the names and the order of `keras.applications.VGG16`.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @see Simonyan & Zisserman (2015), Very deep convolutional networks for large-scale image recognition,
 *   configuration D
 *
 * @example
 * ```ts
 * vgg16({blank: true}).countParams(); // 138357544
 * ```
 */
export function vgg16(options: ImageNetOptions = {}): LayersModel {
  const input = picture("input_1", 224);
  let x = input;
  blocks.forEach((convolutions, b) => {
    convolutions.forEach((filters, k) => {
      const name = `block${b + 1}_conv${k + 1}`;
      const same = {kernelSize: 3, padding: "same", activation: "relu"} as const;
      x = feed(x, tf.layers.conv2d({name, filters, ...same}));
    });
    x = feed(x, tf.layers.maxPooling2d({name: `block${b + 1}_pool`, poolSize: 2, strides: 2}));
  });
  x = feed(x, tf.layers.flatten({name: "flatten"}));
  for (const name of ["fc1", "fc2"]) {
    x = feed(x, tf.layers.dense({name, units: 4096, activation: "relu"}));
  }
  const {classes: units = 1000} = options;
  x = feed(x, tf.layers.dense({name: "predictions", units, activation: "softmax"}));
  return toModel("vgg16", input, x, options);
}
