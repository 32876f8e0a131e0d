import type {Optimizer} from "./optimizer.ts";
import {eachGradient} from "./optimizer.ts";

export interface AdamOptions {
  /** About the length of a step, in each parameter; defaults to 0.001. */
  learningRate?: number;
  /** How much of the mean gradient stays from step to step, from 0 to below 1; defaults to 0.9. */
  beta1?: number;
  /** How much of the mean squared gradient stays, from 0 to below 1; defaults to 0.999. */
  beta2?: number;
  /** Added to the divisor; defaults to 1e-7, as in TensorFlow.js. */
  epsilon?: number;
}

/**
 * Adam: steps by the mean of the recent gradients, measured in units of their usual size. Both means
 * start at 0, and dividing by 1 − betaᵗ makes up for it.
 *
 *     m ← beta1 · m + (1 − beta1) · gradient
 *     v ← beta2 · v + (1 − beta2) · gradient²
 *     w ← w − learningRate · (m / (1 − beta1ᵗ)) / (√(v / (1 − beta2ᵗ)) + epsilon)   in step t = 1, 2, …
 *
 * @returns an optimizer, which remembers m and v for each parameter, and t
 * @throws RangeError if the learning rate or epsilon is not above 0, or a beta not from 0 to below 1
 * @see Kingma & Ba (2015), Adam: a method for stochastic optimization, algorithm 1
 *
 * @example
 * ```ts
 * const w = ndarray([2], [1, 1], {dtype: "float64"});
 * const gradient = ndarray([2], [1000, -0.001], {dtype: "float64"});
 * adam({learningRate: 0.5}).applyGradients({w}, {w: gradient});
 * w.data; // 0.500…, 1.499…: the same step, however steep
 * ```
 */
export function adam({
  learningRate = 0.001,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-7
}: AdamOptions = {}): Optimizer {
  for (const [name, value] of Object.entries({learningRate, epsilon})) {
    if (!(value > 0)) throw new RangeError(`adam: ${name} is above 0, but got ${value}`);
  }
  for (const [name, value] of Object.entries({beta1, beta2})) {
    if (!(value >= 0 && value < 1)) {
      throw new RangeError(`adam: ${name} is from 0 to below 1, but got ${value}`);
    }
  }
  const moments = new Map<string, {m: Float64Array; v: Float64Array}>();
  let t = 0;
  return {
    applyGradients(parameters, gradients) {
      ++t;
      eachGradient("adam", parameters, gradients, (name, parameter, gradient) => {
        const {m, v} = moments.get(name) ?? {
          m: new Float64Array(parameter.length),
          v: new Float64Array(parameter.length)
        };
        moments.set(name, {m, v});
        for (let i = 0; i < parameter.length; ++i) {
          m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
          v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2;
          const mean = m[i] / (1 - beta1 ** t);
          const size = Math.sqrt(v[i] / (1 - beta2 ** t));
          parameter[i] -= (learningRate * mean) / (size + epsilon);
        }
      });
    }
  };
}
