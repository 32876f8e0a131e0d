import type {NDArray} from "../ndarray.ts";

/** Pictures of one size, as they came: bytes 0 to 255, in row-major order. */
export interface Images {
  /** `[examples, height, width, channels]`: 1 channel for grey, 3 for red, green, blue. */
  readonly shape: readonly [number, number, number, number];
  readonly data: Uint8Array;
}

/** Labelled examples: those that a model learns from, or those that it is judged by. */
export interface Split {
  readonly images: Images;
  /** For each example the number of its class, an index into `classNames`. */
  readonly labels: Uint8Array;
}

/** Labelled pictures in two splits, and what one must know to use and cite them. */
export interface Dataset {
  readonly name: string;
  /** Name of each class, by its number. */
  readonly classNames: readonly string[];
  /** What the makers allow; says so where no licence was ever stated. */
  readonly licence: string;
  /** Who made it, when and where it was published. */
  readonly citation: string;
  readonly train: Split;
  readonly test: Split;
}

/**
 * One picture of a split.
 *
 * @param i - number of the example, from 0
 * @returns the picture, `[height, width, channels]`, brightness 0 to 255
 * @throws RangeError if the split has no such example
 *
 * @example
 * ```ts
 * const {train} = await datasets.mnist();
 * datasets.example(train, 0).shape; // [28, 28, 1], a 5
 * ```
 */
export function example(split: Split, i: number): NDArray {
  const [n, height, width, channels] = split.images.shape;
  if (!Number.isInteger(i) || i < 0 || i >= n) {
    throw new RangeError(`example: the split has examples 0 to ${n - 1}, but got ${i}`);
  }
  const size = height * width * channels;
  return {
    shape: [height, width, channels],
    data: Float32Array.from(split.images.data.subarray(i * size, (i + 1) * size))
  };
}
