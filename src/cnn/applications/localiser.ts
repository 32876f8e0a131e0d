import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {seedModel} from "../layers/seedModel.ts";
import type {NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import type {Inputs} from "../training/examples.ts";
import {argMax} from "../training/metrics.ts";
import {predictAll} from "../training/predict.ts";
import type {Box} from "./box.ts";

export interface LocaliserOptions {
  /** Height and width of a picture, in pixels; divisible by 8. Defaults to 40. */
  side?: number;
  /** Things that can be in a picture; defaults to 10. */
  classes?: number;
  /** Draws the first weights; defaults to 1. */
  seed?: number;
}

/** What is in a picture, and where. */
export interface Localisation extends Box {
  /** Number of the class. */
  readonly label: number;
  /** Probability of the class, 0 to 1. */
  readonly score: number;
}

/**
 * A network with two heads on one body: what is in the picture, and where.
 *
 * Three convolutions with pooling; then the maps are laid flat, not averaged, since the place must not get
 * lost. From them one dense layer each gives the class (`label`, softmax) and four numbers between 0 and 1
 * (`box`, sigmoid): top, left, height and width as shares of the picture.
 *
 * @returns a model of grey pictures `[n, side, side, 1]` to `[n, classes]` and `[n, 4]`
 * @throws RangeError if side is not divisible by 8
 *
 * @example
 * ```ts
 * const model = applications.localiser();
 * await fit(model, {x: train.images, y: [labels, train.targets]}, {
 *   loss: ["sparseCategoricalCrossentropy", "meanAbsoluteError"],
 *   lossWeights: [1, 10]
 * });
 * ```
 */
export function localiser({side = 40, classes = 10, seed = 1}: LocaliserOptions = {}): LayersModel {
  if (!Number.isInteger(side / 8) || side < 8) {
    throw new RangeError(`localiser: side is divisible by 8, but got ${side}`);
  }
  const {conv2d, dense, flatten, maxPooling2d} = tf.layers;
  const same = {kernelSize: 3, padding: "same", activation: "relu"} as const;
  const input = tf.input({shape: [side, side, 1]});
  let maps: SymbolicTensor = input;
  [12, 24, 32].forEach((filters, k) => {
    maps = conv2d({name: `conv${k + 1}`, filters, ...same}).apply(maps) as SymbolicTensor;
    maps = maxPooling2d({name: `pool${k + 1}`, poolSize: 2}).apply(maps) as SymbolicTensor;
  });
  const flat = flatten({name: "flatten"}).apply(maps) as SymbolicTensor;
  const hidden = dense({name: "shared", units: 96, activation: "relu"}).apply(
    flat
  ) as SymbolicTensor;
  const label = dense({name: "label", units: classes, activation: "softmax"}).apply(hidden);
  const box = dense({name: "box", units: 4, activation: "sigmoid"}).apply(hidden);
  return seedModel(
    tf.model({inputs: input, outputs: [label as SymbolicTensor, box as SymbolicTensor]}),
    seed
  );
}

/**
 * What a localiser sees in each picture, and where, in pixels.
 *
 * @param images - as many pictures as you like, `[n, side, side, 1]`
 *
 * @example
 * ```ts
 * const [first] = await applications.localise(model, test.images);
 * first; // {label: 7, score: 0.99, top: 3.2, left: 10.9, height: 19.6, width: 13.1}
 * ```
 */
export async function localise(model: LayersModel, images: Inputs): Promise<Localisation[]> {
  const [labels, boxes] = await predictAll(model, images);
  const side = Number(model.inputs[0].shape[1]);
  return toLocalisations(labels, boxes, side);
}

function toLocalisations({shape, data}: NDArray, boxes: NDArray, side: number): Localisation[] {
  const [n, classes] = shape;
  return Array.from({length: n}, (_, k) => {
    const label = argMax(data, k * classes, classes);
    const [top, left, height, width] = Array.from(boxes.data.subarray(4 * k, 4 * k + 4), (v) => v * side); // prettier-ignore
    return {label, score: data[k * classes + label], top, left, height, width};
  });
}
