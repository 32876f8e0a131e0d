import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {seedModel} from "../layers/seedModel.ts";
import {tf} from "../tensorflow.ts";

/** Filters of each convolution but the last. */
const filters = 24;
/** Convolutions of 3×3 between the first, of 5×5, and the last. */
const depth = 4;

/** How far around a pixel the network sees, in pixels: half a kernel at each convolution. */
export const reach: number = 2 + depth + 1;

/** What the network calls 1 is so much brightness: most details are smaller, and it likes numbers near 1. */
export const unit: number = 255 / 10;

/**
 * The network that draws what bicubic interpolation leaves out, when a picture is made twice as large.
 *
 * It is given the lightness of the small picture. Each of its convolutions is computed at that size, which
 * is cheap; the last has four filters, one for each of the 2×2 pixels that a small pixel becomes. There is
 * no padding, so that at the edge of a piece it invents nothing: the piece is given with `reach` pixels
 * around it.
 *
 * @param height - of what it shall give, in small pixels
 * @param seed - draws the first weights
 * @returns a model of `[n, height + 2 · reach, width + 2 · reach, 1]`, brightness / 255 − ½, to
 *   `[n, height, width, 4]`: what is to be added to the bicubic enlargement, in `unit`s; upper left, upper
 *   right, lower left, lower right
 * @see Shi et al. (2016), Real-time single image and video super-resolution using an efficient sub-pixel
 *   convolutional neural network; Kim, Lee & Lee (2016), Accurate image super-resolution using very deep
 *   convolutional networks, on learning the difference
 */
export function detailNetwork(height: number, width: number, seed = 1): LayersModel {
  const input = tf.input({shape: [height + 2 * reach, width + 2 * reach, 1]});
  const convolve = (name: string, maps: SymbolicTensor, kernelSize = 3): SymbolicTensor =>
    tf.layers
      .conv2d({name, filters, kernelSize, activation: "relu", kernelInitializer: "heNormal"})
      .apply(maps) as SymbolicTensor;
  let maps = convolve("see", input, 5);
  for (let k = 1; k <= depth; ++k) maps = convolve(`think${k}`, maps);
  const draw = tf.layers.conv2d({name: "draw", filters: 4, kernelSize: 3});
  return seedModel(tf.model({inputs: input, outputs: draw.apply(maps) as SymbolicTensor}), seed);
}

/**
 * Lightness (luma) of a colour picture.
 *
 *     Y = 0.299 red + 0.587 green + 0.114 blue
 *
 * @param picture - `[height, width, 3]`
 * @returns `[height, width, 1]`, in the picture's brightness
 * @see ITU-R BT.601-7 §2.5.1
 */
export function luma({shape: [height, width], data}: NDArray): NDArray {
  const result = new Float32Array(height * width);
  for (let p = 0, at = 0; p < result.length; ++p, at += 3) {
    result[p] = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  }
  return {shape: [height, width, 1], data: result};
}
