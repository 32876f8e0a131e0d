import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {backward, chosenClass} from "./gradients.ts";
import {type Graph, graphOf} from "./graph.ts";
import {type Picture, toPicture} from "./picture.ts";
import type {Replace} from "./runGraph.ts";

/** How much each pixel of a picture moves the score of a class. */
export interface PixelGradient {
  /** The class whose score it is. */
  classIndex: number;
  /** Its score, before the softmax. */
  score: number;
  /** How much the score rises with each value of the picture, `[height, width, channels]`. */
  gradient: NDArray;
  /** Its greatest magnitude over the channels, `[height, width]`. */
  map: NDArray;
}

export interface SaliencyOptions {
  /** Number of the class; defaults to the one with the greatest score. */
  classIndex?: number;
}

/**
 * Which pixels the score of a class depends on most: its gradient with respect to the picture.
 *
 *     map[i, j] = max over c of |∂score / ∂x[i, j, c]|
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if there is no such class, or the image does not fit the model
 * @throws TypeError if the model is no layers model, or image no array
 * @see Simonyan, Vedaldi & Zisserman (2014), Deep inside convolutional networks, section 3
 *
 * @example
 * ```ts
 * const {map, classIndex} = await saliency(model, photo);
 * plot.overlay(photo, map);
 * ```
 */
export async function saliency(
  model: LayersModel,
  image: Picture,
  {classIndex}: SaliencyOptions = {}
): Promise<PixelGradient> {
  const graph = graphOf("saliency", model);
  const picture = toPicture("saliency", model, image);
  return pixelGradient("saliency", graph, picture, {classIndex});
}

/** The gradient of a class's score with respect to the picture. */
export async function pixelGradient(
  caller: string,
  graph: Graph,
  picture: NDArray,
  {classIndex, replace}: SaliencyOptions & {replace?: Replace}
): Promise<PixelGradient> {
  const chosen = await chosenClass(caller, graph, picture, classIndex);
  const back = await backward(caller, graph, picture, {score: chosen}, {replace});
  const gradient = back.picture;
  return {classIndex: chosen, score: back.value, gradient, map: strongest(gradient)};
}

/** The greatest magnitude over the channels, `[height, width]`. */
export function strongest({shape: [height, width, channels], data}: NDArray): NDArray {
  const map = new Float32Array(height * width);
  data.forEach((value, k) => {
    const pixel = Math.floor(k / channels);
    map[pixel] = Math.max(map[pixel], Math.abs(value));
  });
  return ndarray([height, width], map);
}
