import type {Sequential} from "@tensorflow/tfjs";
import {seedModel} from "../layers/seedModel.ts";
import {tf} from "../tensorflow.ts";

export interface Lenet5Options {
  /** Draws the first weights; defaults to 1. */
  seed?: number;
}

/**
 * LeNet-5 as it is written in Keras today: 61,706 parameters.
 *
 * The layers that count as five are those with a large share of the parameters: two convolutions and
 * three dense ones. In the paper pooling has a weight and a bias of its own, the second convolution
 * sees only some of the maps, and the last layer measures distances: 60,000 parameters.
 *
 * @returns a model of `[n, 32, 32, 1]` to the probabilities of ten digits `[n, 10]`
 * @see LeCun et al. (1998), Gradient-based learning applied to document recognition, §II-B
 *
 * @example
 * ```ts
 * lenet5().countParams(); // 61706
 * ```
 */
export function lenet5({seed = 1}: Lenet5Options = {}): Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({filters: 6, kernelSize: 5, activation: "tanh", inputShape: [32, 32, 1]}),
      tf.layers.averagePooling2d({poolSize: 2, strides: 2}),
      tf.layers.conv2d({filters: 16, kernelSize: 5, activation: "tanh"}),
      tf.layers.averagePooling2d({poolSize: 2, strides: 2}),
      tf.layers.flatten(),
      tf.layers.dense({units: 120, activation: "tanh"}),
      tf.layers.dense({units: 84, activation: "tanh"}),
      tf.layers.dense({units: 10, activation: "softmax"})
    ]
  });
  return seedModel(model, seed);
}
