import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {toNDArray} from "../training/tensors.ts";
import {type Graph, graphOf, stepOf} from "./graph.ts";
import {batchOf, type Picture, toPicture} from "./picture.ts";
import {runGraph} from "./runGraph.ts";

/** What a layer makes of one picture. */
export interface LayerMaps {
  /** The layer's name, as `summary` shows it. */
  name: string;
  /** Its feature maps, `[height, width, channels]`. */
  maps: NDArray;
}

export interface FeatureMapsOptions {
  /** Names of layers, as `summary` shows them; defaults to every layer that gives maps. */
  layers?: readonly string[];
}

/**
 * What layers of a model make of one picture.
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @returns one entry a layer, in the model's order or in that of `layers`, as `plot.featureMaps` takes them
 * @throws RangeError if there is no layer of a name, or one gives no maps, or the image does not fit
 * @throws TypeError if the model is no layers model, or image no array
 *
 * @example
 * ```ts
 * const maps = await featureMaps(model, digit, {layers: ["conv2d", "conv2d_1"]});
 * maps[0].maps.shape; // [28, 28, 6]
 * plot.featureMaps(maps);
 * ```
 */
export async function featureMaps(
  model: LayersModel,
  image: Picture,
  {layers}: FeatureMapsOptions = {}
): Promise<LayerMaps[]> {
  const caller = "featureMaps";
  const graph = graphOf(caller, model);
  const picture = toPicture(caller, model, image);
  const steps = layers
    ? layers.map((name) => stepOf(caller, graph, name))
    : graph.steps.filter(({layer}) => givesMaps(layer.outputShape as (number | null)[]));
  for (const {name, layer} of steps) {
    if (givesMaps(layer.outputShape as (number | null)[])) continue;
    throw new RangeError(
      `${caller}: a layer gives maps [null,height,width,channels], but ${name} gives ` +
        `[${layer.outputShape.map(String)}]`
    );
  }
  const values = await valuesAt(
    graph,
    picture,
    steps.map(({outputs}) => outputs[0])
  );
  return steps.map(({name}, k) => ({name, maps: values[k]}));
}

const givesMaps = (shape: readonly (number | null)[]): boolean => shape.length === 4;

/** Values of a run, without the axis of the batch. */
async function valuesAt(
  graph: Graph,
  picture: NDArray,
  slots: readonly number[]
): Promise<NDArray[]> {
  const tensors = tf.tidy(() => {
    const values = runGraph(graph, [batchOf(picture)], {slots});
    return slots.map((slot) => values[slot].clone());
  });
  try {
    const arrays = await Promise.all(tensors.map(toNDArray));
    return arrays.map(({shape, data}) => ndarray(shape.slice(1), data));
  } finally {
    tf.dispose(tensors);
  }
}
