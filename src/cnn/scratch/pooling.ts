// What max and average pooling have in common: their options, and where their windows lie.
import type {NDArray} from "../ndarray.ts";
import type {Images} from "./shapes.ts";
import {imagesOf} from "./shapes.ts";
import type {Padding, Pair, Windows} from "./windows.ts";
import {toPair, windowsOver} from "./windows.ts";

export interface PoolOptions {
  /** Height and width of a window, in pixels: a number or `[height, width]`; defaults to 2. */
  poolSize?: Pair;
  /** Step between windows, in pixels: a number or `[vertical, horizontal]`; defaults to the pool size. */
  strides?: Pair;
  /** `"valid"`, `"same"`, or pixels on each side, fewer than the pool size; defaults to `"valid"`. */
  padding?: Padding;
}

export interface Pooling {
  images: Images;
  rows: Windows;
  cols: Windows;
  outputShape: number[];
}

export function poolingOf(
  caller: string,
  x: NDArray,
  {poolSize = 2, strides = poolSize, padding = "valid"}: PoolOptions
): Pooling {
  const images = imagesOf(caller, x);
  const size = toPair(caller, "poolSize", poolSize);
  const [rows, cols] = windowsOver(caller, [images.height, images.width], size, {strides, padding});
  if (typeof padding === "number" && padding >= Math.min(...size)) {
    throw new RangeError(
      `${caller}: padding is smaller than the pool size, so that each window has a pixel, ` +
        `but got padding ${padding} (poolSize ${poolSize})`
    );
  }
  return {images, rows, cols, outputShape: images.shapeOf(rows.count, cols.count, images.channels)};
}

/** Visits each output in turn, with the indices in x of the pixels in its window. The list is reused. */
export function eachWindow(
  {images, rows, cols}: Pooling,
  visit: (at: number, pixels: readonly number[]) => void
): void {
  const {n: examples, height, width, channels} = images;
  const pixels: number[] = [];
  let at = 0;
  for (let n = 0; n < examples; ++n) {
    for (let i = 0; i < rows.count; ++i) {
      for (let j = 0; j < cols.count; ++j) {
        for (let c = 0; c < channels; ++c) {
          pixels.length = 0;
          for (let a = 0; a < rows.taps; ++a) {
            const row = i * rows.stride + a - rows.before;
            if (row < 0 || row >= height) continue;
            for (let b = 0; b < cols.taps; ++b) {
              const col = j * cols.stride + b - cols.before;
              if (col < 0 || col >= width) continue;
              pixels.push(((n * height + row) * width + col) * channels + c);
            }
          }
          visit(at++, pixels);
        }
      }
    }
  }
}
