import {random} from "../random.ts";
import type {Split} from "./dataset.ts";

/**
 * The chosen examples of a split, in the order of their numbers given.
 *
 * @throws RangeError if the split has no such example
 *
 * @example
 * ```ts
 * datasets.select(test, [7, 0]); // two examples: number 7, then number 0
 * ```
 */
export function select({images, labels}: Split, numbers: ArrayLike<number>): Split {
  const [n, height, width, channels] = images.shape;
  const size = height * width * channels;
  const data = new Uint8Array(numbers.length * size);
  const chosen = new Uint8Array(numbers.length);
  for (let k = 0; k < numbers.length; ++k) {
    const i = numbers[k];
    if (!Number.isInteger(i) || i < 0 || i >= n) {
      throw new RangeError(`select: the split has examples 0 to ${n - 1}, but got ${i}`);
    }
    data.set(images.data.subarray(i * size, (i + 1) * size), k * size);
    chosen[k] = labels[i];
  }
  return {images: {shape: [numbers.length, height, width, channels], data}, labels: chosen};
}

/** The same examples in random order, the same for the same seed. */
export function shuffle(split: Split, seed: number): Split {
  return select(split, random(seed).permutation(split.labels.length));
}

export interface TakeOptions {
  /** Draws at random by this seed; without it the first examples are taken. */
  seed?: number;
  /** Takes equally many of each class: `n` of every one instead of `n` in all. Defaults to false. */
  perClass?: boolean;
}

/**
 * A few examples of a split, for a quick experiment.
 *
 * @param n - how many: in all, or of each class with `perClass`
 * @throws RangeError if the split has fewer
 *
 * @example
 * ```ts
 * datasets.take(train, 1000, {seed: 1}); // 1,000 digits drawn at random
 * datasets.take(train, 5, {perClass: true}); // the first five of each digit
 * ```
 */
export function take(split: Split, n: number, {seed, perClass = false}: TakeOptions = {}): Split {
  const total = split.labels.length;
  if (!Number.isInteger(n) || n < 0 || n > total) {
    throw new RangeError(`take: the split has ${total} examples, but asked for ${n}`);
  }
  const order =
    seed === undefined
      ? Uint32Array.from({length: total}, (_, i) => i)
      : random(seed).permutation(total);
  if (!perClass) return select(split, order.subarray(0, n));
  const classes = new Set(split.labels).size;
  const taken = new Map<number, number>();
  const chosen = order.filter((i) => {
    const before = taken.get(split.labels[i]) ?? 0;
    taken.set(split.labels[i], before + 1);
    return before < n;
  });
  if (chosen.length !== n * classes) {
    const [label, has] = [...taken].find(([, examples]) => examples < n) ?? [];
    throw new RangeError(`take: class ${label} has ${has} examples, but asked for ${n} of each`);
  }
  return select(split, chosen);
}

/**
 * Parts a split in two at random: what stays to learn from, and what is held back to validate by.
 *
 * @param fraction - share that is held back, between 0 and 1
 * @returns `[rest, heldBack]`
 * @throws RangeError if the fraction is not between 0 and 1
 *
 * @example
 * ```ts
 * const [train, validation] = datasets.splitOff(mnist.train, 0.1, 1); // 54,000 and 6,000
 * ```
 */
export function splitOff(split: Split, fraction: number, seed: number): [Split, Split] {
  if (!(fraction > 0 && fraction < 1)) {
    throw new RangeError(`splitOff: fraction lies between 0 and 1, but got ${fraction}`);
  }
  const order = random(seed).permutation(split.labels.length);
  const held = Math.round(split.labels.length * fraction);
  return [select(split, order.subarray(held)), select(split, order.subarray(0, held))];
}
