import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray} from "../ndarray.ts";
import {random} from "../random.ts";
import {checkArray, checkShape} from "./shapes.ts";

export interface DropoutOptions {
  /** Share of the values to silence, from 0 to below 1; defaults to 0.5. */
  rate?: number;
  /** Chooses which ones: the same seed, the same values; defaults to 0. */
  seed?: number;
}

/**
 * Silences a random share of the units while training, so that none can lean on another. The others
 * are raised to make up for it, and nothing needs doing at inference.
 *
 *     y = x · mask / (1 − rate)   with mask 0 at the given rate, else 1
 *
 * @param x - any shape
 * @returns the shape of x
 * @throws RangeError if the rate is not from 0 to below 1
 * @see Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting
 *
 * @example
 * ```ts
 * dropout(ndarray([4], [1, 2, 3, 4]), {rate: 0.5, seed: 3}).data; // 2, 4, 0, 8
 * ```
 */
export function dropout(x: NDArray, {rate = 0.5, seed = 0}: DropoutOptions = {}): NDArray {
  checkArray("dropout", "x", x);
  checkRate("dropout", rate);
  return masked(x, rate, seed);
}

/**
 * Gradient of `dropout`: the error passes where the value did. The seed brings the mask back.
 *
 * @param dOutput - gradient of the loss by the output of `dropout`, of its shape
 * @param x - what `dropout` was given, and likewise the options
 * @throws RangeError if the rate is not from 0 to below 1, or dOutput has not the shape of x
 *
 * @example
 * ```ts
 * const [dOutput, x] = [ndarray([4], [1, 1, 1, 1]), ndarray([4], [1, 2, 3, 4])];
 * dropoutBackward(dOutput, x, {rate: 0.5, seed: 3}).dInput.data; // 2, 2, 0, 2
 * ```
 */
export function dropoutBackward(
  dOutput: NDArray,
  x: NDArray,
  {rate = 0.5, seed = 0}: DropoutOptions = {}
): {dInput: NDArray} {
  checkArray("dropoutBackward", "x", x);
  checkRate("dropoutBackward", rate);
  checkShape("dropoutBackward", "dOutput", dOutput, x.shape);
  return {dInput: masked(dOutput, rate, seed)};
}

function masked(x: NDArray, rate: number, seed: number): NDArray {
  const source = random(seed);
  const y = x.data.map((value) => (source.uniform() < rate ? 0 : value / (1 - rate)));
  return ndarray(x.shape, y, {dtype: dtypeOf(x)});
}

function checkRate(caller: string, rate: number): void {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`${caller}: rate is from 0 to below 1, but got ${rate}`);
  }
}
