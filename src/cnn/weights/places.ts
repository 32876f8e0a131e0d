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
  /** What Keras 3 keeps the layer under, whatever its name: its class and number, `"conv2d_1"`. */
  readonly classLayer: string;
  /** Its name in the layer, such as `"kernel"`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly variable: Variable;
}

/** Every weight of a model, layer after layer, those of models inside it in their place. */
export function placesOf(model: LayersModel, prefix = ""): Place[] {
  const layers = modelLayers("loadWeights", model);
  const kept = classLayers(layers.map(({kind}) => kind));
  return layers.flatMap(({layer, name}, k) => {
    const classLayer = prefix + kept[k];
    if ("layers" in layer) return placesOf(layer as LayersModel, `${classLayer}/`);
    return layer.weights.map((variable) => ({
      layer: name,
      ownLayer: layer.name,
      classLayer,
      name: variable.originalName.split("/").pop() ?? "",
      shape: variable.shape as number[],
      variable
    }));
  });
}

/** Numbers layers by their class, as Keras 3 does in its files: `["Dense", "Dense"]` are `dense`, `dense_1`. */
export function classLayers(classes: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return classes.map((name) => {
    const word = name
      .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
      .replace(/([a-z])([A-Z])/g, "$1_$2")
      .toLowerCase();
    const before = counts.get(word) ?? 0;
    counts.set(word, before + 1);
    return before === 0 ? word : `${word}_${before}`;
  });
}

/** A weight as reports and errors call it. */
export const titleOf = ({layer, name}: {layer: string; name: string}): string => `${layer}/${name}`;
