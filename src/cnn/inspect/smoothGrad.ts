import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray} from "../ndarray.ts";
import {random} from "../random.ts";
import {graphOf} from "./graph.ts";
import {type Picture, toPicture} from "./picture.ts";
import {pixelGradient, type PixelGradient, type SaliencyOptions, strongest} from "./saliency.ts";

export interface SmoothGradOptions extends SaliencyOptions {
  /** How many noisy copies of the picture are averaged; defaults to 16. */
  samples?: number;
  /** Standard deviation of the noise, as a part of the picture's range; defaults to 0.15. */
  noise?: number;
  /** Draws the noise; defaults to 1. */
  seed?: number;
}

/**
 * Like `saliency`, averaged over noisy copies of the picture: what is left is what near pictures agree on.
 *
 *     gradient = mean over samples of ∂score/∂x at x + noise
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if there is no such class, or a number is out of its range
 * @see Smilkov, Thorat, Kim, Viégas & Wattenberg (2017), SmoothGrad: removing noise by adding noise
 *
 * @example
 * ```ts
 * const {map} = await smoothGrad(model, photo, {samples: 32, seed: 1});
 * ```
 */
export async function smoothGrad(
  model: LayersModel,
  image: Picture,
  {classIndex, samples = 16, noise = 0.15, seed = 1}: SmoothGradOptions = {}
): Promise<PixelGradient> {
  const caller = "smoothGrad";
  if (!Number.isInteger(samples) || samples < 1) {
    throw new RangeError(`${caller}: samples is a whole number from 1 up, but got ${samples}`);
  }
  if (!(noise >= 0 && noise < Infinity)) {
    throw new RangeError(`${caller}: noise is a number from 0 up, but got ${noise}`);
  }
  const graph = graphOf(caller, model);
  const picture = toPicture(caller, model, image);
  const {data, shape} = picture;
  const first = await pixelGradient(caller, graph, picture, {classIndex});
  const [least, most] = ends(data);
  const range = most - least;
  const source = random(seed);
  const sum = new Float64Array(data.length);
  for (let k = 0; k < samples; ++k) {
    const noisy = ndarray(
      shape,
      data.map((value) => value + noise * range * source.normal())
    );
    const {gradient} = await pixelGradient(caller, graph, noisy, first);
    gradient.data.forEach((value, p) => (sum[p] += value / samples));
  }
  const gradient = ndarray(shape, sum);
  return {classIndex: first.classIndex, score: first.score, gradient, map: strongest(gradient)};
}

function ends(values: ArrayLike<number>): [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; ++k) {
    least = Math.min(least, values[k]);
    most = Math.max(most, values[k]);
  }
  return [least, most];
}
