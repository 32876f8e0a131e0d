import type {NDArray} from "../ndarray.ts";
import {ndarray, zeros} from "../ndarray.ts";

export interface GaborOptions {
  /** Height and width of the filter, in pixels; odd, so that it has a middle. Defaults to 15. */
  size?: number;
  /** The direction of the edge or bar that it likes, in degrees: 0 lies, 90 stands. Defaults to 90. */
  orientation?: number;
  /** From one bright stripe to the next, in pixels; defaults to 8. */
  wavelength?: number;
  /** Where the stripes lie, in degrees: 0 for a bright bar in the middle, 90 for an edge. Defaults to 0. */
  phase?: number;
  /** Standard deviation of the Gaussian across the stripes, in pixels; defaults to 0.4 wavelengths. */
  sigma?: number;
  /** How much shorter the Gaussian is along the stripes, 1 for round; defaults to 0.5, twice as long. */
  aspect?: number;
}

/**
 * A Gabor filter: a wave under a Gaussian hill. It is the common model of a simple cell's receptive
 * field, and what the first layer of many trained networks looks like.
 *
 *     g[a, b] = exp(−(u² + γ²v²) / 2σ²) · cos(2πu / λ + φ)
 *     u = b·sin θ + a·cos θ      v = b·cos θ − a·sin θ
 *
 * with a and b counted from the middle, a downwards, θ counted as a reader counts it, against the
 * clock from the horizontal. The mean is then taken off, so that an even grey gives 0, and
 * the filter scaled so that the absolute weights sum to 1.
 *
 * @returns filter, `[size, size]`
 * @throws RangeError if the size is even, or a length is not above 0
 * @see Daugman (1985), Uncertainty relation for resolution in space, spatial frequency, and orientation
 *   optimized by two-dimensional visual cortical filters
 *
 * @example
 * ```ts
 * const standing = gabor({size: 3, orientation: 90, wavelength: 4, sigma: 1});
 * standing.data.map((weight) => Math.round(100 * weight)); // -8, 16, -8, -8, 19, -8, -8, 16, -8
 * ```
 */
export function gabor({
  size = 15,
  orientation = 90,
  wavelength = 8,
  phase = 0,
  sigma = 0.4 * wavelength,
  aspect = 0.5
}: GaborOptions = {}): NDArray {
  checkOddSize("gabor", size);
  for (const [name, value] of Object.entries({wavelength, sigma, aspect})) {
    if (!(value > 0)) throw new RangeError(`gabor: ${name} is above 0, but got ${value}`);
  }
  const angle = (orientation * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const filter = zeros([size, size]);
  const middle = (size - 1) / 2;
  for (let i = 0; i < size; ++i) {
    for (let j = 0; j < size; ++j) {
      const [a, b] = [i - middle, j - middle];
      const u = b * sin + a * cos; // across the stripes
      const v = b * cos - a * sin; // along them
      const hill = Math.exp(-(u ** 2 + (aspect * v) ** 2) / (2 * sigma ** 2));
      const wave = Math.cos((2 * Math.PI * u) / wavelength + (phase * Math.PI) / 180);
      filter.data[i * size + j] = hill * wave;
    }
  }
  return balanced(filter);
}

/** Takes the mean off a filter, and scales it so that its absolute weights sum to 1. */
function balanced({shape, data}: NDArray): NDArray {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const weights = Array.from(data);
  const mean = sum(weights) / weights.length;
  const centred = weights.map((weight) => weight - mean);
  const total = sum(centred.map(Math.abs)) || 1;
  return ndarray(
    shape,
    centred.map((weight) => weight / total)
  );
}

export function checkOddSize(caller: string, size: number): void {
  if (Number.isInteger(size) && size >= 1 && size % 2 === 1) return;
  throw new RangeError(`${caller}: size is an odd whole number, but got ${size}`);
}
