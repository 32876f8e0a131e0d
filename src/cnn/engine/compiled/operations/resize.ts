import type {Builder, Value} from "../builder.ts";

/** What is on each side of an image, in pixels: `[[top, bottom], [left, right]]`. */
export type Sides = readonly (readonly [number, number])[];

/** Zeros around an image. */
export function pad2d(b: Builder, x: Value, sides: Sides): Value {
  return b.value(pad(b, x.name, sides), grown(x, sides, 1), [x], (dy) => {
    b.accumulate(x, () => crop(b, dy, grown(x, sides, 1), sides));
  });
}

/** An image without what is at its sides. */
export function crop2d(b: Builder, x: Value, sides: Sides): Value {
  return b.value(crop(b, x.name, x.shape, sides), grown(x, sides, -1), [x], (dy) => {
    b.accumulate(x, () => pad(b, dy, sides));
  });
}

function grown({shape: [channels, height, width]}: Value, sides: Sides, sign: 1 | -1): number[] {
  const [rows, columns] = sides.map(([before, after]) => sign * (before + after));
  return [channels, height + rows, width + columns];
}

function pad(b: Builder, name: string, [[top, bottom], [left, right]]: Sides): string {
  return b.node("Pad", [name, b.graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
}

function crop(b: Builder, name: string, shape: readonly number[], sides: Sides): string {
  const [, height, width] = shape;
  const [[top, bottom], [left, right]] = sides;
  return b.node("Slice", [
    name,
    b.graph.integers([top, left]),
    b.graph.integers([height - bottom, width - right]),
    b.graph.integers([2, 3])
  ]);
}

/** Every pixel repeated `rows` times downwards and `columns` times to the right. */
export function upSample2d(b: Builder, x: Value, [rows, columns]: readonly number[]): Value {
  const [channels, height, width] = x.shape;
  const name = b.node("Resize", [x.name, "", b.graph.constant([4], [1, 1, rows, columns])], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor"
  });
  return b.value(name, [channels, height * rows, width * columns], [x], (dy) => {
    b.accumulate(x, () => {
      const mean = b.node("AveragePool", [dy], {
        kernel_shape: [rows, columns],
        strides: [rows, columns]
      });
      return b.node("Mul", [mean, b.number(rows * columns)]);
    });
  });
}
