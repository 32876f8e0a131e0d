import type {Builder, Value} from "../builder.ts";
import {inBlocks, toBlocks, type Blocked} from "./blockedConv.ts";
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
  const {block} = b;
  const columns = larger(b, blocks, [-1, 2, block]);
  const rows = larger(b, columns.max, [-1, 2, width * block]);
  const toImages = (name: string, size: readonly number[]): Blocked =>
    inBlocks(b, reshape(b, name, [b.batch as number, channels, ...size]), channels);
  const y = toImages(rows.max, outSize);
  const value = Object.assign(y, {shape: [channels, height, width], tracked: x.tracked});
  b.record(value, (dy) => {
    b.accumulate(x, () => {
      const gradient = toBlocks(b, {name: dy});
      const down = rows.spread(reshape(b, gradient, [-1, 1, width * block]));
      const across = columns.spread(reshape(b, down, [-1, 1, block]));
      return toImages(across, [2 * height, 2 * width]).name;
    });
  });
  return value;
}

/** The larger of two neighbours, and how to send a gradient back to it. */
function larger(
  b: Builder,
  of: string,
  shape: readonly number[]
): {max: string; spread: (gradient: string) => string} {
  const [first, second] = b.graph.nodes("Split", [reshape(b, of, shape)], {axis: 1}, 2);
  const max = b.node("Max", [first, second]);
  return {
    max,
    spread: (gradient: string): string => {
      const wins = b.node("Cast", [b.node("GreaterOrEqual", [first, second])], {to: 1});
      const toFirst = b.node("Mul", [gradient, wins]);
      return b.node("Concat", [toFirst, b.node("Sub", [gradient, toFirst])], {axis: 1});
    }
  };
}

function reshape(b: Builder, name: string, shape: readonly number[]): string {
  return b.node("Reshape", [name, b.graph.integers(shape)]);
}
