import type {LayersModel} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {toNDArray, toTensor} from "./tensors.ts";

/** A copy of every weight of a model, also of those that are not trained, by place and name. */
export async function readWeights(model: LayersModel): Promise<Record<string, NDArray>> {
  const arrays = model.weights.map(async (weight, i) => [
    nameOf(i, weight.originalName),
    await toNDArray(weight.read())
  ]);
  return Object.fromEntries(await Promise.all(arrays)) as Record<string, NDArray>;
}

/**
 * Gives a model the weights of a copy.
 *
 * @throws RangeError if the copy is of another model
 */
export function writeWeights(model: LayersModel, arrays: Readonly<Record<string, NDArray>>): void {
  const own = model.weights.map((weight, i) => {
    const name = nameOf(i, weight.originalName);
    const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
    if (String(array?.shape) === String(weight.shape)) return array as NDArray;
    throw new RangeError(
      `fit: the checkpoint holds weight ${name} of shape [${weight.shape.map(String).join(",")}], ` +
        `but it has ${array ? `[${array.shape.join(",")}]` : "none of that name"}`
    );
  });
  tf.tidy(() => model.weights.forEach((weight, i) => weight.write(toTensor(own[i]))));
}

// A layer's own name counts all layers that the process ever made, so only what follows it is kept.
const nameOf = (i: number, name: string): string => `${i}/${name.split("/").pop() ?? name}`;
