import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {backward, chosenClass} from "./gradients.ts";
import {graphOf, stepOf} from "./graph.ts";
import {type Picture, toPicture} from "./picture.ts";
import {bilinear} from "../image/bilinear.ts";

export interface GradCam {
  /** The class that is looked for. */
  classIndex: number;
  /** Its score, before the softmax. */
  score: number;
  /** The layer whose maps are weighed. */
  layer: string;
  /** How much each of its maps counts, `[channels]`: the mean of the gradient over the map. */
  weights: NDArray;
  /** The weighed sum of the maps where it is above 0, in the maps' own size, `[rows, columns]`. */
  coarse: NDArray;
  /** The same in the size of the picture, `[height, width]`. */
  map: NDArray;
}

export interface GradCamOptions {
  /** Name of a layer that gives maps; defaults to the last one that gives more than one pixel. */
  layer?: string;
  /** Number of the class; defaults to the one with the greatest score. */
  classIndex?: number;
}

/**
 * Where in the picture a model sees a class: the maps of a late layer, each weighed by how much the
 * class's score rises with it.
 *
 *     weights[c] = mean over i, j of ∂score / ∂A[i, j, c]
 *     map[i, j]  = ReLU(Σ over c of weights[c] · A[i, j, c])
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if there is no such layer or class, or the image does not fit the model
 * @throws TypeError if the model is no layers model, or image no array
 * @see Selvaraju et al. (2017), Grad-CAM: visual explanations from deep networks via gradient-based localization
 *
 * @example
 * ```ts
 * const {map, classIndex} = await gradCam(model, photo);
 * plot.overlay(photo, map, {title: `Where the network sees ${classNames[classIndex]}`});
 * ```
 */
export async function gradCam(
  model: LayersModel,
  image: Picture,
  {layer, classIndex}: GradCamOptions = {}
): Promise<GradCam> {
  const caller = "gradCam";
  const graph = graphOf(caller, model);
  const picture = toPicture(caller, model, image);
  const isMaps = (shape: readonly (number | null)[]): boolean =>
    shape.length === 4 && (shape[1] !== 1 || shape[2] !== 1);
  const step =
    layer === undefined
      ? graph.steps.findLast((one) => isMaps(one.layer.outputShape as (number | null)[]))
      : stepOf(caller, graph, layer);
  const shape = step?.layer.outputShape as (number | null)[] | undefined;
  if (!step || shape?.length !== 4) {
    throw new RangeError(
      `${caller}: a layer gives maps [null,height,width,channels], but ` +
        (step ? `${step.name} gives [${shape!.map(String)}]` : `no layer of ${model.name} does`)
    );
  }
  const [slot] = step.outputs;
  const chosen = await chosenClass(caller, graph, picture, classIndex);
  const back = await backward(caller, graph, picture, {score: chosen}, {slots: [slot], to: step});
  const maps = back.values.get(slot)!;
  const [rows, columns, channels] = maps.shape;
  const weights = new Float64Array(channels);
  const count = rows * columns;
  back.gradients.get(slot)!.data.forEach((value, k) => (weights[k % channels] += value / count));
  const coarse = new Float32Array(count);
  maps.data.forEach(
    (value, k) => (coarse[Math.floor(k / channels)] += value * weights[k % channels])
  );
  const seen = ndarray(
    [rows, columns],
    coarse.map((value) => Math.max(0, value))
  );
  return {
    classIndex: chosen,
    score: back.value,
    layer: step.name,
    weights: ndarray([channels], weights),
    coarse: seen,
    map: bilinear(seen, [picture.shape[0], picture.shape[1]])
  };
}
