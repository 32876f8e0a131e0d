import {unzipSync} from "fflate";
import {openKerasH5} from "./kerasH5.ts";
import {classLayers} from "./places.ts";
import type {OpenSource} from "./source.ts";
import type {WeightsFile} from "./weightsFile.ts";

/** A model or layer as Keras writes it down. */
interface KerasConfig {
  readonly class_name: string;
  readonly config: {readonly name?: string; readonly layers?: readonly KerasConfig[]};
}

/**
 * Opens a `.keras` file: a zip of `config.json`, with the names of the layers, and `model.weights.h5`.
 *
 * @throws RangeError if it is broken, or no such file
 */
export async function openKerasZip(source: OpenSource): Promise<WeightsFile> {
  const wanted = ["config.json", "model.weights.h5"];
  const files = (() => {
    try {
      const bytes = source.read(0, source.size);
      return unzipSync(bytes, {filter: ({name}) => wanted.includes(name)});
    } catch (cause) {
      throw new RangeError(
        `loadWeights: a whole .keras file is expected, but ${source.title} is not`,
        {
          cause
        }
      );
    }
  })();
  for (const name of wanted) {
    if (name in files) continue;
    throw new RangeError(
      `loadWeights: a .keras file with ${wanted.join(" and ")} is expected, but ${source.title} has no ${name}`
    );
  }
  const config = JSON.parse(Buffer.from(files["config.json"]).toString("utf8")) as KerasConfig;
  const names = namesIn(config);
  const weights = files["model.weights.h5"];
  const inner: OpenSource = {
    ...source,
    path: undefined,
    size: weights.length,
    read: (offset, length) => weights.subarray(offset, offset + length)
  };
  return openKerasH5(inner, {format: "keras", nameOf: (kept) => names.get(kept) ?? kept});
}

/** The name that each layer was given, by the one it is kept under. */
function namesIn(model: KerasConfig, prefix = ""): Map<string, string> {
  const layers = model.config.layers ?? [];
  const kept = classLayers(layers.map((layer) => layer.class_name));
  return new Map(
    layers.flatMap((layer, k) => {
      const key = prefix + kept[k];
      if (layer.config.layers) return [...namesIn(layer, `${key}/`)];
      return [[key, layer.config.name ?? kept[k]] as const];
    })
  );
}
