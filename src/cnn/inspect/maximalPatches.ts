import type {LayersModel} from "@tensorflow/tfjs";
import type {Images} from "../datasets/dataset.ts";
import {ndarray, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {graphOf, stepOf} from "./graph.ts";
import {extentOf} from "./mechanisms/mechanism.ts";
import {pictureOf, toPicture} from "./picture.ts";
import {fieldsOf, type UnitField} from "./receptiveField.ts";
import {runGraph} from "./runGraph.ts";

/** A part of a picture that excites one channel. */
export interface Patch {
  /** Number of the picture. */
  picture: number;
  /** The pixel of the map that is excited most. */
  row: number;
  column: number;
  /** Its value in the map. */
  activation: number;
  /** What the unit sees, in pixels of the picture. */
  field: UnitField;
  /** The pixels that it sees, `[height, width, channels]`; NaN beyond the picture's border. */
  patch: NDArray;
}

export interface MaximalPatchesOptions {
  /** How many patches; defaults to 9. */
  top?: number;
  /** Pictures computed at once; defaults to 32. */
  batchSize?: number;
}

/**
 * What excites one channel of a layer most: from each picture the place where it answers strongest, the
 * pictures sorted by that answer.
 *
 * @param layer - name of the layer, as `summary` shows it
 * @param channel - number of the map, or of the unit of a dense layer
 * @param images - pictures as the model is given them, `[n, height, width, channels]`
 * @returns the strongest, one a picture at most, all of one size: the receptive field of the unit
 * @throws RangeError if there is no such layer or channel, or the pictures do not fit the model
 * @see Girshick, Donahue, Darrell & Malik (2014), Rich feature hierarchies, section 3.1
 *
 * @example
 * ```ts
 * const patches = await maximalPatches(model, "conv2d_1", 5, test.images, {top: 8});
 * plot.imageGrid(patches.map(({patch}) => patch));
 * ```
 */
export async function maximalPatches(
  model: LayersModel,
  layer: string,
  channel: number,
  images: NDArray | Images,
  {top = 9, batchSize = 32}: MaximalPatchesOptions = {}
): Promise<Patch[]> {
  const caller = "maximalPatches";
  const graph = graphOf(caller, model);
  const {outputs} = stepOf(caller, graph, layer);
  const count = images.shape[0];
  if (images.shape.length !== 4 || count === 0) {
    throw new RangeError(
      `${caller}: images is [n, height, width, channels] with at least one picture, but got [${images.shape}]`
    );
  }
  if (!Number.isInteger(top) || top < 1) {
    throw new RangeError(`${caller}: top is a whole number from 1 up, but got ${top}`);
  }
  const best: {picture: number; row: number; column: number; activation: number}[] = [];
  for (let start = 0; start < count; start += batchSize) {
    const some = Array.from({length: Math.min(batchSize, count - start)}, (_, k) =>
      toPicture(caller, model, pictureOf(images, start + k))
    );
    const maps = await mapsOf(some);
    const [, width, channels] = extentOf(maps[0]);
    if (!(Number.isInteger(channel) && channel >= 0 && channel < channels)) {
      throw new RangeError(
        `${caller}: channel is one of 0 to ${channels - 1} in layer ${layer}, but got ${channel}`
      );
    }
    maps.forEach(({data}, k) => {
      let place = channel;
      for (let p = channel; p < data.length; p += channels) if (data[p] > data[place]) place = p;
      const pixel = Math.floor(place / channels);
      best.push({
        picture: start + k,
        row: Math.floor(pixel / width),
        column: pixel % width,
        activation: data[place]
      });
    });
  }
  const [, height, width] = images.shape;
  const fieldOf = fieldsOf(graph, outputs[0], [height, width]);
  return best
    .sort((a, b) => b.activation - a.activation)
    .slice(0, top)
    .map((one) => {
      const field = fieldOf(one.row, one.column);
      const picture = toPicture(caller, model, pictureOf(images, one.picture));
      return {...one, field, patch: cut(picture, field)};
    });

  async function mapsOf(pictures: readonly NDArray[]): Promise<NDArray[]> {
    const {shape, data} = pictures[0];
    const all = new Float32Array(pictures.length * data.length);
    pictures.forEach((one, k) => all.set(one.data, k * data.length));
    const maps = tf.tidy(() => {
      const batch = tf.tensor(all, [pictures.length, ...shape], "float32");
      return runGraph(graph, [batch], {slots: outputs})[outputs[0]].clone();
    });
    try {
      const values = await maps.data<"float32">();
      const length = values.length / pictures.length;
      return pictures.map((_, k) => ({
        shape: maps.shape.slice(1),
        data: values.subarray(k * length, (k + 1) * length)
      }));
    } finally {
      maps.dispose();
    }
  }
}

/** A box of a picture; what lies beyond its border is NaN. */
function cut({shape, data}: NDArray, {top, left, height, width}: UnitField): NDArray {
  const [rows, columns, channels] = shape;
  const patch = new Float32Array(height * width * channels).fill(NaN);
  for (let i = 0; i < height; ++i) {
    for (let j = 0; j < width; ++j) {
      const [row, column] = [top + i, left + j];
      if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
      const from = (row * columns + column) * channels;
      patch.set(data.subarray(from, from + channels), (i * width + j) * channels);
    }
  }
  return ndarray([height, width, channels], patch);
}
