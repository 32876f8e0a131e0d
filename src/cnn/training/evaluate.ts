import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {host} from "../host.ts";
import type {NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {checkTable} from "./check.ts";
import {
  conform,
  pick,
  range,
  toTable,
  type Column,
  type Table,
  type TrainingData
} from "./examples.ts";
import {forward, type ForwardOptions} from "./forward.ts";
import {losses} from "./losses.ts";
import {objective, scores, type Objective, type ObjectiveOptions} from "./objective.ts";
import {targetTensor} from "./tensors.ts";

export interface EvaluateOptions extends ObjectiveOptions {
  /** Examples computed at once; defaults to 128. */
  batchSize?: number;
}

/**
 * How well a model does on examples that it is given as in use: without dropout, nothing learned.
 *
 * @returns `loss` and each metric by name; for a model of several outputs also those of every output
 * @throws RangeError if the examples do not go together, or not with the model
 * @throws TypeError if they are no arrays
 *
 * @example
 * ```ts
 * const {loss, accuracy} = await evaluate(model, mnist.test); // accuracy: share of digits that are right
 * ```
 */
export async function evaluate(
  model: LayersModel,
  data: TrainingData,
  {batchSize = 128, ...options}: EvaluateOptions = {}
): Promise<Record<string, number>> {
  const {table, goal} = prepare("evaluate", model, data, options);
  return judge(model, table, goal, {batchSize, signal: host()?.signal});
}

/** Puts examples in columns, settles loss and metrics, and checks that all go with the model. */
export function prepare(
  caller: string,
  model: LayersModel,
  data: TrainingData,
  options: ObjectiveOptions
): {table: Table; goal: Objective} {
  const given = toTable(caller, data);
  const goal = objective(caller, model, given, options);
  checkTable(caller, model, given, goal.losses);
  return {table: {...given, y: conform(given.y, goal.losses)}, goal};
}

/** Loss and metrics of a model on examples that are known to fit it. */
export async function judge(
  model: LayersModel,
  table: Table,
  goal: Objective,
  options: ForwardOptions
): Promise<Record<string, number>> {
  const predictions = await forward(model, table.x, options);
  const y = table.y.map(all);
  const each = predictions.map((prediction, k) =>
    tf.tidy(() => {
      const loss = goal.losses[k];
      const of = typeof loss === "function" ? loss : losses[loss];
      return of(targetTensor(y[k], loss), tf.tensor(prediction.data, [...prediction.shape]));
    })
  );
  const penalty = tf.tidy(() => tf.addN([tf.scalar(0), ...model.calculateLosses()]));
  try {
    const values = await Promise.all(each.map(read));
    const total = values.reduce((sum, value, k) => sum + value * goal.lossWeights[k], 0);
    return scores(goal, total + (await read(penalty)), values, y, predictions);
  } finally {
    tf.dispose([...each, penalty]);
  }
}

const all = (column: Column): NDArray => pick(column, range(0, column.length));

const read = async (scalar: Tensor): Promise<number> => (await scalar.data())[0];
