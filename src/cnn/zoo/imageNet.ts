// What the architectures for ImageNet have in common: their options, and how layers become a model.
import type {LayersModel, SymbolicTensor, layers} from "@tensorflow/tfjs";
import {seedModel} from "../layers/seedModel.ts";
import {tf} from "../tensorflow.ts";

export interface ImageNetOptions {
  /**
   * Whether the model tells classes apart. Without its top it ends where the last maps are, for a top of
   * one's own. Defaults to true.
   */
  includeTop?: boolean;
  /** How many classes the last layer tells apart; defaults to 1000, those of ImageNet's challenge. */
  classes?: number;
  /** `[height, width, channels]` of a picture; defaults to the paper's. */
  inputShape?: readonly [height: number, width: number, channels: number];
  /**
   * Without top: the mean (`"avg"`) or the greatest value (`"max"`) of each of the last maps, `[n, maps]`.
   * By default the maps stay as they are, `[n, height, width, maps]`.
   */
  pooling?: "avg" | "max";
  /** Draws the first weights; defaults to 1. */
  seed?: number;
  /**
   * Leaves every weight 0, whose memory nobody has touched yet: for a look at the architecture, or for
   * weights that are loaded. Defaults to false.
   */
  blank?: boolean;
}

/** What an architecture is built around. */
export interface Frame {
  /** Name of the function that makes the model. */
  name: string;
  /** Keras's name of the model; defaults to that of the function. */
  modelName?: string;
  /** Height and width of the paper's pictures, in pixels. */
  size: number;
  /** The least height and width that leave a pixel of the last maps. */
  least: number;
  /** Name of the layer that is given the picture; defaults to Keras's `input_1`. */
  inputName?: string;
  /** The layers between the picture and the last maps. */
  body: (picture: SymbolicTensor) => SymbolicTensor;
  /** The layers that make probabilities of `classes` classes of the last maps; of several, one each. */
  top: (maps: SymbolicTensor, classes: number) => SymbolicTensor | SymbolicTensor[];
  /** Names of the layers that pool a model without top; default to Keras's. */
  poolNames?: Readonly<Record<"avg" | "max", string>>;
}

/**
 * Builds a model of an architecture by the options.
 *
 * @throws RangeError if an option is none, or a picture is too small
 */
export function build(frame: Frame, options: ImageNetOptions): LayersModel {
  checkOptions(frame, options);
  const {name, modelName = name, size, body, top, inputName = "input_1"} = frame;
  const {includeTop = true, classes = 1000, pooling, seed = 1, blank = false} = options;
  const shape = [...(options.inputShape ?? [size, size, 3])];
  const input = tf.input({shape, name: inputName});
  const maps = body(input);
  const outputs = includeTop ? top(maps, classes) : pooled(maps, frame, pooling);
  const model = tf.model({name: modelName, inputs: input, outputs});
  return blank ? model : seedModel(model, seed);
}

/**
 * What a layer makes of what it is given. Its weights are 0 until `build` draws them, since a first draw
 * from an unseeded source would be for nothing.
 */
export function feed(x: SymbolicTensor | SymbolicTensor[], layer: layers.Layer): SymbolicTensor {
  layer.setFastWeightInitDuringBuild(true);
  const y = layer.apply(x) as SymbolicTensor;
  layer.setFastWeightInitDuringBuild(false);
  return y;
}

function pooled(
  maps: SymbolicTensor,
  {poolNames = {avg: "global_average_pooling2d", max: "global_max_pooling2d"}}: Frame,
  pooling: ImageNetOptions["pooling"]
): SymbolicTensor {
  if (pooling === undefined) return maps;
  const name = poolNames[pooling];
  const {globalAveragePooling2d, globalMaxPooling2d} = tf.layers;
  return feed(
    maps,
    pooling === "avg" ? globalAveragePooling2d({name}) : globalMaxPooling2d({name})
  );
}

function checkOptions(
  {name, least}: Frame,
  {includeTop = true, classes = 1000, inputShape, pooling}: ImageNetOptions
): void {
  if (!Number.isInteger(classes) || classes < 1) {
    throw new RangeError(`${name}: classes is a whole number from 1 up, but got ${classes}`);
  }
  if (pooling !== undefined && !["avg", "max"].includes(pooling)) {
    throw new RangeError(`${name}: pooling is "avg" or "max", but got ${JSON.stringify(pooling)}`);
  }
  if (pooling !== undefined && includeTop) {
    throw new RangeError(`${name}: pooling ends a model without top, but includeTop is true`);
  }
  if (inputShape === undefined) return;
  const isShape = inputShape.length === 3 && inputShape.every((n) => Number.isInteger(n) && n > 0);
  if (!isShape || Math.min(inputShape[0], inputShape[1]) < least) {
    throw new RangeError(
      `${name}: inputShape is [height, width, channels] of at least ${least}×${least} pixels, ` +
        `but got [${String(inputShape)}]`
    );
  }
}
