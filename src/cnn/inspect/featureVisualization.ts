import type {LayersModel, Scalar} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {random, type Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {nextTurn} from "../training/forward.ts";
import {fourierPicture} from "./fourierPicture.ts";
import {withoutBatch} from "./gradients.ts";
import {graphOf} from "./graph.ts";
import {pictureShape} from "./picture.ts";
import {variation} from "./regularisation.ts";
import {unitOf} from "./unitOf.ts";
import {warp, type Warp} from "./warp.ts";

export interface FeatureVisualization {
  /** The picture that was found, `[height, width, channels]`, in the range of the model's pictures. */
  image: NDArray;
  /** The activation at each step, for the picture as it was moved then; and at last for the picture itself. */
  activations: number[];
}

export interface FeatureVisualizationOptions {
  /** Steps up the gradient; defaults to 128. */
  steps?: number;
  /** Draws the first picture and how it is moved; defaults to 1. */
  seed?: number;
  /** Length of Adam's steps; defaults to 0.05. */
  learningRate?: number;
  /** The least and the greatest value of the model's pictures; defaults to 0 and 1. */
  range?: readonly [number, number];
  /** Most that the picture is shifted by before each step, as a part of its sides; defaults to 0.07. */
  jitter?: number;
  /** Most that it is made larger or smaller, as a part; defaults to 0.1. */
  zoom?: number;
  /** Most degrees that it is turned by, either way; defaults to 10. */
  turn?: number;
  /** Weight of the total variation, which is kept small so that neighbours are alike; defaults to 0. */
  totalVariation?: number;
  /** Weight of the mean square of the distance from the middle of the range; defaults to 0. */
  l2?: number;
  /** Row and column of one unit; defaults to the mean of the whole map. */
  unit?: readonly [row: number, column: number];
  /** Height and width of the picture, for a model that takes any; defaults to what the model says. */
  size?: readonly [height: number, width: number];
}

/**
 * What a channel of a deep network looks for, as a picture that one can look at. Like
 * `activationMaximization` it goes up the gradient from noise, but in waves rather than pixels and in the
 * colours of photos, and the picture is shifted, turned and zoomed at random before each step: what excites
 * the channel only in one exact place, as the fine noise that deep networks are excited by, does not last.
 *
 *     waves ← Adam(waves, ∂(activation(moved(picture(waves))) − totalVariation · TV − l2 · mean((x − middle)²)))
 *
 * @param layer - name of the layer, as `summary` shows it; of the last one, scores before the softmax
 * @param channel - number of the map, or of the unit of a dense layer: of a classifier, the class
 * @returns the picture, and how the activation grew
 * @throws RangeError if there is no such layer or channel, or a number is out of its range
 * @see Olah, Mordvintsev & Schubert (2017), Feature visualization, Distill
 *
 * @example
 * ```ts
 * const model = await pretrained.mobilenetV1({inputShape: [128, 128, 3]});
 * const {image} = await featureVisualization(model, "conv_preds", 130, {range: [-1, 1]}); // a flamingo
 * ```
 */
export async function featureVisualization(
  model: LayersModel,
  layer: string,
  channel: number,
  options: FeatureVisualizationOptions = {}
): Promise<FeatureVisualization> {
  const caller = "featureVisualization";
  const {steps = 128, seed = 1, learningRate = 0.05, range = [0, 1], unit, size} = options;
  const {jitter = 0.07, zoom = 0.1, turn = 10, totalVariation = 0, l2 = 0} = options;
  const numbers = {steps, learningRate, jitter, zoom, turn, totalVariation, l2};
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 0 && value < Infinity && !(name === "zoom" && value >= 1)) continue;
    const most = name === "zoom" ? " to below 1" : " up";
    throw new RangeError(`${caller}: ${name} is a number from 0${most}, but got ${value}`);
  }
  if (!(range[0] < range[1])) {
    throw new RangeError(`${caller}: range is a least and a greatest value, but got [${range}]`);
  }
  const graph = graphOf(caller, model);
  const [modelHeight, modelWidth, channels] = pictureShape(caller, model);
  const [height, width] = size ?? [modelHeight, modelWidth];
  if (height === null || width === null || channels === null) {
    throw new RangeError(
      `${caller}: the size of the picture is needed, as ${model.name} takes any (size)`
    );
  }
  const activationOf = unitOf(caller, graph, layer, channel, unit);
  const picture = fourierPicture([height, width, channels], range, seed);
  const source = random(seed + 1);
  const waves = tf.tidy(() =>
    tf.variable(tf.tensor3d(Float32Array.from(picture.first.data), [height, width, channels]))
  );
  const adam = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const activations: number[] = [];
  const middle = (range[0] + range[1]) / 2;
  try {
    // A channel or a unit that is not there is told here, before Adam keeps anything.
    tf.tidy(() => void activationOf(picture.pictureOf(waves)));
    for (let step = 0; step < steps; ++step) {
      const how = drawWarp(source, [jitter * height, jitter * width], zoom, turn);
      tf.tidy(() => void adam.minimize(() => lossOf(how), false, [waves]));
      await nextTurn();
    }
    const found = tf.tidy(() => {
      const x = picture.pictureOf(waves);
      activations.push(activationOf(x).dataSync()[0]);
      return x;
    });
    try {
      return {image: await withoutBatch(found), activations};
    } finally {
      found.dispose();
    }
  } finally {
    adam.dispose();
    waves.dispose();
    picture.dispose();
  }

  function lossOf(how: Warp): Scalar {
    const x = picture.pictureOf(waves);
    const excited = activationOf(warp(x, how));
    activations.push(excited.dataSync()[0]);
    const penalties: Scalar[] = [];
    if (totalVariation > 0) penalties.push(variation(x).mul(totalVariation));
    if (l2 > 0) penalties.push(x.sub(middle).square().mean<Scalar>().mul(l2));
    return penalties.reduce<Scalar>((sum, penalty) => sum.add(penalty), excited.neg());
  }
}

function drawWarp(
  source: Random,
  [down, right]: readonly [number, number],
  zoom: number,
  turn: number
): Warp {
  const within = (most: number): number => most * (2 * source.uniform() - 1);
  return {shift: [within(down), within(right)], zoom: 1 + within(zoom), turn: within(turn)};
}
