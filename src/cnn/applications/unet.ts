import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {seedModel} from "../layers/seedModel.ts";
import {tf} from "../tensorflow.ts";

export interface UnetOptions {
  /** `[height, width, channels]` of a picture, in pixels; height and width divide by 2 at each pooling. */
  inputShape: readonly [number, number, number];
  /** Filters at each depth, from the surface to the ground; defaults to `[8, 16, 32, 48]`. */
  filters?: readonly number[];
  /** Numbers to give for each pixel; defaults to 1. */
  outputs?: number;
  /** What the numbers are: `"sigmoid"` a probability, `"tanh"` between −1 and 1. Defaults to `"sigmoid"`. */
  activation?: "sigmoid" | "tanh" | "linear";
  /** Draws the first weights; defaults to 1. */
  seed?: number;
}

/**
 * A small U-Net: a picture in, numbers for each of its pixels out.
 *
 * On the way down, convolutions and poolings see ever more of the picture and lose the place; on the way
 * up, the maps are made larger again, and beside them are put those of the way down, which know the place.
 * The shape of that drawing gave the name.
 *
 * @returns a model of `[n, height, width, channels]` to `[n, height, width, outputs]`
 * @throws RangeError if there are no filters, or height or width cannot be halved so often
 * @see Ronneberger, Fischer, Brox (2015), U-Net: convolutional networks for biomedical image segmentation;
 **
 * @example
 * ```ts
 * const model = applications.unet({inputShape: [48, 48, 3]}); // which pixels belong to the thing?
 * await fit(model, {x: images, y: masks}, {loss: "binaryCrossentropy"});
 * ```
 */
export function unet({
  inputShape,
  filters = [8, 16, 32, 48],
  outputs = 1,
  activation = "sigmoid",
  seed = 1
}: UnetOptions): LayersModel {
  const halvings = filters.length - 1;
  const [height, width] = inputShape;
  const fits = [height, width].every((length) => Number.isInteger(length / 2 ** halvings));
  if (filters.length === 0 || !fits) {
    throw new RangeError(
      `unet: height and width are halved at each of ${filters.length} depths but the last, ` +
        `but got ${height}×${width}`
    );
  }
  const {batchNormalization, concatenate, conv2d, maxPooling2d, reLU, upSampling2d} = tf.layers;
  const convolve = (name: string, count: number, maps: SymbolicTensor): SymbolicTensor => {
    const conv = conv2d({name, filters: count, kernelSize: 3, padding: "same", useBias: false});
    // Its averages shall be good after some hundred steps, not after thousands.
    const norm = batchNormalization({name: `${name}_bn`, momentum: 0.9});
    const relu = reLU({name: `${name}_relu`});
    return [conv, norm, relu].reduce((x, layer) => layer.apply(x) as SymbolicTensor, maps);
  };
  const input = tf.input({shape: [...inputShape]});
  let maps: SymbolicTensor = input;
  const bridges: SymbolicTensor[] = [];
  filters.forEach((count, depth) => {
    if (depth > 0) {
      maps = maxPooling2d({name: `pool${depth}`, poolSize: 2}).apply(maps) as SymbolicTensor;
      maps = convolve(`down${depth}a`, count, maps);
    }
    maps = convolve(`down${depth}`, count, maps);
    bridges.push(maps);
  });
  for (let depth = halvings - 1; depth >= 0; --depth) {
    const larger = upSampling2d({name: `larger${depth}`, size: [2, 2]}).apply(maps);
    const beside = concatenate({name: `bridge${depth}`}).apply([
      larger as SymbolicTensor,
      bridges[depth]
    ]) as SymbolicTensor;
    maps = convolve(`up${depth}`, filters[depth], beside);
  }
  const each = conv2d({name: "each", filters: outputs, kernelSize: 1, activation}).apply(maps);
  return seedModel(tf.model({inputs: input, outputs: each as SymbolicTensor}), seed);
}
