import {openKerasH5} from "./kerasH5.ts";
import {openKerasZip} from "./kerasZip.ts";
import {openSafetensors} from "./safetensors.ts";
import type {OpenSource} from "./source.ts";
import {openTfjsLayers} from "./tfjsLayers.ts";
import type {WeightsFile} from "./weightsFile.ts";

/**
 * Opens a file of weights by what it begins with; its name is not looked at.
 *
 * @throws RangeError if it is of no known format, or broken
 */
export async function openWeights(source: OpenSource): Promise<WeightsFile> {
  const head = Buffer.from(source.read(0, 16)).toString("latin1");
  if (head.startsWith("\x89HDF\r\n\x1a\n")) return openKerasH5(source);
  if (head.startsWith("PK\x03\x04")) return openKerasZip(source);
  if (head[8] === "{") return openSafetensors(source);
  if (/^\s*\{/.test(head)) return openTfjsLayers(source);
  throw new RangeError(
    "loadWeights: a .h5, .keras or .safetensors file or a model.json of TensorFlow.js is expected, but " +
      `${source.title} begins with ${JSON.stringify(head)}`
  );
}
