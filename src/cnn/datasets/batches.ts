import type {NDArray} from "../ndarray.ts";
import {random} from "../random.ts";
import type {Split} from "./dataset.ts";

/** Some examples at once, as a model takes them. */
export interface Batch {
  /** Pictures, `[examples, height, width, channels]`, brightness in [0, 1]. */
  readonly x: NDArray;
  /** The class of each. */
  readonly labels: Uint8Array;
}

export interface BatchesOptions {
  /** Examples in a batch; the last batch holds what is left. Defaults to 32. */
  batchSize?: number;
  /** Shuffles the examples by this seed; without it they come in their own order. */
  seed?: number;
}

/**
 * Goes once through a split, some examples at a time: one epoch.
 *
 *     x = byte / 255
 *
 * @param split - examples
 * @returns batches, made as they are asked for
 * @throws RangeError if the batch size is no whole number of 1 or more
 *
 * @example
 * ```ts
 * for (const {x, labels} of datasets.batches(train, {batchSize: 64, seed: epoch})) {
 *   x.shape; // [64, 28, 28, 1]
 * }
 * ```
 */
export function batches(
  split: Split,
  {batchSize = 32, seed}: BatchesOptions = {}
): Generator<Batch, void, undefined> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batches: batchSize is a whole number of 1 or more, but got ${batchSize}`);
  }
  return generate(split, batchSize, seed);
}

function* generate(
  {images, labels}: Split,
  batchSize: number,
  seed: number | undefined
): Generator<Batch, void, undefined> {
  const [n, height, width, channels] = images.shape;
  const size = height * width * channels;
  const order = seed === undefined ? undefined : random(seed).permutation(n);
  for (let start = 0; start < n; start += batchSize) {
    const length = Math.min(batchSize, n - start);
    const data = new Float32Array(length * size);
    const chosen = new Uint8Array(length);
    for (let k = 0; k < length; ++k) {
      const i = order?.[start + k] ?? start + k;
      chosen[k] = labels[i];
      for (let p = 0; p < size; ++p) data[k * size + p] = images.data[i * size + p] / 255;
    }
    yield {x: {shape: [length, height, width, channels], data}, labels: chosen};
  }
}
