import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {predict} from "../training/predict.ts";
import {checkClass, classOf} from "./classScore.ts";
import {cover, type Covers, coversOf, meanOverCovers, placesOf} from "./covers.ts";
import {type Picture, toPicture} from "./picture.ts";

/** Covers of one size, and what each of them took away. */
export interface OcclusionCovers extends Covers {
  /** By how much what is measured falls with the cover at each place, `[places down, places across]`. */
  drops: NDArray;
}

export interface Occlusion {
  /** The class that is looked for. */
  classIndex: number;
  /** What the model says for the whole picture: its output for the class. */
  score: number;
  /** For each size in turn the covers, and by how much what is measured falls with each of them. */
  covers: OcclusionCovers[];
  /** For each pixel the mean drop over all covers of a size that hide it, and over the sizes, `[height, width]`. */
  map: NDArray;
}

export interface OcclusionOptions {
  /**
   * Side of the square cover, in pixels, or several sides, whose maps are averaged: small covers tell the
   * place, large ones hide what small ones leave to be seen. Defaults to 15, 30 and 45 % of the
   * shorter side.
   */
  size?: number | readonly number[];
  /** Step from one cover to the next, in pixels; defaults to two thirds of its side. */
  stride?: number;
  /** Value of the cover, or one for each channel; defaults to the picture's mean in each channel. */
  fill?: number | readonly number[];
  /** Number of the class; defaults to the one that the model is surest of. */
  classIndex?: number;
  /**
   * What a cover lessens: the class's output as it is (`"output"`), or its logarithm (`"logarithm"`), which
   * still moves when a probability is near 1 or near 0. Defaults to `"output"`.
   */
  measure?: "output" | "logarithm";
  /** Pictures computed at once; defaults to 32. */
  batchSize?: number;
}

/**
 * What a model needs to see: hides one part of the picture after the other, and measures how much its
 * output for a class falls.
 *
 *     drops[i, j] = output(picture) − output(picture with a cover at i, j)
 *
 * A cover that is as large as the object costs as much beside it as on it, so long as it hides what the
 * answer rests on: the drops of large covers alone often peak beside what they are about.
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if there is no such class, the cover does not fit, the image does not fit the model,
 *   or there is no logarithm of what the model says
 * @throws TypeError if image is no array
 * @see Zeiler & Fergus (2014), Visualizing and understanding convolutional networks, section 4.2
 *
 * @example
 * ```ts
 * const {map} = await occlusion(model, photo, {size: [32, 64], measure: "logarithm"});
 * plot.overlay(photo, map);
 * ```
 */
export async function occlusion(
  model: LayersModel,
  image: Picture,
  options: OcclusionOptions = {}
): Promise<Occlusion> {
  const caller = "occlusion";
  const picture = toPicture(caller, model, image);
  const [height, width] = picture.shape;
  const shorter = Math.min(height, width);
  const {size = [0.15, 0.3, 0.45].map((part) => Math.max(1, Math.round(part * shorter)))} = options;
  const sizes = typeof size === "number" ? [size] : size;
  const {stride, batchSize = 32, measure = "output"} = options;
  if (sizes.length === 0) {
    throw new RangeError(`${caller}: size is a number of pixels, or several, but got none`);
  }
  for (const side of sizes) checkWhole("size", side, shorter);
  if (stride !== undefined) checkWhole("stride", stride, Infinity);
  const fill = fillOf(picture, options.fill);
  const [whole] = await outputsOf(model, [picture]);
  checkClass(caller, {model}, options.classIndex);
  const classIndex = options.classIndex ?? classOf(isOneUnit(whole) ? [whole[0] - 0.5] : whole);
  const measured = (output: ArrayLike<number>): number => {
    const value = outputFor(output, classIndex);
    if (measure === "output") return value;
    if (value >= 0) return Math.log(Math.max(value, leastProbability));
    throw new RangeError(
      `${caller}: measure "logarithm" is for probabilities, but ${model.name} says ${value}`
    );
  };
  const before = measured(whole);
  const all: OcclusionCovers[] = [];
  const sum = new Float64Array(height * width);
  for (const side of sizes) {
    const covers = coversOf(picture.shape, side, stride ?? Math.max(1, Math.round((2 * side) / 3)));
    const places = placesOf(covers);
    const drops = new Float32Array(places.length);
    for (let start = 0; start < places.length; start += batchSize) {
      const some = places.slice(start, start + batchSize);
      const covered = some.map((place) => cover(picture, place, side, fill));
      (await outputsOf(model, covered)).forEach((output, k) => {
        drops[start + k] = before - measured(output);
      });
    }
    all.push({...covers, drops: ndarray([covers.rows.length, covers.columns.length], drops)});
    meanOverCovers(picture.shape, covers, drops).forEach((v, p) => (sum[p] += v / sizes.length));
  }
  const map = ndarray([height, width], sum);
  return {classIndex, score: outputFor(whole, classIndex), covers: all, map};
}

/** Below this a probability is as good as 0, whose logarithm there is not. */
const leastProbability = 1e-12;

const isOneUnit = (output: ArrayLike<number>): boolean => output.length === 1;

/** What a model says to a class; one unit speaks for class 1, and the rest is class 0's. */
function outputFor(output: ArrayLike<number>, classIndex: number): number {
  if (!isOneUnit(output)) return output[classIndex];
  return classIndex === 0 ? 1 - output[0] : output[0];
}

/** The cover's value in each channel. */
function fillOf(
  {shape: [, , channels], data}: NDArray,
  given: number | readonly number[] | undefined
): number[] {
  if (typeof given === "number") return new Array<number>(channels).fill(given);
  if (given && given.length !== channels) {
    throw new RangeError(
      `occlusion: fill is a number or ${channels}, one a channel, but got ${given.length}`
    );
  }
  const means = new Array<number>(channels).fill(0);
  data.forEach((value, k) => (means[k % channels] += (value * channels) / data.length));
  return given ? [...given] : means;
}

/** What a model says to each of some pictures. */
async function outputsOf(
  model: LayersModel,
  pictures: readonly NDArray[]
): Promise<Float32Array[]> {
  const {shape, data} = pictures[0];
  const all = new Float32Array(pictures.length * data.length);
  pictures.forEach((one, k) => all.set(one.data, k * data.length));
  const output = await predict(model, {shape: [pictures.length, ...shape], data: all});
  const length = output.data.length / pictures.length;
  return pictures.map((_, k) =>
    Float32Array.from(output.data.subarray(k * length, (k + 1) * length))
  );
}

function checkWhole(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  const range = most < Infinity ? `from 1 to ${most}` : "from 1 up";
  throw new RangeError(`occlusion: ${name} is a whole number of pixels ${range}, but got ${value}`);
}
