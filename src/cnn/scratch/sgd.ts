import type {Optimizer} from "./optimizer.ts";
import {eachGradient} from "./optimizer.ts";

export interface SgdOptions {
  /** Length of a step along the gradient; defaults to 0.01. */
  learningRate?: number;
  /** Share of the last step's velocity that stays, from 0 to below 1; defaults to 0. */
  momentum?: number;
  /** Whether to look ahead: the gradient is taken to hold where the velocity leads; defaults to `false`. */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent, with momentum if wished: steps downhill, and keeps rolling.
 *
 *     v ← momentum · v + gradient
 *     w ← w − learningRate · v                               or, with nesterov,
 *     w ← w − learningRate · (gradient + momentum · v)
 *
 * @returns an optimizer, which remembers v for each parameter
 * @throws RangeError if the learning rate is not above 0, or the momentum not from 0 to below 1
 * @see Sutskever et al. (2013), On the importance of initialization and momentum in deep learning
 *
 * @example
 * ```ts
 * const w = ndarray([1], [1]);
 * sgd({learningRate: 0.25}).applyGradients({w}, {w: ndarray([1], [2])});
 * w.data; // 0.5
 * ```
 */
export function sgd({
  learningRate = 0.01,
  momentum = 0,
  nesterov = false
}: SgdOptions = {}): Optimizer {
  if (!(learningRate > 0)) {
    throw new RangeError(`sgd: learningRate is above 0, but got ${learningRate}`);
  }
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(`sgd: momentum is from 0 to below 1, but got ${momentum}`);
  }
  const velocities = new Map<string, Float64Array>();
  return {
    applyGradients(parameters, gradients) {
      eachGradient("sgd", parameters, gradients, (name, parameter, gradient) => {
        const velocity = velocities.get(name) ?? new Float64Array(parameter.length);
        velocities.set(name, velocity);
        for (let i = 0; i < parameter.length; ++i) {
          velocity[i] = momentum * velocity[i] + gradient[i];
          const step = nesterov ? gradient[i] + momentum * velocity[i] : velocity[i];
          parameter[i] -= learningRate * step;
        }
      });
    }
  };
}
