// What the architectures for ImageNet have in common: their options, and how layers become a model.
import type {LayersModel, SymbolicTensor, layers} from "@tensorflow/tfjs";
import {seedModel} from "../layers/seedModel.ts";
import {tf} from "../tensorflow.ts";

export interface ImageNetOptions {
  /** How many classes the last layer tells apart; defaults to 1000, those of ImageNet's challenge. */
  classes?: number;
  /** Draws the first weights; defaults to 1. */
  seed?: number;
  /**
   * Leaves every weight 0, whose memory nobody has touched yet: for a look at the architecture, or for
   * weights that are loaded. Defaults to false.
   */
  blank?: boolean;
}

/** The picture that a model is given, `[n, height, width, 3]`. */
export function picture(name: string, size: number): SymbolicTensor {
  return tf.input({shape: [size, size, 3], name});
}

/**
 * What a layer makes of what it is given. Its weights are 0 until `toModel` draws them, since a first
 * draw from an unseeded source would be for nothing.
 */
export function feed(x: SymbolicTensor | SymbolicTensor[], layer: layers.Layer): SymbolicTensor {
  layer.setFastWeightInitDuringBuild(true);
  const y = layer.apply(x) as SymbolicTensor;
  layer.setFastWeightInitDuringBuild(false);
  return y;
}

/** The model from the picture to the probabilities of the classes. */
export function toModel(
  name: string,
  input: SymbolicTensor,
  output: SymbolicTensor,
  {seed = 1, blank = false}: ImageNetOptions
): LayersModel {
  const model = tf.model({name, inputs: input, outputs: output});
  return blank ? model : seedModel(model, seed);
}
