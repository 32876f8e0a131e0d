import type {LayersModel} from "@tensorflow/tfjs";

/** The weights that a model's graph was made with, and those of the last call: by what they hold. */
const seen = new WeakMap<LayersModel, {made: readonly object[]; last: readonly object[]}>();

/**
 * Whether a model's graph is worth its making: there is none yet, or it has the weights, or they have
 * held for two calls. A loop that trains and predicts in turn would make a graph each time.
 */
export function isSteady(model: LayersModel): boolean {
  const weights = model.weights.map((weight) => weight.read().dataId);
  const same = (others: readonly object[]): boolean => weights.every((one, k) => one === others[k]);
  const {made, last} = seen.get(model) ?? {made: weights, last: weights};
  const steady = same(made) || same(last);
  seen.set(model, {made: steady ? weights : made, last: weights});
  return steady;
}
