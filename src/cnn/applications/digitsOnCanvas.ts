import type {Images, Split} from "../datasets/dataset.ts";
import type {NDArray} from "../ndarray.ts";
import {random} from "../random.ts";
import type {Box} from "./box.ts";

/** Pictures of one digit each, somewhere on an empty canvas, and where it is. */
export interface PlacedDigits extends Split {
  readonly boxes: readonly Box[];
  /** The boxes for a network: top, left, height and width as shares of the canvas, `[n, 4]`. */
  readonly targets: NDArray;
}

export interface CanvasOptions {
  /** Height and width of the canvas, in pixels; defaults to 40. */
  side?: number;
  /** Places that each digit is put to; defaults to 1. */
  copies?: number;
  /** Draws places and sizes; defaults to 1. */
  seed?: number;
}

/** What is darker is taken for paper, not for ink. */
const leastInk = 60;

/**
 * Puts digits somewhere on an empty canvas, each half to fully as large as it was, and keeps the box around
 * its strokes.
 *
 * @param split - digits, such as those of MNIST
 * @throws RangeError if the canvas is smaller than a digit, or copies is no whole number from 1 up
 *
 * @example
 * ```ts
 * const digits = await datasets.mnist({subset: true});
 * const train = applications.digitsOnCanvas(digits.train, {copies: 2, seed: 1});
 * train.images.shape; // [4000, 40, 40, 1]
 * ```
 */
export function digitsOnCanvas(
  {images: {shape, data}, labels}: Split,
  {side = 40, copies = 1, seed = 1}: CanvasOptions = {}
): PlacedDigits {
  const [n, height, width, channels] = shape;
  if (channels !== 1 || height !== width || !Number.isInteger(side) || side < height) {
    throw new RangeError(
      `digitsOnCanvas: square grey pictures go on a canvas at least as large, but the pictures are ` +
        `[${shape}] and side is ${side}`
    );
  }
  if (!Number.isInteger(copies) || copies < 1) {
    throw new RangeError(
      `digitsOnCanvas: copies is a whole number of 1 or more, but got ${copies}`
    );
  }
  const draws = random(seed);
  const count = n * copies;
  const placed = new Uint8Array(count * side * side);
  const boxes = Array.from({length: count}, (_, k): Box => {
    const digit = data.subarray((k % n) * height * width, ((k % n) + 1) * height * width);
    const canvas = placed.subarray(k * side * side, (k + 1) * side * side);
    const size = Math.round(height * (0.6 + 0.4 * draws.uniform()));
    const [top, left] = [draws.integer(side - size + 1), draws.integer(side - size + 1)];
    return put(digit, height, canvas, side, {top, left, size});
  });
  const targets = boxes.flatMap((box) =>
    [box.top, box.left, box.height, box.width].map((length) => length / side)
  );
  const all: Images = {shape: [count, side, side, 1], data: placed};
  return {
    images: all,
    labels: Uint8Array.from({length: count}, (_, k) => labels[k % n]),
    boxes,
    targets: {shape: [count, 4], data: Float32Array.from(targets)}
  };
}

/** Draws a digit in another size, each pixel the mean of those it stands for; gives the box of its ink. */
function put(
  digit: Uint8Array,
  from: number,
  canvas: Uint8Array,
  side: number,
  {top, left, size}: {top: number; left: number; size: number}
): Box {
  let [first, last, leftmost, rightmost] = [side, -1, side, -1];
  const span = (i: number): [number, number] => [
    Math.floor((i * from) / size),
    Math.max(Math.floor((i * from) / size) + 1, Math.floor(((i + 1) * from) / size))
  ];
  for (let i = 0; i < size; ++i) {
    const [a0, a1] = span(i);
    for (let j = 0; j < size; ++j) {
      const [b0, b1] = span(j);
      let sum = 0;
      for (let a = a0; a < a1; ++a) for (let b = b0; b < b1; ++b) sum += digit[a * from + b];
      const value = Math.round(sum / ((a1 - a0) * (b1 - b0)));
      const [row, column] = [top + i, left + j];
      canvas[row * side + column] = value;
      if (value < leastInk) continue;
      [first, last] = [Math.min(first, row), Math.max(last, row)];
      [leftmost, rightmost] = [Math.min(leftmost, column), Math.max(rightmost, column)];
    }
  }
  // A digit without any ink has the box of its paper.
  if (last < 0) return {top, left, height: size, width: size};
  return {top: first, left: leftmost, height: last - first + 1, width: rightmost - leftmost + 1};
}
