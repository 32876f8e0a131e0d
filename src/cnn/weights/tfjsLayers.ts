import type {OpenSource} from "./source.ts";
import {readManifest} from "./tfjsManifest.ts";
import type {WeightsFile} from "./weightsFile.ts";

/**
 * Opens the `model.json` of a layers model of TensorFlow.js, whose shards lie beside it.
 *
 * @throws RangeError if it is broken, or the model is of another kind
 */
export async function openTfjsLayers(source: OpenSource): Promise<WeightsFile> {
  const {json, weights} = await readManifest("loadWeights", source);
  if (json.format === "graph-model") {
    throw new RangeError(
      `loadWeights: a layers model is expected, but ${source.title} is a graph model, which ` +
        "loadGraphModel runs"
    );
  }
  return {
    format: "tfjs-layers",
    weights: weights.map(({name: path, shape, read}) => {
      const parts = path.split("/");
      const name = (parts.pop() ?? "").replace(/:\d+$/, "");
      return {path, layer: parts.pop() ?? "", name, shape, read};
    }),
    close: () => {}
  };
}
