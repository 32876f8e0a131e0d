import type {NDArray} from "../ndarray.ts";
import {zeros} from "../ndarray.ts";

export interface BarOptions {
  /** Height and width of the picture, in pixels; defaults to 31. */
  size?: number;
  /** Direction of the bar, in degrees, against the clock from the horizontal: 90 stands. Defaults to 90. */
  orientation?: number;
  /** Width of the bar, in pixels; defaults to 4. */
  width?: number;
  /** Length of the bar, in pixels; defaults to one that leaves the picture. */
  length?: number;
  /** How far the bar is moved across its direction, in pixels: a standing bar to the right. Defaults to 0. */
  shift?: number;
}

/** Samples a pixel along each axis: soft edges, or a turning bar would flicker. */
const samples = 4;
/** A sample on the very edge counts, on both edges alike, however sine and cosine were rounded. */
const onEdge = 1e-9;

/**
 * A white bar on black, as Hubel and Wiesel showed it to the cat. A pixel that the bar covers in part
 * is grey.
 *
 * @returns picture, `[size, size, 1]`, brightness 0 to 1
 * @throws RangeError if the size is no whole number from 1 up, or the width is not above 0
 * @see Hubel & Wiesel (1959), Receptive fields of single neurones in the cat's striate cortex
 *
 * @example
 * ```ts
 * bar({size: 3, width: 1}).data; // 0, 1, 0, 0, 1, 0, 0, 1, 0
 * bar({size: 3, width: 1, orientation: 0}).data; // 0, 0, 0, 1, 1, 1, 0, 0, 0
 * bar({size: 3, width: 1, shift: 1}).data; // 0, 0, 1, 0, 0, 1, 0, 0, 1
 * ```
 */
export function bar({
  size = 31,
  orientation = 90,
  width = 4,
  length = Infinity,
  shift = 0
}: BarOptions = {}): NDArray {
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`bar: size is a whole number from 1 up, but got ${size}`);
  }
  if (!(width > 0)) throw new RangeError(`bar: width is above 0, but got ${width}`);
  const angle = (orientation * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const picture = zeros([size, size, 1]);
  for (let i = 0; i < size; ++i) {
    for (let j = 0; j < size; ++j) {
      let covered = 0;
      for (let k = 0; k < samples * samples; ++k) {
        const a = i + (Math.floor(k / samples) + 0.5) / samples - size / 2;
        const b = j + ((k % samples) + 0.5) / samples - size / 2;
        const across = b * sin + a * cos - shift;
        const along = b * cos - a * sin;
        if (Math.abs(across) <= width / 2 + onEdge && Math.abs(along) <= length / 2 + onEdge)
          ++covered;
      }
      picture.data[i * size + j] = covered / samples ** 2;
    }
  }
  return picture;
}
