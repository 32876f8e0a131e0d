import {channelAxis} from "../operations/activations.ts";
import {batchNormInference, batchNormTraining} from "../operations/batchNorm.ts";
import {localResponseNorm, type LocalResponseNormOptions} from "../operations/localResponseNorm.ts";
import {Unsupported} from "../unsupported.ts";
import {innerAxis} from "./activation.ts";
import {configOf, weightsOf, type Lowerings} from "./lowering.ts";

/** Layers that bring values to a common scale. */
export const normalizations: Lowerings = {
  BatchNormalization(b, layer, [x]) {
    const {axis, epsilon, momentum} = configOf<{
      axis: number;
      epsilon: number;
      momentum: number;
    }>(layer);
    if (innerAxis(x, axis) !== channelAxis(x) || ![1, 3].includes(x.shape.length)) {
      throw new Unsupported(`statistics along axis ${axis} of [n,${x.shape}]`);
    }
    const {gamma, beta, movingMean, movingVariance} = weightsOf<
      "gamma" | "beta" | "movingMean" | "movingVariance"
    >(layer);
    const learned = {gamma: gamma && b.weight(gamma), beta: beta && b.weight(beta)};
    if (!b.training) {
      const statistics = {mean: b.weight(movingMean!), variance: b.weight(movingVariance!)};
      return batchNormInference(b, x, learned, statistics, epsilon);
    }
    const {y, mean, variance} = batchNormTraining(b, x, learned, epsilon);
    for (const [variable, ofBatch] of [
      [movingMean!, mean],
      [movingVariance!, variance]
    ] as const) {
      // A layer that is called twice in a step moves its averages twice.
      const before = b.updates.get(variable) ?? b.weight(variable).name;
      const step = b.node("Mul", [b.node("Sub", [before, ofBatch]), b.number(1 - momentum)]);
      b.updates.set(variable, b.node("Sub", [before, step]));
    }
    return y;
  },

  LocalResponseNormalization(b, layer, [x]) {
    if (x.shape.length !== 3) throw new Unsupported(`an input of shape [n,${x.shape}]`);
    return localResponseNorm(b, x, configOf<LocalResponseNormOptions>(layer));
  }
};
