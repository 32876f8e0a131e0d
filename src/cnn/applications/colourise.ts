import type {LayersModel} from "@tensorflow/tfjs";
import type {Images} from "../datasets/dataset.ts";
import {bilinear} from "../image/bilinear.ts";
import type {NDArray} from "../ndarray.ts";
import {predict} from "../training/predict.ts";
import {labFromRgb, lightness, rgbFromLab} from "./lab.ts";
import {openPicture, type PictureSource} from "./picture.ts";

/** a* and b* of screen colours hardly leave ±110; networks give them as shares of it. */
const span = 110;

/** The lightness of pictures, and their colours. */
export interface LightnessAndColours {
  /** L* / 100, `[n, height, width, 1]`, 0 to 1: the black-and-white picture. */
  readonly lightness: NDArray;
  /** a* / 110 and b* / 110, `[n, height, width, 2]`, about −1 to 1. */
  readonly colours: NDArray;
}

/**
 * Takes pictures apart: what a network is given to colourise, and what it shall find.
 *
 * Any colour photo is an example, with the answer in it; nobody had to label it.
 *
 * @param images - colour pictures, `[n, height, width, 3]`, brightness 0 to 255
 * @throws RangeError if they have no three channels
 *
 * @example
 * ```ts
 * const {lightness, colours} = applications.takeColours(cifar.train.images);
 * await fit(model, {x: lightness, y: colours}, {loss: "meanAbsoluteError"});
 * ```
 */
export function takeColours({shape, data}: Images | NDArray): LightnessAndColours {
  const [n, height, width, channels] = shape;
  if (shape.length !== 4 || channels !== 3) {
    throw new RangeError(
      `takeColours: colour pictures [n, height, width, 3] are expected, but got [${shape}]`
    );
  }
  const pixels = n * height * width;
  const lightness = new Float32Array(pixels);
  const colours = new Float32Array(pixels * 2);
  for (let p = 0; p < pixels; ++p) {
    const [r, g, b] = [data[3 * p], data[3 * p + 1], data[3 * p + 2]];
    const [light, a, blue] = labFromRgb([r / 255, g / 255, b / 255]);
    lightness[p] = light / 100;
    colours[2 * p] = a / span;
    colours[2 * p + 1] = blue / span;
  }
  return {
    lightness: {shape: [n, height, width, 1], data: lightness},
    colours: {shape: [n, height, width, 2], data: colours}
  };
}

/**
 * Puts lightness and colours together again.
 *
 * @param lightness - `[n, height, width, 1]`, 0 to 1
 * @param colours - `[n, height, width, 2]`, as `takeColours` gives them
 * @returns pictures, `[n, height, width, 3]`, brightness 0 to 255
 */
export function giveColours(lightness: NDArray, colours: NDArray): NDArray {
  const [n, height, width] = lightness.shape;
  const pixels = n * height * width;
  if (colours.data.length !== 2 * pixels) {
    throw new RangeError(
      `giveColours: each pixel has one lightness and two colours, but got [${lightness.shape}] and [${colours.shape}]`
    );
  }
  const data = new Float32Array(pixels * 3);
  for (let p = 0; p < pixels; ++p) {
    const [a, b] = [colours.data[2 * p] * span, colours.data[2 * p + 1] * span];
    const [red, green, blue] = rgbFromLab([100 * lightness.data[p], a, b]);
    data[3 * p] = 255 * red;
    data[3 * p + 1] = 255 * green;
    data[3 * p + 2] = 255 * blue;
  }
  return {shape: [n, height, width, 3], data};
}

/**
 * Mean error of the colours, in the units of a* and b*: how far, on average over all pixels and both, an
 * answer is from the truth. `undefined` for the answer stands for grey: both 0.
 *
 *     error = 1/(2n) Σ |a − a′| + |b − b′|
 */
export function colourError(truth: NDArray, answer?: NDArray): number {
  let sum = 0;
  for (let k = 0; k < truth.data.length; ++k) {
    sum += Math.abs(truth.data[k] - (answer?.data[k] ?? 0));
  }
  return (span * sum) / truth.data.length;
}

/**
 * Gives a black-and-white photo colours.
 *
 * The network sees a small copy, of the size that it learned with; its colours are then laid, enlarged,
 * under the lightness of the photo itself. The eye sees colours coarsely and lightness finely, so the
 * result looks as sharp as the photo.
 *
 * @param model - from lightness `[n, side, side, 1]` to colours `[n, side, side, 2]`
 * @param image - photo, `[height, width, 1 or 3]`, brightness 0 to 255, or the path or content of an image
 *   file; of a colour photo the lightness is taken
 * @returns the photo in colour, `[height, width, 3]`, brightness 0 to 255
 * @throws RangeError if it is no photo
 *
 * @example
 * ```ts
 * const old = await readImage("grandmother.jpg");
 * plot.beforeAfter(old, await applications.colourise(model, old));
 * ```
 */
export async function colourise(model: LayersModel, image: PictureSource): Promise<NDArray> {
  const {height, width, data} = await openPicture(image, "colourise");
  const side = Number(model.inputs[0].shape[1]);
  const copy = bilinear({shape: [height, width, 3], data}, [side, side]);
  const asked = takeColours({shape: [1, side, side, 3], data: copy.data});
  const answer = await predict(model, asked.lightness);
  // Enlarged with a place for the lightness, so that a large photo is not held more often than needed.
  const lab = new Float32Array(side * side * 3);
  for (let p = 0; p < side * side; ++p) {
    lab[3 * p + 1] = span * answer.data[2 * p];
    lab[3 * p + 2] = span * answer.data[2 * p + 1];
  }
  const result = bilinear({shape: [side, side, 3], data: lab}, [height, width]);
  for (let at = 0; at < result.data.length; at += 3) {
    const [red, green, blue] = rgbFromLab([
      lightness(data[at], data[at + 1], data[at + 2]),
      result.data[at + 1],
      result.data[at + 2]
    ]);
    result.data[at] = 255 * red;
    result.data[at + 1] = 255 * green;
    result.data[at + 2] = 255 * blue;
  }
  return result;
}
