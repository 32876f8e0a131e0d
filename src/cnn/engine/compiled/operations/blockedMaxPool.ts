import type {Builder, Value} from "../builder.ts";
import {notNegative} from "./activations.ts";
import {domain, inBlocks, toBlocks} from "./blockedConv.ts";
import type {Window} from "./window.ts";

/** Whether the windows are squares of 2 × 2 that lie side by side and cover the whole image. */
export function halves({size, strides, inSize, padding}: Window): boolean {
  const {top, left, bottom, right} = padding;
  return (
    [...size, ...strides].every((length) => length === 2) &&
    inSize.every((length) => length % 2 === 0) &&
    top + left + bottom + right === 0
  );
}

/**
 * Max pooling by 2 × 2 in blocks of channels: the larger of the left and right column, then of the upper
 * and lower row. The first of equals wins both times, and so among all four.
 *
 * The runtime's own operator tells which pixel was the largest, but takes them one by one: there and
 * back twice as long as this, which compares whole blocks.
 */
export function blockedMaxPool(b: Builder, x: Value, blocks: string, {outSize}: Window): Value {
  const [channels] = x.shape;
  const [height, width] = outSize;
  const columns = larger(b, blocks, [1, 2]);
  const rows = larger(b, columns.max, [2, 1]);
  const y = inBlocks(b, rows.max, channels);
  const value = Object.assign(y, {shape: [channels, height, width], tracked: x.tracked});
  b.record(value, (dy) => {
    b.accumulate(x, () => {
      const [down, across] = [width * b.block, b.block];
      const upper = rows.spread(reshape(b, toBlocks(b, {name: dy}), [-1, 1, down]), down);
      const all = columns.spread(reshape(b, upper, [-1, 1, across]), across);
      const images = [b.batch as number, channels, 2 * height, 2 * width];
      return inBlocks(b, reshape(b, all, images), channels).name;
    });
  });
  return value;
}

interface Larger {
  max: string;
  /** Sends a gradient, `[pairs, 1, length]`, back to the neighbours, `[pairs, 2, length]`. */
  spread: (gradient: string, length: number) => string;
}

/** The larger of two neighbours, each pair once. */
function larger(b: Builder, x: string, pair: readonly number[]): Larger {
  const pool = (size: readonly number[]): string =>
    b.node("MaxPool", [x], {kernel_shape: size, strides: pair}, {domain});
  const max = pool(pair);
  return {
    max,
    spread: (gradient, length) => {
      const first = pool([1, 1]);
      const wins = notNegative(b, b.node("Sub", [first, max]));
      const toFirst = b.node("Mul", [gradient, reshape(b, wins, [-1, 1, length])]);
      return b.node("Concat", [toFirst, b.node("Sub", [gradient, toFirst])], {axis: 1});
    }
  };
}

function reshape(b: Builder, name: string, shape: readonly number[]): string {
  return b.node("Reshape", [name, b.graph.integers(shape)]);
}
