import type {Builder, Value} from "../builder.ts";

/** Images from TensorFlow.js's `[n, height, width, channels]` to `[n, channels, height, width]`. */
function toChannelsFirst(
  b: Builder,
  name: string,
  [height, width, channels]: readonly number[]
): string {
  // With one channel, or one pixel, the numbers lie in the same order either way.
  return channels === 1 || height * width === 1
    ? b.reshape(name, [channels, height, width])
    : b.node("Transpose", [name], {perm: [0, 3, 1, 2]});
}

/** Images from `[n, channels, height, width]` to TensorFlow.js's `[n, height, width, channels]`. */
function toChannelsLast(
  b: Builder,
  name: string,
  [channels, height, width]: readonly number[]
): string {
  return channels === 1 || height * width === 1
    ? b.reshape(name, [height, width, channels])
    : b.node("Transpose", [name], {perm: [0, 2, 3, 1]});
}

/** The shape of one example as TensorFlow.js has it. */
export function outerShape({shape}: Value): readonly number[] {
  return shape.length === 3 ? [shape[1], shape[2], shape[0]] : shape;
}

/** The name of a value in TensorFlow.js's layout. */
export function outerName(b: Builder, value: Value): string {
  return value.shape.length === 3 ? toChannelsLast(b, value.name, value.shape) : value.name;
}

/** The name of a graph's layout of numbers that are in TensorFlow.js's. */
export function innerName(b: Builder, name: string, outer: readonly number[]): string {
  return outer.length === 3 ? toChannelsFirst(b, name, outer) : name;
}

/** The shape that a graph has for TensorFlow.js's. */
function innerShape(outer: readonly number[]): readonly number[] {
  return outer.length === 3 ? [outer[2], outer[0], outer[1]] : outer;
}

/** The value of an input of the graph that the host fills in TensorFlow.js's layout. */
export function givenValue(b: Builder, input: string, outer: readonly number[]): Value {
  let name: string | undefined;
  const value = {
    // Turned once somebody asks. A node that nobody uses spoils the second run of a graph: ONNX Runtime
    // 1.16.3 then lays out its memory by the first, and gives that node's place to another too.
    get name() {
      return (name ??= innerName(b, input, outer));
    },
    shape: innerShape(outer),
    tracked: false
  };
  b.given.set(value, input);
  return value;
}

/** The same numbers, in TensorFlow.js's order, under another shape. */
export function reshape(b: Builder, x: Value, outer: readonly number[]): Value {
  const from = outerShape(x);
  const name = innerName(b, b.reshape(outerName(b, x), outer), outer);
  const inner = innerShape(outer);
  return b.value(name, inner, [x], (dy) => {
    b.accumulate(x, () => {
      const rows = outer.length === 3 ? toChannelsLast(b, dy, inner) : dy;
      return innerName(b, b.reshape(rows, from), from);
    });
  });
}

/**
 * The axes in another order.
 *
 * @param order - for each axis after the batch the axis it comes from, in TensorFlow.js's layout,
 *   counted from 1 as Keras does
 */
export function permute(b: Builder, x: Value, order: readonly number[]): Value {
  const from = outerShape(x);
  const outer = order.map((axis) => from[axis - 1]);
  const inner = innerShape(outer);
  const y = b.node("Transpose", [outerName(b, x)], {perm: [0, ...order]});
  return b.value(innerName(b, y, outer), inner, [x], (dy) => {
    b.accumulate(x, () => {
      const back = [0, ...order.map((_, axis) => order.indexOf(axis + 1) + 1)];
      const rows = outer.length === 3 ? toChannelsLast(b, dy, inner) : dy;
      return innerName(b, b.node("Transpose", [rows], {perm: back}), from);
    });
  });
}
