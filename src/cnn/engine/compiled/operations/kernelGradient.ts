import type {Builder, Value} from "../builder.ts";
import type {Window} from "./window.ts";

/**
 * The gradient of a convolution's kernel, `[height, width, channels, filters]`.
 *
 *     dKernel[a, b, c, f] = Σ x[n, c, i·s + a − p, j·s + b − p] · dy[n, f, i, j]   over n, i, j
 *
 * For every tap (a, b) that is a product of matrices for each image, summed over the images. ONNX
 * Runtime has no operator for it; a convolution that takes the batch for channels is three times slower.
 */
export function kernelGradient(
  b: Builder,
  x: Value,
  dy: string,
  filters: number,
  window: Window
): string {
  const [channels] = x.shape;
  const {size, outSize} = window;
  const taps = size[0] * size[1];
  const pixels = outSize[0] * outSize[1];
  const dyRows = b.reshape(dy, [filters, pixels]);
  const shifted = shifts(b, x, window);
  const times = (rows: string, height: number): string => {
    const each = b.node(
      "FusedMatMul",
      [b.reshape(rows, [height, pixels]), dyRows],
      {transB: 1},
      {domain: "com.microsoft"}
    );
    return b.node("ReduceSum", [each, b.graph.integers([0])], {keepdims: 0});
  };
  // Few channels make products too thin to be fast: all taps then go into one.
  const columns =
    taps === 1 || channels * taps > mostRowsAtOnce
      ? shifted.map((rows) => times(rows, channels))
      : [times(b.node("Concat", shifted, {axis: 1}), taps * channels)];
  const all = columns.length === 1 ? columns[0] : b.node("Concat", columns, {axis: 0});
  return b.node("Reshape", [all, b.graph.integers([...size, channels, filters])]);
}

const mostRowsAtOnce = 160;

/** For every tap of the kernel, row by row, the pixels under it: `[n, channels, outHeight, outWidth]`. */
export function shifts(b: Builder, x: Value, window: Window): string[] {
  const {size, strides, dilations, outSize, inSize, padding} = window;
  const spans = [0, 1].map((axis) => (outSize[axis] - 1) * strides[axis] + 1);
  const {top, left, bottom, right} = padding;
  const padded =
    top + left + bottom + right === 0
      ? x.name
      : b.node("Pad", [x.name, b.graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
  const whole =
    spans[0] === inSize[0] + top + bottom &&
    spans[1] === inSize[1] + left + right &&
    strides[0] * strides[1] === 1;
  const names: string[] = [];
  for (let i = 0; i < size[0]; ++i) {
    for (let j = 0; j < size[1]; ++j) {
      const start = [i * dilations[0], j * dilations[1]];
      names.push(
        whole
          ? padded
          : b.node("Slice", [
              padded,
              b.graph.integers(start),
              b.graph.integers([start[0] + spans[0], start[1] + spans[1]]),
              b.graph.integers([2, 3]),
              b.graph.integers(strides)
            ])
      );
    }
  }
  return names;
}
