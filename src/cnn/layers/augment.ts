import type {Tensor, Tensor4D} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {RandomLayer} from "./randomLayer.ts";

export interface AugmentOptions {
  /** What is drawn by, a whole number from 0 to 2³² − 1: equal seeds give equal pictures. Defaults to 1. */
  seed?: number;
}

/**
 * Changes pictures by random layers, one after the other, as they do in training: without a model.
 *
 * @param x - one picture `[height, width, channels]`, or several `[n, height, width, channels]`, each
 *   with draws of its own
 * @param layers - `layers.randomFlip()` and the like; they stay as they are
 * @returns changed pictures, of as many axes
 * @throws RangeError if x is no pictures, or the seed is none
 * @throws TypeError if one of the layers is no random layer of this library
 *
 * @example
 * ```ts
 * const moved = augment(cat, [layers.randomFlip(), layers.randomRotation({factor: 0.1})], {seed: 7});
 * for (const {x} of datasets.batches(train)) augment(x, pipeline, {seed: ++step}); // in a pipeline
 * ```
 */
export function augment(
  x: NDArray,
  layers: readonly RandomLayer[],
  {seed = 1}: AugmentOptions = {}
): NDArray {
  const isOne = x.shape.length === 3;
  if (!isOne && x.shape.length !== 4) {
    throw new RangeError(
      `augment: a picture [height, width, channels] or several [n, height, width, channels] are expected, ` +
        `but got [${x.shape}]`
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(
      `augment: seed is a whole number from 0 to ${2 ** 32 - 1}, but got ${seed}`
    );
  }
  const strange = layers.findIndex((layer) => !(layer instanceof RandomLayer));
  if (strange >= 0) {
    throw new TypeError(
      `augment: random layers are expected, but layer ${strange} is ${(layers[strange] as object)?.constructor.name}`
    );
  }
  const source = random(seed);
  const changed = tf.tidy(() => {
    const shape = (isOne ? [1, ...x.shape] : x.shape) as Tensor4D["shape"];
    return layers.reduce<Tensor>(
      (pictures, layer) => layer.drawn(1 + source.integer(2 ** 31), pictures),
      tf.tensor4d(Float32Array.from(x.data), shape)
    );
  });
  const {shape} = changed;
  const data = changed.dataSync();
  changed.dispose();
  return ndarray(isOne ? shape.slice(1) : shape, data);
}
