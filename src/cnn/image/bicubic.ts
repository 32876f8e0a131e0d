import type {NDArray} from "../ndarray.ts";
import {resample} from "./resample.ts";

/**
 * A picture in another size, by bicubic interpolation, as image programs do it.
 *
 * A new pixel is the weighted mean of the 4×4 old ones around its middle; the weights follow Keys' curve,
 * which dips below 0 and so sharpens a little. The middles of pixels lie half a pixel from the edge, so
 * that nothing is shifted. Where the picture gets smaller the curve is as much wider, so that every old
 * pixel counts (antialiasing). Beyond the edge, the edge goes on.
 *
 *     w(x) = 1.5|x|³ − 2.5|x|² + 1              for |x| ≤ 1
 *          = −0.5|x|³ + 2.5|x|² − 4|x| + 2      for 1 < |x| < 2, and 0 beyond
 *
 * @param picture - `[height, width, channels]`, brightness 0 to 255
 * @param size - new height and width, in pixels
 * @returns `[newHeight, newWidth, channels]`, brightness 0 to 255: what swings beyond is cut off; not rounded
 * @throws RangeError if it is no picture, or the size is not in whole pixels
 * @see Keys (1981), Cubic convolution interpolation for digital image processing, equation 15
 *
 * @example
 * ```ts
 * const cat = await readImage("cat.jpg");
 * const half = bicubic(cat, [cat.shape[0] / 2, cat.shape[1] / 2]);
 * ```
 */
export function bicubic(
  {shape, data}: NDArray,
  [newHeight, newWidth]: readonly [number, number]
): NDArray {
  const channels = shape[2];
  if (shape.length !== 3 || data.length === 0) {
    throw new RangeError(`bicubic: a picture is [height, width, channels], but got [${shape}]`);
  }
  if (![newHeight, newWidth].every((length) => Number.isInteger(length) && length > 0)) {
    throw new RangeError(
      `bicubic: size is [height, width] in whole pixels, but got [${newHeight},${newWidth}]`
    );
  }
  const result = resample({shape, data}, [newHeight, newWidth], {reach: 2, weight: keys});
  for (let k = 0; k < result.length; ++k) result[k] = Math.min(255, Math.max(0, result[k]));
  return {shape: [newHeight, newWidth, channels], data: result};
}

/** Keys' curve with a = −½, the only one that is exact for parabolas. */
function keys(x: number): number {
  if (x <= 1) return (1.5 * x - 2.5) * x * x + 1;
  return ((2.5 - 0.5 * x) * x - 4) * x + 2;
}
