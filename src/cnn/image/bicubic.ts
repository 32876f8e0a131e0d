import type {NDArray} from "../ndarray.ts";

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
  const [height, width, channels] = shape;
  if (shape.length !== 3 || data.length === 0) {
    throw new RangeError(`bicubic: a picture is [height, width, channels], but got [${shape}]`);
  }
  if (![newHeight, newWidth].every((length) => Number.isInteger(length) && length > 0)) {
    throw new RangeError(
      `bicubic: size is [height, width] in whole pixels, but got [${newHeight},${newWidth}]`
    );
  }
  // First along the rows, then along the columns: 4 + 4 products a pixel in place of 16.
  const columns = spans(width, newWidth);
  const across = new Float32Array(height * newWidth * channels);
  for (let i = 0, at = 0; i < height; ++i) {
    for (const column of columns) {
      for (let c = 0; c < channels; ++c, ++at) {
        for (const [k, share] of column) {
          across[at] += share * data[(i * width + k) * channels + c];
        }
      }
    }
  }
  const row = newWidth * channels;
  const result = new Float32Array(newHeight * row);
  spans(height, newHeight).forEach((span, i) => {
    for (let j = 0; j < row; ++j) {
      let sum = 0;
      for (const [k, share] of span) sum += share * across[k * row + j];
      result[i * row + j] = Math.min(255, Math.max(0, sum));
    }
  });
  return {shape: [newHeight, newWidth, channels], data: result};
}

/** For each new pixel along an axis the old ones that it takes from, with their shares, which sum to 1. */
function spans(length: number, newLength: number): [at: number, share: number][][] {
  const step = length / newLength;
  const stretch = Math.max(1, step);
  return Array.from({length: newLength}, (_, i) => {
    const middle = (i + 0.5) * step - 0.5;
    const taken: [number, number][] = [];
    for (
      let k = Math.ceil(middle - 2 * stretch), last = Math.floor(middle + 2 * stretch);
      k <= last;
      ++k
    ) {
      taken.push([Math.min(length - 1, Math.max(0, k)), keys((k - middle) / stretch)]);
    }
    const sum = taken.reduce((total, [, share]) => total + share, 0);
    return taken.map(([k, share]) => [k, share / sum]);
  });
}

/** Keys' curve with a = −½, the only one that is exact for parabolas. */
function keys(place: number): number {
  const x = Math.abs(place);
  if (x <= 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((2.5 - 0.5 * x) * x - 4) * x + 2 : 0;
}
