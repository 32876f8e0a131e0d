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
  const {size, strides} = window;
  const taps = size[0] * size[1];
  const toKernel = (columns: string): string =>
    b.node("Reshape", [columns, b.graph.integers([...size, channels, filters])]);
  const isDense = strides[0] * strides[1] === 1;
  if (taps > 1 && isDense && meetsImage(window) && channels * taps > mostRowsAtOnce) {
    return toKernel(fromShifts(b, x, dy, filters, window));
  }
  const rows = shifts(b, x, window);
  const product = (one: string, height: number): string =>
    sumOfProducts(b, b.reshape(one, [height, -1]), b.reshape(dy, [filters, -1]));
  if (taps === 1) return toKernel(product(rows[0], channels));
  // Few channels make products too thin to be fast: all taps then go into one.
  if (channels * taps <= mostRowsAtOnce) {
    return toKernel(product(b.node("Concat", rows, {axis: 1}), taps * channels));
  }
  const columns = rows.map((one) => product(one, channels));
  return toKernel(b.node("Concat", columns, {axis: 0}));
}

/**
 * Whether every tap of the kernel is above the image at some place. On maps of a pixel or two the outer
 * taps of a padded kernel never are, and there would be nothing left to move.
 */
function meetsImage({inSize, outSize, padding}: Window): boolean {
  const {top, left, bottom, right} = padding;
  return Math.max(top, bottom) < outSize[0] && Math.max(left, right) < inSize[1];
}

/**
 * The columns of every tap, where the stride is 1. What tap (a, b) multiplies are pixels that lie a rows
 * and b columns apart: moving the images by columns and the gradients by rows makes one copy for each
 * row and column of the kernel, rather than for each tap.
 */
function fromShifts(b: Builder, x: Value, dy: string, filters: number, window: Window): string {
  const [channels] = x.shape;
  const {size, dilations, outSize, inSize, padding} = window;
  const moved = (one: string, maps: number, pads: readonly number[]): string => {
    const [top, left, bottom, right] = pads;
    const isSame = pads.every((length) => length === 0);
    const all = b.graph.integers([0, 0, top, left, 0, 0, bottom, right]);
    return b.reshape(isSame ? one : b.node("Pad", [one, all]), [maps, -1]);
  };
  const together = imagesTogether(b, window);
  const xs = sideBySide(b, x.name, channels, inSize, together);
  const dys = sideBySide(b, dy, filters, outSize, together);
  const images = Array.from({length: size[1]}, (_, j) => {
    const left = padding.left - j * dilations[1];
    return moved(xs, channels, [0, left, 0, outSize[1] - inSize[1] - left]);
  });
  const gradients = Array.from({length: size[0]}, (_, i) => {
    const top = i * dilations[0] - padding.top;
    return moved(dys, filters, [top, 0, inSize[0] - outSize[0] - top, 0]);
  });
  const columns = gradients.flatMap((down) =>
    images.map((across) => sumOfProducts(b, across, down))
  );
  return b.node("Concat", columns, {axis: 0});
}

/** How many images' maps are put behind each other: as many as the batch allows up to 2,048 pixels. */
function imagesTogether({batch}: Builder, {inSize, outSize}: Window): number {
  const pixels = Math.max(...[inSize, outSize].map(([height, width]) => height * width));
  if (pixels > 256) return 1; // long enough: it would not pay for putting them in order
  let together = 1;
  while (2 * together * pixels <= 2048 && (batch as number) % (2 * together) === 0) together *= 2;
  return together;
}

/**
 * Puts the maps that `together` images have of a channel behind each other, `[n / together, channels ·
 * together, height, width]`: sums over pixels are then longer, and fewer.
 */
function sideBySide(
  b: Builder,
  images: string,
  channels: number,
  size: readonly number[],
  together: number
): string {
  if (together === 1) return images;
  const reshape = (name: string, shape: readonly number[]): string =>
    b.node("Reshape", [name, b.graph.integers(shape)]);
  const groups = reshape(images, [-1, together, channels, size[0] * size[1]]);
  const ordered = b.node("Transpose", [groups], {perm: [0, 2, 1, 3]});
  return reshape(ordered, [-1, channels * together, ...size]);
}

/** `Σ x[n] · yᵀ[n]` over the images n, of matrices that have a column for each pixel. */
function sumOfProducts(b: Builder, x: string, y: string): string {
  const each = b.node("FusedMatMul", [x, y], {transB: 1}, {domain: "com.microsoft"});
  return b.node("ReduceSum", [each, b.graph.integers([0])], {keepdims: 0});
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
