import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";

/** Filters of the convolutions of each block. */
const filters = [64, 128, 256, 512, 512];

/**
 * VGG-16, the second of ImageNet's challenge of 2014: nothing but convolutions 3×3, and max pooling that
 * halves the maps after each block: 138,357,544 parameters, 553 MB.
 *
 * Layers have the names and the order of `keras.applications.VGG16`. First weights are those of Glorot &
 * Bengio, which the authors found to train the deep configurations without pretraining shallow ones.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see Simonyan & Zisserman (2015), Very deep convolutional networks for large-scale image recognition,
 *   configuration D
 *
 * @example
 * ```ts
 * vgg16({blank: true}).countParams(); // 138357544
 * ```
 */
export function vgg16(options: ImageNetOptions = {}): LayersModel {
  return vgg("vgg16", [2, 2, 3, 3, 3], options);
}

/**
 * VGG-19: VGG-16 with a convolution more in each of the last three blocks: 143,667,240 parameters, 575 MB.
 *
 * Layers have the names and the order of `keras.applications.VGG19`.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see Simonyan & Zisserman (2015), Very deep convolutional networks for large-scale image recognition,
 *   configuration E
 *
 * @example
 * ```ts
 * vgg19({blank: true}).countParams(); // 143667240
 * ```
 */
export function vgg19(options: ImageNetOptions = {}): LayersModel {
  return vgg("vgg19", [2, 2, 4, 4, 4], options);
}

function vgg(name: string, depths: readonly number[], options: ImageNetOptions): LayersModel {
  const same = {kernelSize: 3, padding: "same", activation: "relu"} as const;
  return build(
    {
      name,
      size: 224,
      least: 32,
      body(x) {
        depths.forEach((depth, b) => {
          const block = `block${b + 1}`;
          for (let k = 1; k <= depth; ++k) {
            const conv = {name: `${block}_conv${k}`, filters: filters[b], ...same};
            x = feed(x, tf.layers.conv2d(conv));
          }
          x = feed(x, tf.layers.maxPooling2d({name: `${block}_pool`, poolSize: 2, strides: 2}));
        });
        return x;
      },
      top(maps, units) {
        let x = feed(maps, tf.layers.flatten({name: "flatten"}));
        for (const fc of ["fc1", "fc2"]) {
          x = feed(x, tf.layers.dense({name: fc, units: 4096, activation: "relu"}));
        }
        return feed(x, tf.layers.dense({name: "predictions", units, activation: "softmax"}));
      }
    },
    options
  );
}
