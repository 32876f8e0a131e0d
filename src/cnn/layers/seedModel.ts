import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {allLayers} from "./allLayers.ts";
import {drawWeights} from "./drawWeights.ts";

/** What gives a weight its first values; random ones draw by a seed. */
interface Initializer {
  seed?: number;
  getClassName(): string;
  apply(shape: readonly (number | null)[], dtype?: string): Tensor;
}

/**
 * Gives every weight of a model new first values, drawn by its own initialiser from one seed.
 *
 * TensorFlow.js draws weights from an unseeded source unless every single layer is given a seed. This
 * gives layer after layer, in the model's order, the next seed: equal models and seeds have equal weights.
 *
 * @param seed - whole number, 0 to 2³² − 1
 * @returns the same model
 * @throws RangeError if the seed is no such number
 * @throws Error if a layer has a weight whose initialiser it does not keep
 *
 * @example
 * ```ts
 * const model = seedModel(tf.sequential({layers: [tf.layers.dense({units: 1, inputShape: [2]})]}), 1);
 * ```
 */
export function seedModel<Model extends LayersModel>(model: Model, seed: number): Model {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(
      `seedModel: seed is a whole number from 0 to ${2 ** 32 - 1}, but got ${seed}`
    );
  }
  const source = random(seed);
  for (const layer of allLayers(model)) {
    for (const weight of layer.weights) {
      const name = weight.originalName.split("/").pop() ?? "";
      const initializer = initializerOf(layer, name);
      if (!initializer) {
        throw new Error(
          `seedModel: a layer keeps the initialiser of each weight, but ${layer.name} keeps none for ${name}`
        );
      }
      // Drawn for weights that start at a constant too: so a bias more or less moves no other weight.
      initializer.seed = 1 + source.integer(2 ** 31);
      tf.tidy(() => {
        const shape = weight.shape as number[];
        const values = weight.dtype === "float32" ? drawWeights(initializer, shape) : undefined;
        weight.write(
          values
            ? tf.tensor(values, shape, "float32")
            : initializer.apply(weight.shape, weight.dtype)
        );
      });
    }
  }
  return model;
}

/** `kernel` has `kernelInitializer`, `moving_mean` has `movingMeanInitializer`, `depthwise_kernel` `depthwiseInitializer`. */
function initializerOf(layer: object, weight: string): Initializer | undefined {
  const camel = weight.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const known = layer as Record<string, Initializer | undefined>;
  return known[`${camel}Initializer`] ?? known[`${camel.replace(/Kernel$/, "")}Initializer`];
}
