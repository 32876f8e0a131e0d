// Convolution over images in channels-last order, as a matrix product: the windows of a tile of
// output pixels are laid out as rows (im2col), a tile at a time, so that they stay in the cache.
import {product, PANEL} from "./gemm";

/** Copies n floats. */
function copy(to: usize, from: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; i < n; ++i, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

function clear(to: usize, n: i32): void {
  let i = 0;
  const zero = f32x4.splat(0);
  for (; i + 4 <= n; i += 4, to += 16) v128.store(to, zero);
  for (; i < n; ++i, to += 4) store<f32>(to, 0);
}

/** Lays out the windows of output pixels first … first + count − 1 of one image as rows. */
function toRows(
  x: usize,
  rows: usize,
  first: i32,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  outWidth: i32,
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
  let i = first / outWidth,
    j = first % outWidth;
  for (let p = 0; p < count; ++p) {
    const column = j * strideWidth - left;
    for (let a = 0; a < kernelHeight; ++a) {
      const row = i * strideHeight - top + a * dilationHeight;
      if (row < 0 || row >= height) {
        clear(rows, kernelWidth * channels);
        rows += <usize>kernelWidth * pixel;
        continue;
      }
      const line = x + <usize>(row * width) * pixel;
      if (dilationWidth == 1 && column >= 0 && column + kernelWidth <= width) {
        copy(rows, line + <usize>column * pixel, kernelWidth * channels);
        rows += <usize>kernelWidth * pixel;
        continue;
      }
      for (let b = 0; b < kernelWidth; ++b, rows += pixel) {
        const at = column + b * dilationWidth;
        if (at < 0 || at >= width) clear(rows, channels);
        else copy(rows, line + <usize>at * pixel, channels);
      }
    }
    if (++j == outWidth) {
      j = 0;
      ++i;
    }
  }
}

/**
 * Tiles start to end of y = x * kernel + bias, where the tiles of an image come one after the other.
 *
 * @param scratch - 128 + tile · depth · 4 bytes
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
  const depth = kernelHeight * kernelWidth * channels;
  const pixels = outHeight * outWidth;
  const tiles = (pixels + tile - 1) / tile;
  const rows = scratch + 128;
  // A 1 x 1 window is its own row.
  const direct =
    kernelHeight == 1 &&
    kernelWidth == 1 &&
    strideHeight == 1 &&
    strideWidth == 1 &&
    top == 0 &&
    left == 0 &&
    outHeight == height &&
    outWidth == width;
  for (let t = start; t < end; ++t) {
    const n = t / tiles;
    const first = (t - n * tiles) * tile;
    const count = min(tile, pixels - first);
    const image = x + ((<usize>n * height * width * channels) << 2);
    let from = rows;
    if (direct) from = image + ((<usize>first * channels) << 2);
    else {
      toRows(
        image,
        rows,
        first,
        count,
        height,
        width,
        channels,
        outWidth,
        kernelHeight,
        kernelWidth,
        strideHeight,
        strideWidth,
        dilationHeight,
        dilationWidth,
        top,
        left
      );
    }
    product(
      count,
      filters,
      depth,
      from,
      depth,
      1,
      packed,
      PANEL,
      depth * PANEL,
      y + (((<usize>n * pixels + first) * filters) << 2),
      filters,
      false,
      bias,
      scratch
    );
  }
}

/**
 * Adds up dKernel over tiles start to end: dKernel[depth, filters] = rowsᵀ · dOutput.
 *
 * @param scratch - the sum [depth, filters], then 128 bytes, then tile · depth floats
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
  const depth = kernelHeight * kernelWidth * channels;
  const pixels = outHeight * outWidth;
  const tiles = (pixels + tile - 1) / tile;
  const edge = scratch + (((<usize>(depth * filters + 3)) & ~3) << 2);
  const rows = edge + 128;
  clear(scratch, depth * filters);
  for (let t = start; t < end; ++t) {
    const n = t / tiles;
    const first = (t - n * tiles) * tile;
    const count = min(tile, pixels - first);
    toRows(
      x + ((<usize>n * height * width * channels) << 2),
      rows,
      first,
      count,
      height,
      width,
      channels,
      outWidth,
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      top,
      left
    );
    product(
      depth,
      filters,
      count,
      rows,
      1,
      depth,
      dOutput + (((<usize>n * pixels + first) * filters) << 2),
      filters,
      PANEL,
      scratch,
      filters,
      true,
      0,
      edge
    );
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
 * @param scratch - 128 + tile · depth · 4 bytes
 * @param packed - the kernel as a matrix [filters, depth], packed
 */
export function convolveBackwardInput(
  start: i32,
  end: i32,
  scratch: usize,
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
  const rows = scratch + 128;
  const pixel = (<usize>channels) << 2;
  for (let n = start; n < end; ++n) {
    const image = dInput + <usize>n * height * width * pixel;
    clear(image, height * width * channels);
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
        0,
        scratch
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
