import type {LayersModel} from "@tensorflow/tfjs";
import {allLayers} from "../layers/allLayers.ts";
import {random} from "../random.ts";

/** A layer that draws by a seed: `dropout`, `spatialDropout1d`, `randomFlip`. */
interface SeededLayer {
  seed?: number;
}

/** The layers of a model that draw by a seed, in the order in which `stepSeeds` numbers them. */
export function noisyLayers(model: LayersModel): SeededLayer[] {
  return allLayers(model).filter((layer) =>
    /Dropout|^Random/.test(layer.getClassName())
  ) as SeededLayer[];
}

/** A seed for each of `count` noisy layers in one step: whole numbers of 1 or more. */
export function stepSeeds(seed: number, count: number): number[] {
  const source = random(seed);
  return Array.from({length: count}, () => 1 + source.integer(2 ** 31));
}

/**
 * Runs some code with all noise of the model's layers drawn from one seed.
 *
 * TensorFlow.js draws the same mask at every step from a dropout layer that has a seed, and an
 * unrepeatable one from a layer that has none. Here each layer gets a new seed for every step;
 * layers that know no seed (`gaussianNoise`) draw from `Math.random`, which is seeded meanwhile.
 */
export function withNoise<T>(model: LayersModel, seed: number, run: () => T): T {
  const layers = noisyLayers(model);
  const before = layers.map((layer) => layer.seed);
  const source = random(seed);
  const {random: unseeded} = Math;
  stepSeeds(seed, layers.length).forEach((one, k) => (layers[k].seed = one));
  Math.random = () => source.uniform();
  try {
    return run();
  } finally {
    Math.random = unseeded;
    layers.forEach((layer, k) => (layer.seed = before[k]));
  }
}
