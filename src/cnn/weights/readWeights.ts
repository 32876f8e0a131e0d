import type {NDArray} from "../ndarray.ts";
import {openWeights} from "./openWeights.ts";
import {openSource, type WeightsSource} from "./source.ts";

/**
 * Reads the arrays of a weights file, without a model: `.h5`, `.keras`, `.safetensors`, a `model.json`,
 * or the checkpoint of a training.
 *
 * @param wanted - says by name and shape which ones are read; all of them unless given
 * @returns the arrays by their names in the file, in its order
 * @throws RangeError if there is no such file, or it is of no known format, or broken
 *
 * @example
 * ```ts
 * const arrays = await readWeights("checkpoints/fit.safetensors", (name) => name.endsWith("kernel"));
 * Object.keys(arrays); // ["weights/conv2d/kernel", "weights/dense/kernel"]
 * ```
 */
export async function readWeights(
  source: WeightsSource,
  wanted: (name: string, shape: readonly number[]) => boolean = () => true
): Promise<Record<string, NDArray>> {
  const opened = await openSource("readWeights", source);
  try {
    const file = await openWeights(opened);
    try {
      const some = file.weights.filter(({path, shape}) => wanted(path, shape));
      return Object.fromEntries(some.map(({path, shape, read}) => [path, {shape, data: read()}]));
    } finally {
      file.close();
    }
  } finally {
    opened.close();
  }
}
