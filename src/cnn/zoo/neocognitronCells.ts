// The two kinds of cells of a neocognitron: S-cells find a feature, C-cells forgive its place.
import type {NDArray} from "../ndarray.ts";
import {zeros} from "../ndarray.ts";

/** What S-cells see of a layer: one window around each place, and how strong it is. */
export interface SeenWindows {
  height: number;
  width: number;
  /** Length of a window: its values, channel by channel, row by row. */
  taps: number;
  /** All windows one after the other, `[height · width · taps]`; 0 beyond the border. */
  values: Float32Array;
  /** Length |x| of each window as a vector, `[height · width]`. */
  norms: Float32Array;
}

/**
 * Cuts a layer into the windows that S-cells see.
 *
 * @param maps - what the layer before gives, `[height, width, channels]`
 * @param size - height and width of a window, in cells
 * @param padding - how many cells beyond the border a window may reach
 */
export function windowsOfCells(maps: NDArray, size: number, padding: number): SeenWindows {
  const [tall, wide, channels] = maps.shape;
  const [height, width] = [tall + 2 * padding - size + 1, wide + 2 * padding - size + 1];
  const taps = size * size * channels;
  const values = new Float32Array(height * width * taps);
  const norms = new Float32Array(height * width);
  for (let i = 0; i < height; ++i) {
    for (let j = 0; j < width; ++j) {
      const place = i * width + j;
      let squares = 0;
      for (let a = 0; a < size; ++a) {
        const row = i + a - padding;
        if (row < 0 || row >= tall) continue;
        for (let b = 0; b < size; ++b) {
          const col = j + b - padding;
          if (col < 0 || col >= wide) continue;
          for (let c = 0; c < channels; ++c) {
            const value = maps.data[(row * wide + col) * channels + c];
            values[place * taps + (a * size + b) * channels + c] = value;
            squares += value * value;
          }
        }
      }
      norms[place] = Math.sqrt(squares);
    }
  }
  return {height, width, taps, values, norms};
}

/**
 * What the S-cells of all planes say to the windows: how much more alike than the threshold a window
 * is to the plane's template.
 *
 *     s = max(0, x · t − θ |x|) / (1 − θ)        with |t| = 1
 *
 * @param kernel - the templates, `[size, size, channels, planes]`, each of length 1
 * @param threshold - θ, cosine of the angle between window and template from which on a cell answers
 * @returns `[height, width, planes]`
 */
export function sCells(
  {height, width, taps, values, norms}: SeenWindows,
  kernel: NDArray,
  threshold: number
): NDArray {
  const planes = kernel.shape[3];
  const maps = zeros([height, width, planes]);
  const sums = new Float64Array(planes);
  for (let place = 0; place < height * width; ++place) {
    if (norms[place] === 0) continue;
    sums.fill(0);
    for (let tap = 0; tap < taps; ++tap) {
      const value = values[place * taps + tap];
      if (value === 0) continue;
      for (let k = 0; k < planes; ++k) sums[k] += value * kernel.data[tap * planes + k];
    }
    for (let k = 0; k < planes; ++k) {
      const excess = sums[k] - threshold * norms[place];
      if (excess > 0) maps.data[place * planes + k] = excess / (1 - threshold);
    }
  }
  return maps;
}

/**
 * What the C-cells say: each gathers the S-cells of its plane in a neighbourhood, the near ones more, so
 * that it answers wherever in there the feature is. They stand in every second place only.
 *
 *     c[i, j] = max over a, b of  g[a, b] · s[2i + a − r, 2j + b − r]
 *
 * @param maps - what the S-cells say, `[height, width, planes]`
 * @param size - height and width of the neighbourhood, in cells; odd
 * @param strides - distance between neighbouring C-cells, in S-cells
 * @returns `[⌈height / strides⌉, ⌈width / strides⌉, planes]`
 */
export function cCells(maps: NDArray, size: number, strides: number): NDArray {
  const [tall, wide, planes] = maps.shape;
  const [height, width] = [Math.ceil(tall / strides), Math.ceil(wide / strides)];
  const radius = (size - 1) / 2;
  const result = zeros([height, width, planes]);
  for (let i = 0; i < height; ++i) {
    for (let j = 0; j < width; ++j) {
      for (let a = -radius; a <= radius; ++a) {
        const row = i * strides + a;
        if (row < 0 || row >= tall) continue;
        for (let b = -radius; b <= radius; ++b) {
          const col = j * strides + b;
          if (col < 0 || col >= wide) continue;
          const near = Math.exp(-(a * a + b * b) / (2 * (radius || 1) ** 2));
          const [from, to] = [(row * wide + col) * planes, (i * width + j) * planes];
          for (let k = 0; k < planes; ++k) {
            const value = near * maps.data[from + k];
            if (value > result.data[to + k]) result.data[to + k] = value;
          }
        }
      }
    }
  }
  return result;
}
