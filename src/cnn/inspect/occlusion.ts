import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {predict} from "../training/predict.ts";
import {checkClass, classOf} from "./classScore.ts";
import {type Picture, toPicture} from "./picture.ts";

export interface Occlusion {
  /** The class that is looked for. */
  classIndex: number;
  /** What the model says for the whole picture: its output for the class. */
  score: number;
  /** By how much it falls with the cover at each place, `[places down, places across]`. */
  drops: NDArray;
  /** The mean of it over all covers that hide a pixel, `[height, width]`. */
  map: NDArray;
  /** Upper edge of the cover at each place down, in pixels. */
  rows: number[];
  /** Left edge of the cover at each place across, in pixels. */
  columns: number[];
  /** Side of the cover, in pixels. */
  size: number;
}

export interface OcclusionOptions {
  /** Side of the square cover, in pixels; defaults to about a fifth of the shorter side. */
  size?: number;
  /** Step from one cover to the next, in pixels; defaults to half of its side. */
  stride?: number;
  /** Value of the cover, or one for each channel; defaults to the picture's mean in each channel. */
  fill?: number | readonly number[];
  /** Number of the class; defaults to the one that the model is surest of. */
  classIndex?: number;
  /** Pictures computed at once; defaults to 32. */
  batchSize?: number;
}

/**
 * What a model needs to see: hides one part of the picture after the other, and measures how much its
 * output for a class falls.
 *
 *     drops[i, j] = output(picture) − output(picture with a cover at i, j)
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if there is no such class, the cover does not fit, or the image does not fit the model
 * @throws TypeError if image is no array
 * @see Zeiler & Fergus (2014), Visualizing and understanding convolutional networks, section 4.2
 *
 * @example
 * ```ts
 * const {map} = await occlusion(model, photo, {size: 48, stride: 16});
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
  const [height, width, channels] = picture.shape;
  const {size = Math.max(1, Math.round(Math.min(height, width) / 5))} = options;
  const {stride = Math.max(1, Math.round(size / 2)), batchSize = 32} = options;
  checkWhole("size", size, Math.min(height, width));
  checkWhole("stride", stride, Infinity);
  const fill = fillOf(picture, options.fill);
  const [whole] = await outputsOf(model, [picture]);
  checkClass(caller, {model}, options.classIndex);
  const classIndex = options.classIndex ?? classOf(isOneUnit(whole) ? [whole[0] - 0.5] : whole);
  const valueOf = (output: ArrayLike<number>): number =>
    isOneUnit(output) && classIndex === 0
      ? 1 - output[0]
      : output[isOneUnit(output) ? 0 : classIndex];
  const rows = edges(height, size, stride);
  const columns = edges(width, size, stride);
  const places = rows.flatMap((top) => columns.map((left) => [top, left] as const));
  const drops = new Float32Array(places.length);
  for (let start = 0; start < places.length; start += batchSize) {
    const some = places.slice(start, start + batchSize);
    const covered = some.map(([top, left]) => cover(picture, top, left, size, fill));
    (await outputsOf(model, covered)).forEach((output, k) => {
      drops[start + k] = valueOf(whole) - valueOf(output);
    });
  }
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  places.forEach(([top, left], k) => {
    for (let i = top; i < top + size; ++i) {
      for (let j = left; j < left + size; ++j) {
        sums[i * width + j] += drops[k];
        ++counts[i * width + j];
      }
    }
  });
  return {
    classIndex,
    score: valueOf(whole),
    drops: ndarray([rows.length, columns.length], drops),
    // With a stride beyond the cover's side some pixels are never hidden.
    map: ndarray(
      [height, width],
      sums.map((sum, p) => sum / Math.max(1, counts[p]))
    ),
    rows,
    columns,
    size
  };

  function fillOf({data}: NDArray, given: number | readonly number[] | undefined): number[] {
    if (typeof given === "number") return new Array<number>(channels).fill(given);
    if (given && given.length !== channels) {
      throw new RangeError(
        `${caller}: fill is a number or ${channels}, one a channel, but got ${given.length}`
      );
    }
    const means = new Array<number>(channels).fill(0);
    data.forEach((value, k) => (means[k % channels] += (value * channels) / data.length));
    return given ? [...given] : means;
  }
}

const isOneUnit = (output: ArrayLike<number>): boolean => output.length === 1;

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

/** Where covers begin along an axis; the last one ends at the border. */
function edges(length: number, size: number, stride: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start + size <= length; start += stride) starts.push(start);
  if (stride <= size && starts[starts.length - 1] + size < length) starts.push(length - size);
  return starts;
}

function cover(
  {shape, data}: NDArray,
  top: number,
  left: number,
  size: number,
  fill: readonly number[]
): NDArray {
  const [, width, channels] = shape;
  const covered = Float32Array.from(data);
  for (let i = top; i < top + size; ++i) {
    for (let j = left; j < left + size; ++j) covered.set(fill, (i * width + j) * channels);
  }
  return {shape, data: covered};
}

function checkWhole(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  const range = most < Infinity ? `from 1 to ${most}` : "from 1 up";
  throw new RangeError(`occlusion: ${name} is a whole number of pixels ${range}, but got ${value}`);
}
