// The gradients of a convolution, as matrix products that read each window where it lies.
import {block1, block4, PANEL, product} from "./gemm";
import {pad} from "./pad";

/**
 * Adds up dKernel over parts start to end, of `tile` output rows each: for each tap and channel, the
 * pixels it saw times dOutput.
 *
 * @param scratch - the sum [depth, filters], then room for an image with its margin
 */
export function convolveBackwardKernel(
  start: i32,
  end: i32,
  scratch: usize,
  x: usize,
  dOutput: usize,
  tile: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const depth = kernelHeight * kernelWidth * channels;
  const tiles = (outHeight + tile - 1) / tile;
  const reachHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  const reachWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const inside = top == 0 && left == 0 && reachHeight <= height && reachWidth <= width;
  const lineWidth = inside ? width : reachWidth;
  const line = <usize>lineWidth * pixel;
  const margin = scratch + ((<usize>((depth * filters + 3) & ~3)) << 2);
  let padded = -1;
  const filterBytes = (<usize>filters) << 2;
  // Neighbouring taps of a row see neighbouring numbers, unless the kernel is dilated.
  const runs = dilationWidth > 1 ? kernelWidth : 1;
  const run = dilationWidth > 1 ? channels : kernelWidth * channels;
  const aColumn = <usize>strideWidth * pixel;
  const skip = <usize>strideHeight * line - <usize>outWidth * aColumn;
  memory.fill(scratch, 0, (<usize>(depth * filters)) << 2);
  for (let t = start; t < end; ++t) {
    const n = t / tiles;
    const first = (t - n * tiles) * tile;
    const rows = min(tile, outHeight - first);
    let image = x + <usize>n * height * width * pixel;
    if (!inside) {
      if (padded != n)
        pad(image, margin, height, width, channels, reachHeight, reachWidth, top, left);
      padded = n;
      image = margin;
    }
    const d = dOutput + <usize>(n * outHeight + first) * outWidth * filterBytes;
    for (let j = 0; j < filters; j += PANEL) {
      const columns = min(filters - j, PANEL);
      const b = d + ((<usize>j) << 2);
      for (let tap = 0; tap < kernelHeight * runs; ++tap) {
        const a = tap / runs;
        const from =
          image +
          <usize>(first * strideHeight + a * dilationHeight) * line +
          <usize>((tap - a * runs) * dilationWidth) * pixel;
        const to = scratch + <usize>(tap * run) * filterBytes + ((<usize>j) << 2);
        let k = 0;
        for (; k + 4 <= run; k += 4) {
          const at = from + ((<usize>k) << 2);
          block4(
            rows,
            outWidth,
            skip,
            at,
            at + 4,
            at + 8,
            at + 12,
            aColumn,
            b,
            filterBytes,
            to + <usize>k * filterBytes,
            filterBytes,
            true,
            0,
            columns
          );
        }
        for (; k < run; ++k) {
          block1(
            rows,
            outWidth,
            skip,
            from + ((<usize>k) << 2),
            aColumn,
            b,
            filterBytes,
            to + <usize>k * filterBytes,
            true,
            0,
            columns
          );
        }
      }
    }
  }
}

/** The kernel for the backward pass: turned by 180°, inputs and outputs exchanged. */
export function rotate(
  start: i32,
  end: i32,
  kernel: usize,
  rotated: usize,
  channels: i32,
  filters: i32,
  taps: i32
): void {
  for (let tap = start; tap < end; ++tap) {
    const from = kernel + ((<usize>((taps - 1 - tap) * channels * filters)) << 2);
    const to = rotated + ((<usize>(tap * channels * filters)) << 2);
    for (let f = 0; f < filters; ++f) {
      for (let c = 0; c < channels; ++c) {
        store<f32>(
          to + ((<usize>(f * channels + c)) << 2),
          load<f32>(from + ((<usize>(c * filters + f)) << 2))
        );
      }
    }
  }
}

/**
 * dInput of images start to end, for any stride: each output pixel's gradient times the kernel is a
 * window of input gradients, added where the window lay.
 *
 * @param rows - tile · depth floats to work in
 * @param packed - the kernel as a matrix [filters, depth], packed
 */
export function convolveBackwardInput(
  start: i32,
  end: i32,
  rows: usize,
  dOutput: usize,
  packed: usize,
  dInput: usize,
  tile: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const depth = kernelHeight * kernelWidth * channels;
  const pixels = outHeight * outWidth;
  const pixel = (<usize>channels) << 2;
  for (let n = start; n < end; ++n) {
    const image = dInput + <usize>n * height * width * pixel;
    memory.fill(image, 0, <usize>(height * width) * pixel);
    for (let first = 0; first < pixels; first += tile) {
      const count = min(tile, pixels - first);
      product(
        count,
        depth,
        filters,
        dOutput + (((<usize>n * pixels + first) * filters) << 2),
        filters,
        1,
        packed,
        PANEL,
        filters * PANEL,
        rows,
        depth,
        false,
        0
      );
      let from = rows;
      for (let p = first; p < first + count; ++p) {
        const i = p / outWidth,
          j = p % outWidth;
        for (let a = 0; a < kernelHeight; ++a) {
          const row = i * strideHeight - top + a * dilationHeight;
          for (let b = 0; b < kernelWidth; ++b, from += pixel) {
            const column = j * strideWidth - left + b * dilationWidth;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            add(image + <usize>(row * width + column) * pixel, from, channels);
          }
        }
      }
    }
  }
}

/** to += from, n floats. */
function add(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
  }
  for (; i < n; ++i, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}
