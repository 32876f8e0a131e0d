import type {Sequential} from "@tensorflow/tfjs";
import {seedModel} from "../layers/seedModel.ts";
import {tf} from "../tensorflow.ts";

/** The demonstration models of lectures 4 and 5. */
export type KerasDemo = "valid" | "same" | "strided" | "pooled";

export interface KerasDemoOptions {
  /** Draws the first weights; defaults to 1. */
  seed?: number;
}

/**
 * The small digit classifiers by which Keras's padding, strides and pooling are shown: convolutions of
 * 32 filters 3×3 with ReLU, then dense layers of 128 and 10.
 *
 *     valid    three convolutions without padding       28 → 26 → 24 → 22
 *     same     three convolutions with padding          28 → 28 → 28 → 28
 *     strided  three with padding and strides of 2      28 → 14 → 7 → 4
 *     pooled   two without padding, each max-pooled     28 → 26 → 13 → 11 → 5
 *
 * @returns a model of `[n, 28, 28, 1]` to the probabilities of ten classes `[n, 10]`
 * @throws RangeError if there is no demonstration of that name
 *
 * @example
 * ```ts
 * kerasDemo("pooled").countParams(); // 113386
 * ```
 */
export function kerasDemo(demo: KerasDemo, {seed = 1}: KerasDemoOptions = {}): Sequential {
  const body = {
    valid: [conv("valid"), conv("valid"), conv("valid")],
    same: [conv("same"), conv("same"), conv("same")],
    strided: [conv("same", 2), conv("same", 2), conv("same", 2)],
    pooled: [conv("valid"), pool(), conv("valid"), pool()]
  };
  if (!Object.hasOwn(body, demo)) {
    throw new RangeError(
      `kerasDemo: demo is one of ${Object.keys(body).join(", ")}, but got ${demo}`
    );
  }
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({inputShape: [28, 28, 1]}));
  for (const layer of body[demo]) model.add(layer());
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({units: 128, activation: "relu"}));
  model.add(tf.layers.dense({units: 10, activation: "softmax"}));
  return seedModel(model, seed);
}

const conv =
  (padding: "valid" | "same", strides = 1) =>
  (): ReturnType<typeof tf.layers.conv2d> =>
    tf.layers.conv2d({filters: 32, kernelSize: 3, strides, padding, activation: "relu"});

const pool = () => (): ReturnType<typeof tf.layers.maxPooling2d> =>
  tf.layers.maxPooling2d({poolSize: 2, strides: 2, padding: "valid"});
