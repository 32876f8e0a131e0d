// Convolution over images in channels-last order, as matrix products that read each window where it
// lies: the rows of a window are segments of the inner dimension. An image that windows reach beyond is
// first copied with a margin of zeros.
import {block1, block4, PANEL, product} from "./gemm";

/** Copies n floats. */
function copy(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; i < n; ++i, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

/** An image with a margin: row r of it is row r - top of x, if there is one, else zeros; columns too. */
function pad(
  x: usize,
  padded: usize,
  height: i32,
  width: i32,
  channels: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>paddedWidth * pixel;
  memory.fill(padded, 0, <usize>paddedHeight * line);
  const first = max(left, 0);
  const count = min(width + left, paddedWidth) - first;
  if (count <= 0) return;
  for (let r = max(top, 0); r < paddedHeight && r - top < height; ++r) {
    copy(
      padded + <usize>r * line + <usize>first * pixel,
      x + <usize>((r - top) * width + first - left) * pixel,
      count * channels
    );
  }
}

/**
 * Parts start to end of y = x * kernel + bias, where each image has as many parts of `tile` output
 * pixels as it takes.
 *
 * @param scratch - room for an image with its margin
 * @param packed - the kernel as a matrix [depth, filters], packed
 */
export function convolve(
  start: i32,
  end: i32,
  scratch: usize,
  x: usize,
  packed: usize,
  bias: usize,
  y: usize,
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
  const pixels = outHeight * outWidth;
  const tiles = (pixels + tile - 1) / tile;
  const reachHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  const reachWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const inside = top == 0 && left == 0 && reachHeight <= height && reachWidth <= width;
  const lineWidth = inside ? width : reachWidth;
  const line = <usize>lineWidth * pixel;
  let padded = -1;
  // Rows of a window are whole segments, unless it is dilated: then single pixels are, row by row.
  const dilated = dilationWidth > 1 && kernelWidth > 1;
  const calls = dilated ? kernelHeight : 1;
  const segments = dilated ? kernelWidth : kernelHeight;
  const deep = dilated ? channels : kernelWidth * channels;
  const skip = dilated
    ? <usize>(dilationWidth - 1) * pixel
    : <usize>dilationHeight * line - <usize>kernelWidth * pixel;
  const callDepth = segments * deep;
  const filterBytes = (<usize>filters) << 2;
  for (let t = start; t < end; ++t) {
    const n = t / tiles;
    const first = (t - n * tiles) * tile;
    const last = min(first + tile, pixels);
    let image = x + <usize>n * height * width * pixel;
    if (!inside) {
      if (padded != n)
        pad(image, scratch, height, width, channels, reachHeight, reachWidth, top, left);
      padded = n;
      image = scratch;
    }
    for (let j = 0; j < filters; j += PANEL) {
      const columns = min(filters - j, PANEL);
      const panel = packed + ((<usize>j * depth) << 2);
      const biasJ = bias ? bias + ((<usize>j) << 2) : 0;
      let to = y + (<usize>n * pixels + first) * filterBytes + ((<usize>j) << 2);
      let row = first / outWidth,
        column = first % outWidth;
      for (let p = first; p < last;) {
        const four = p + 4 <= last;
        let a0 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        if (!four) {
          for (let a = 0; a < calls; ++a, a0 += <usize>dilationHeight * line) {
            const b = panel + ((<usize>(a * callDepth * PANEL)) << 2);
            block1(segments, deep, skip, a0, 4, b, PANEL << 2, to, a > 0, a ? 0 : biasJ, columns);
          }
          ++p;
          to += filterBytes;
          continue;
        }
        let a1 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        let a2 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        let a3 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        for (let a = 0; a < calls; ++a) {
          const b = panel + ((<usize>(a * callDepth * PANEL)) << 2);
          const down = <usize>(a * dilationHeight) * line;
          block4(
            segments,
            deep,
            skip,
            a0 + down,
            a1 + down,
            a2 + down,
            a3 + down,
            4,
            b,
            PANEL << 2,
            to,
            filterBytes,
            a > 0,
            a ? 0 : biasJ,
            columns
          );
        }
        p += 4;
        to += filterBytes << 2;
      }
    }
  }
}

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
