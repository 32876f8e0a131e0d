import {openSafetensors} from "./safetensors.ts";
import type {OpenSource} from "./source.ts";
import type {WeightsFile} from "./weightsFile.ts";

/**
 * Opens a file of weights by what it begins with; its name is not looked at.
 *
 * @throws RangeError if it is of no known format, or broken
 */
export async function openWeights(source: OpenSource): Promise<WeightsFile> {
  const head = source.read(0, 16);
  const text = Buffer.from(head).toString("latin1");
  if (text[8] === "{") return openSafetensors(source);
  await Promise.resolve();
  throw new RangeError(
    `loadWeights: a .safetensors file is expected, but ${source.title} begins with ${JSON.stringify(text)}`
  );
}
