import type {LayersModel, Scalar, Tensor, Tensor4D} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {random, type Random} from "../random.ts";
import {tf} from "../tensorflow.ts";
import {nextTurn} from "../training/forward.ts";
import {graphOf} from "./graph.ts";
import {withoutBatch} from "./gradients.ts";
import {pictureShape} from "./picture.ts";
import {roll, smooth, variation} from "./regularisation.ts";
import {unitOf} from "./unitOf.ts";

export interface ActivationMaximization {
  /** The picture that was found, `[height, width, channels]`, in the range of the model's pictures. */
  image: NDArray;
  /** The activation before each step and after the last, `steps + 1` numbers. */
  activations: number[];
}

export interface ActivationMaximizationOptions {
  /** Steps up the gradient; defaults to 64. */
  steps?: number;
  /** Draws the first picture and the jitter; defaults to 1. */
  seed?: number;
  /** Length of a step, as a part of the range; defaults to 0.05. */
  learningRate?: number;
  /** The least and the greatest value of the model's pictures; defaults to 0 and 1. */
  range?: readonly [number, number];
  /** Most pixels that the picture is shifted by before each step, in both directions; defaults to 2. */
  jitter?: number;
  /** Weight of the total variation, which is kept small so that neighbours are alike; defaults to 0.5. */
  totalVariation?: number;
  /** Radius of the blur at the beginning, in pixels; it fades to none at the end; defaults to 1. */
  blur?: number;
  /** How strongly each step draws towards the middle of the range; defaults to 0.01. */
  decay?: number;
  /** Row and column of one unit; defaults to the mean of the whole map. */
  unit?: readonly [row: number, column: number];
  /** Height and width of the picture, for a model that takes any; defaults to what the model says. */
  size?: readonly [height: number, width: number];
}

/**
 * The picture that excites one channel of a layer most, found by going up its gradient from noise. Without
 * help that ends in noise that no camera sees; so neighbours are kept alike (total variation, a blur that
 * fades), and the picture is shifted a little before each step, so that it cannot rest on single pixels.
 *
 *     x ← x + learningRate · g / rms(g),   g = ∂(activation(shifted blur(x)) − totalVariation · TV(x)) / ∂x
 *
 * @param layer - name of the layer, as `summary` shows it; of the last one, scores before the softmax
 * @param channel - number of the map, or of the unit of a dense layer
 * @returns the picture, and how the activation grew
 * @throws RangeError if there is no such layer or channel, or a number is out of its range
 * @see Simonyan et al. (2014), Deep inside convolutional networks, section 2
 * @see Olah, Mordvintsev & Schubert (2017), Feature visualization, Distill
 *
 * @example
 * ```ts
 * const {image} = await activationMaximization(model, "conv2d_1", 5, {steps: 100, seed: 1});
 * plot.image(image);
 * ```
 */
export async function activationMaximization(
  model: LayersModel,
  layer: string,
  channel: number,
  options: ActivationMaximizationOptions = {}
): Promise<ActivationMaximization> {
  const caller = "activationMaximization";
  const {steps = 64, seed = 1, learningRate = 0.05, range = [0, 1], decay = 0.01} = options;
  const {jitter = 2, totalVariation = 0.5, blur = 1} = options;
  const numbers = {steps, learningRate, jitter, totalVariation, blur, decay};
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 0 && value < Infinity) continue;
    throw new RangeError(`${caller}: ${name} is a number from 0 up, but got ${value}`);
  }
  if (!(range[0] < range[1])) {
    throw new RangeError(`${caller}: range is a least and a greatest value, but got [${range}]`);
  }
  const graph = graphOf(caller, model);
  const [modelHeight, modelWidth, channels] = pictureShape(caller, model);
  const [height, width] = options.size ?? [modelHeight, modelWidth];
  if (height === null || width === null || channels === null) {
    throw new RangeError(
      `${caller}: the size of the picture is needed, as ${model.name} takes any (size)`
    );
  }
  const middle = (range[0] + range[1]) / 2;
  const extent = range[1] - range[0];
  const source = random(seed);
  const first = ndarray(
    [1, height, width, channels],
    Array.from({length: height * width * channels}, () => middle + 0.05 * extent * source.normal())
  );
  const activationOf = unitOf(caller, graph, layer, channel, options.unit);
  let x = tf.tensor4d(Float32Array.from(first.data), first.shape as Shape4D, "float32");
  const activations: number[] = [];
  try {
    for (let step = 0; step < steps; ++step) {
      const {next, activation} = ascend(x, step);
      x.dispose();
      x = next;
      activations.push(activation);
      await nextTurn();
    }
    activations.push(tf.tidy(() => activationOf(x).dataSync()[0]));
    return {image: await withoutBatch(x), activations};
  } finally {
    x.dispose();
  }

  function ascend(x: Tensor4D, step: number): {next: Tensor4D; activation: number} {
    let activation = 0;
    const shift = [jitterBy(source, jitter), jitterBy(source, jitter)];
    // The blur fades: coarse shapes come first, fine ones later.
    const radius = blur * (1 - (step + 1) / steps);
    const next = tf.tidy(() => {
      const goal = (x: Tensor): Scalar => {
        const soft = smooth(x as Tensor4D, radius);
        const excited = activationOf(roll(soft, shift));
        activation = excited.dataSync()[0];
        const rough = variation(x as Tensor4D).div<Scalar>(extent);
        return excited.sub(rough.mul(totalVariation));
      };
      const gradient = tf.grad(goal)(x);
      const length = gradient.square().mean().sqrt().add(1e-12);
      const pulled = x
        .sub(middle)
        .mul(1 - decay)
        .add(middle);
      return pulled
        .add(gradient.div(length).mul(learningRate * extent))
        .clipByValue(range[0], range[1]) as Tensor4D;
    });
    return {next, activation};
  }
}

type Shape4D = [number, number, number, number];

const jitterBy = (source: Random, most: number): number => source.integer(2 * most + 1) - most;
