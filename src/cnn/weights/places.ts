import type {LayersModel} from "@tensorflow/tfjs";
import {modelLayers} from "../layers/modelLayers.ts";

/** One of a model's weights. */
type Variable = LayersModel["weights"][number];

/** A weight of a model, and by which names a file may know it. */
export interface Place {
  /** The layer's name as Keras gives it in a fresh session. */
  readonly layer: string;
  /** The layer's own name, which counts all layers of the process where the author gave none. */
  readonly ownLayer: string;
  /** Its name in the layer, such as `"kernel"`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: Variable;
}

/** Every weight of a model, layer after layer, those of models inside it in their place. */
export function placesOf(model: LayersModel): Place[] {
  return modelLayers("loadWeights", model).flatMap(({layer, name}) => {
    if ("layers" in layer) return placesOf(layer as LayersModel);
    return layer.weights.map((variable) => ({
      layer: name,
      ownLayer: layer.name,
      name: variable.originalName.split("/").pop() ?? "",
      shape: variable.shape as number[],
      variable
    }));
  });
}

/** A weight as reports and errors call it. */
export const titleOf = ({layer, name}: {layer: string; name: string}): string => `${layer}/${name}`;
