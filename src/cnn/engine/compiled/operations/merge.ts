import type {Builder, Value} from "../builder.ts";
import {sameShape} from "../shapes.ts";
import {Unsupported} from "../unsupported.ts";
import {channelAxis, positive} from "./activations.ts";

/** The sum of values of one shape, or of shapes that spread over each other. */
export function add(b: Builder, values: readonly Value[]): Value {
  return values.slice(1).reduce((x, y) => {
    const name = b.node("Add", [x.name, y.name]);
    const shape = spread(x, y);
    return b.value(name, shape, [x, y], (dz) => {
      b.accumulate(x, () => gather(b, dz, shape, x));
      b.accumulate(y, () => gather(b, dz, shape, y));
    });
  }, values[0]);
}

/** The mean of values. */
export function average(b: Builder, values: readonly Value[]): Value {
  return scale(b, add(b, values), 1 / values.length);
}

/** A value times a number. */
export function scale(b: Builder, x: Value, factor: number): Value {
  return b.value(b.node("Mul", [x.name, b.number(factor)]), x.shape, [x], (dy) => {
    b.accumulate(x, () => b.node("Mul", [dy, b.number(factor)]));
  });
}

/** A value plus a number. */
export function shift(b: Builder, x: Value, offset: number): Value {
  return b.value(b.node("Add", [x.name, b.number(offset)]), x.shape, [x], (dy) => {
    b.accumulate(x, () => dy);
  });
}

/** The product of values, element by element. */
export function multiply(b: Builder, values: readonly Value[]): Value {
  return values.slice(1).reduce((x, y) => {
    const shape = spread(x, y);
    return b.value(b.node("Mul", [x.name, y.name]), shape, [x, y], (dz) => {
      b.accumulate(x, () => gather(b, b.node("Mul", [dz, y.name]), shape, x));
      b.accumulate(y, () => gather(b, b.node("Mul", [dz, x.name]), shape, y));
    });
  }, values[0]);
}

/** The larger, or the smaller, of values; where two are equal the first gets the gradient. */
export function extreme(b: Builder, which: "Max" | "Min", values: readonly Value[]): Value {
  return values.slice(1).reduce((x, y) => {
    const shape = spread(x, y);
    return b.value(b.node(which, [x.name, y.name]), shape, [x, y], (dz) => {
      const [low, high] = which === "Max" ? [x, y] : [y, x];
      const second = positive(b, b.node("Sub", [high.name, low.name]));
      b.accumulate(y, () => gather(b, b.node("Mul", [dz, second]), shape, y));
      b.accumulate(x, () => {
        const first = b.node("Sub", [b.number(1), second]);
        return gather(b, b.node("Mul", [dz, first]), shape, x);
      });
    });
  }, values[0]);
}

/** Values side by side along the channels. */
export function concatenate(b: Builder, values: readonly Value[]): Value {
  const axis = channelAxis(values[0]);
  const lengths = values.map(({shape}) => shape[axis - 1]);
  const shape = values[0].shape.with(
    axis - 1,
    lengths.reduce((all, length) => all + length, 0)
  );
  const name = b.node(
    "Concat",
    values.map((value) => value.name),
    {axis}
  );
  return b.value(name, shape, values, (dy) => {
    const parts = b.graph.nodes("Split", [dy, b.graph.integers(lengths)], {axis}, values.length);
    values.forEach((value, k) => b.accumulate(value, () => parts[k]));
  });
}

/** The shape of two values that meet: axes of length 1 spread. */
function spread(x: Value, y: Value): number[] {
  if (x.shape.length !== y.shape.length) {
    throw new Unsupported(`shapes [${x.shape}] and [${y.shape}] that meet with different ranks`);
  }
  return x.shape.map((length, axis) => Math.max(length, y.shape[axis]));
}

/** The gradient of a value that was spread over `shape`: the sum over where it went. */
function gather(b: Builder, dz: string, shape: readonly number[], x: Value): string {
  if (sameShape(shape, x.shape)) return dz;
  const axes = shape.flatMap((length, axis) => (length === x.shape[axis] ? [] : [axis + 1]));
  return b.node("ReduceSum", [dz, b.graph.integers(axes)], {keepdims: 1});
}
