import type {LayersModel} from "@tensorflow/tfjs";
import {host} from "../host.ts";
import type {NDArray} from "../ndarray.ts";
import {checkInputs} from "./check.ts";
import {inputColumns, type Inputs} from "./examples.ts";
import {forward} from "./forward.ts";
import {namesOfOutputs} from "./objective.ts";

export interface PredictOptions {
  /** Examples computed at once; defaults to 128. */
  batchSize?: number;
}

/**
 * What a model says to some examples.
 *
 * @param x - examples, `[n, ...]` as the model's input; pictures of a dataset as they are; a list for
 *   a model of several inputs
 * @returns for a model of one output, its values for every example, `[n, ...]`
 * @throws RangeError if the model cannot be given `x`
 * @throws TypeError if `x` is no array
 *
 * @example
 * ```ts
 * const probabilities = await predict(model, test.images); // [10000, 10]
 * ```
 */
export async function predict(
  model: LayersModel,
  x: Inputs,
  options: PredictOptions = {}
): Promise<NDArray> {
  const names = namesOfOutputs("predict", model);
  if (names.length !== 1) {
    throw new RangeError(
      `predict: a model of one output is expected, but this one has ${names.length} (${names.join(", ")})`
    );
  }
  return (await predictAll(model, x, options))[0];
}

/**
 * What a model of several outputs says to some examples.
 *
 * @returns one array for each output, `[n, ...]`
 * @throws RangeError if the model cannot be given `x`
 * @throws TypeError if `x` is no array
 */
export async function predictAll(
  model: LayersModel,
  x: Inputs,
  {batchSize = 128}: PredictOptions = {}
): Promise<NDArray[]> {
  namesOfOutputs("predictAll", model);
  const columns = inputColumns("predict", x);
  checkInputs("predict", model, columns);
  return forward(model, columns, {batchSize, signal: host()?.signal});
}
