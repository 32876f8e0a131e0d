import type {LayersModel} from "@tensorflow/tfjs";
import {sizeOf} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";

/** Values of a layer's weights, by their names in the layer. */
export type LayerWeights = Readonly<Record<string, Float32Array>>;

/**
 * Gives every layer of a model its weights.
 *
 * @param weightsOf - the weights of the layer of a name
 * @throws RangeError if a layer has a weight that is not given, or of another size
 */
export function writeWeights(
  model: LayersModel,
  weightsOf: (layer: string) => LayerWeights
): LayersModel {
  for (const layer of model.layers) {
    if (layer.weights.length === 0) continue;
    const values = weightsOf(layer.name);
    for (const weight of layer.weights) {
      const name = weight.originalName.split("/").pop() ?? "";
      const shape = weight.shape as number[];
      const given = Object.hasOwn(values, name) ? values[name] : undefined;
      if (given?.length !== sizeOf(shape)) {
        throw new RangeError(
          `${model.name}: ${layer.name}/${name} has shape [${shape}], but ${given?.length ?? "no"} values are given`
        );
      }
      tf.tidy(() => void weight.write(tf.tensor(given, shape, "float32")));
    }
  }
  return model;
}

/**
 * Weights of a batch normalisation that does nothing but add: where it was folded into the convolution
 * before it, and its shift is what remains.
 *
 * @param shift - what is added to each channel
 * @param epsilon - of the layer, which it adds to the variance
 */
export function addingNorm(shift: Float32Array, epsilon: number): LayerWeights {
  const {length} = shift;
  return {
    gamma: new Float32Array(length).fill(1),
    beta: shift,
    moving_mean: new Float32Array(length),
    moving_variance: new Float32Array(length).fill(1 - epsilon)
  };
}
