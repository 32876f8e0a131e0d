import type {Tensor, Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";

/** How a picture is moved: about its middle. */
export interface Warp {
  /** Shift down and to the right, in pixels. */
  shift: readonly [down: number, right: number];
  /** How many times as large. */
  zoom: number;
  /** Turn, in degrees. */
  turn: number;
}

/** For each new pixel the four old ones that it lies between, and how much of each it has. */
interface Taps {
  places: Int32Array;
  shares: Float32Array;
}

/**
 * Shifts, turns and zooms a picture, bilinear; what leaves it on one side comes back on the other. Its
 * gradient goes back the same way: each new pixel gives what arrives to the four old ones, in its shares.
 *
 * @param x - one picture, `[1, height, width, channels]`
 */
export function warp(x: Tensor4D, how: Warp): Tensor4D {
  const [, height, width, channels] = x.shape;
  const taps = tapsOf(height, width, how);
  const apply = tf.customGrad((input) => {
    const given = (input as Tensor).dataSync();
    const value = tf.tensor4d(gather(given, taps, channels), x.shape, "float32");
    const gradFunc = (gradient: Tensor): Tensor =>
      tf.tensor4d(scatter(gradient.dataSync(), taps, channels), x.shape, "float32");
    return {value, gradFunc};
  });
  return apply(x);
}

function tapsOf(height: number, width: number, {shift, zoom, turn}: Warp): Taps {
  const places = new Int32Array(4 * height * width);
  const shares = new Float32Array(4 * height * width);
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) / zoom, Math.sin(angle) / zoom];
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2];
  for (let i = 0; i < height; ++i) {
    for (let j = 0; j < width; ++j) {
      const [y, x] = [i - middleRow, j - middleColumn];
      const row = cos * y + sin * x + middleRow - shift[0];
      const column = cos * x - sin * y + middleColumn - shift[1];
      const [above, left] = [Math.floor(row), Math.floor(column)];
      const [u, v] = [row - above, column - left];
      const k = 4 * (i * width + j);
      for (let tap = 0; tap < 4; ++tap) {
        const [a, b] = [tap >> 1, tap & 1];
        places[k + tap] = wrap(above + a, height) * width + wrap(left + b, width);
        shares[k + tap] = (a ? u : 1 - u) * (b ? v : 1 - v);
      }
    }
  }
  return {places, shares};
}

const wrap = (k: number, n: number): number => ((k % n) + n) % n;

function gather(given: ArrayLike<number>, {places, shares}: Taps, channels: number): Float32Array {
  const values = new Float32Array((places.length / 4) * channels);
  for (let k = 0; k < places.length; ++k) {
    const to = (k >> 2) * channels;
    const from = places[k] * channels;
    for (let c = 0; c < channels; ++c) values[to + c] += shares[k] * given[from + c];
  }
  return values;
}

function scatter(
  arrived: ArrayLike<number>,
  {places, shares}: Taps,
  channels: number
): Float32Array {
  const values = new Float32Array((places.length / 4) * channels);
  for (let k = 0; k < places.length; ++k) {
    const from = (k >> 2) * channels;
    const to = places[k] * channels;
    for (let c = 0; c < channels; ++c) values[to + c] += shares[k] * arrived[from + c];
  }
  return values;
}
