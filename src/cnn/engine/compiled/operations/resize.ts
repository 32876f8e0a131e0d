import type {Builder, Value} from "../builder.ts";

/** Zeros around an image; negative numbers cut pixels off. Pairs are `[before, after]`. */
export function pad2d(
  b: Builder,
  x: Value,
  [[top, bottom], [left, right]]: readonly (readonly [number, number])[]
): Value {
  const [channels, height, width] = x.shape;
  const pads = [top, left, bottom, right];
  const pad = (name: string, [t, l, o, r]: readonly number[]): string =>
    b.node("Pad", [name, b.graph.integers([0, 0, t, l, 0, 0, o, r])]);
  const shape = [channels, height + top + bottom, width + left + right];
  return b.value(pad(x.name, pads), shape, [x], (dy) => {
    b.accumulate(x, () =>
      pad(
        dy,
        pads.map((n) => -n)
      )
    );
  });
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
