import type {NDArray} from "../ndarray.ts";
import {zeros} from "../ndarray.ts";
import {checkOddSize} from "./gabor.ts";

export interface DifferenceOfGaussiansOptions {
  /** Height and width of the filter, in pixels; odd. Defaults to the least that holds the surround. */
  size?: number;
  /** Standard deviation of the bright centre, in pixels; defaults to 1. */
  centre?: number;
  /** Standard deviation of the dark surround, in pixels; defaults to 1.6 times the centre. */
  surround?: number;
}

/**
 * The difference of two Gaussians: a bright centre in a dark surround, the receptive field of a
 * ganglion cell of the retina. It says nothing to an even grey, and most to spots and edges.
 *
 *     d[a, b] = G(a, b; centre) − G(a, b; surround)      each Gaussian summing to 1
 *
 * @returns filter, `[size, size]`; its weights sum to 0
 * @throws RangeError if the size is even, or the surround is not wider than the centre
 * @see Marr & Hildreth (1980), Theory of edge detection, for the ratio 1.6
 *
 * @example
 * ```ts
 * const spot = differenceOfGaussians({size: 3});
 * spot.data.map((weight) => Math.round(1000 * weight)); // -22, 6, -22, 6, 61, 6, -22, 6, -22
 * ```
 */
export function differenceOfGaussians({
  centre = 1,
  surround = 1.6 * centre,
  size = 2 * Math.ceil(3 * surround) + 1
}: DifferenceOfGaussiansOptions = {}): NDArray {
  if (!(centre > 0 && surround > centre)) {
    throw new RangeError(
      `differenceOfGaussians: the surround is wider than the centre and both above 0, ` +
        `but got centre ${centre} and surround ${surround}`
    );
  }
  checkOddSize("differenceOfGaussians", size);
  const inner = gaussian(size, centre);
  const outer = gaussian(size, surround);
  const filter = zeros([size, size]);
  for (let k = 0; k < filter.data.length; ++k) filter.data[k] = inner[k] - outer[k];
  return filter;
}

/** A Gaussian hill of sum 1 on a square, row by row. */
function gaussian(size: number, sigma: number): Float64Array {
  const middle = (size - 1) / 2;
  const hill = Float64Array.from({length: size * size}, (_, k) => {
    const [a, b] = [Math.floor(k / size) - middle, (k % size) - middle];
    return Math.exp(-(a ** 2 + b ** 2) / (2 * sigma ** 2));
  });
  const total = hill.reduce((sum, value) => sum + value, 0);
  return hill.map((value) => value / total);
}
