import type {Tensor, Variable} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import type {OptimizerRule} from "./optimizerConfig.ts";

/** An optimiser at work on a model's weights: its rule, and what it remembers of earlier steps. */
export interface Optimizer {
  /** The rule with its constants. */
  readonly rule: OptimizerRule;
  /** Steps taken so far. */
  iterations: number;
  /**
   * What it remembers, by name, one variable a trainable weight in the model's order: `velocity` of
   * sgd with momentum, `m` and `v` of adam, `square` of rmsprop and adagrad. They start at zero, the
   * last at `initialSquare`.
   */
  readonly slots: Readonly<Record<string, readonly Variable[]>>;
  /** Takes one step: changes the weights that have a gradient, their slots, and `iterations`. */
  apply(gradients: readonly (Tensor | undefined)[], learningRate: number): void;
  /** Frees the slots. */
  dispose(): void;
}

/**
 * Makes an optimiser for a list of weights.
 *
 * With gradient g, learning rate η and step t counted from 1, a weight w becomes
 *
 *     sgd      u = μu − ηg;  w += u,  with nesterov  w += μu − ηg
 *     adam     m = β₁m + (1 − β₁)g;  v = β₂v + (1 − β₂)g²;  w −= η · m̂ / (√v̂ + ε)
 *              with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)
 *     rmsprop  s = ρs + (1 − ρ)g²;  w −= η · g / √(s + ε)
 *     adagrad  s = s + g²;  w −= η · g / √(s + ε)
 *
 * @param weights - the variables to change
 * @see Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1
 */
export function optimizer(rule: OptimizerRule, weights: readonly Variable[]): Optimizer {
  const start = rule.name === "adagrad" ? rule.initialSquare : 0;
  const slots = Object.fromEntries(
    slotNames(rule).map((name) => [
      name,
      weights.map((w) => tf.tidy(() => tf.variable(tf.fill(w.shape, start), false)))
    ])
  );
  return {
    rule,
    iterations: 0,
    slots,
    apply(gradients, learningRate) {
      this.iterations += 1;
      const t = this.iterations;
      tf.tidy(() => {
        gradients.forEach((g, i) => {
          if (!g) return; // the loss does not depend on this weight
          const own = Object.fromEntries(
            Object.entries(slots).map(([name, all]) => [name, all[i]])
          );
          update(rule, weights[i], g, own, learningRate, t);
        });
      });
    },
    dispose() {
      tf.dispose(slots);
    }
  };
}

function slotNames(rule: OptimizerRule): string[] {
  switch (rule.name) {
    case "sgd":
      return rule.momentum === 0 ? [] : ["velocity"];
    case "adam":
      return ["m", "v"];
    case "rmsprop":
    case "adagrad":
      return ["square"];
  }
}

function update(
  rule: OptimizerRule,
  w: Variable,
  g: Tensor,
  slots: Record<string, Variable>,
  learningRate: number,
  t: number
): void {
  switch (rule.name) {
    case "sgd": {
      const {momentum, nesterov} = rule;
      const change = tf.mul(g, -learningRate);
      if (momentum === 0) return w.assign(tf.add(w, change));
      const velocity = tf.add(tf.mul(slots.velocity, momentum), change);
      slots.velocity.assign(velocity);
      return w.assign(tf.add(w, nesterov ? tf.add(tf.mul(velocity, momentum), change) : velocity));
    }
    case "adam": {
      const {beta1, beta2, epsilon} = rule;
      const m = tf.add(tf.mul(slots.m, beta1), tf.mul(g, 1 - beta1));
      const v = tf.add(tf.mul(slots.v, beta2), tf.mul(tf.square(g), 1 - beta2));
      slots.m.assign(m);
      slots.v.assign(v);
      // Both corrections are numbers, so they go into the rate and ε: two passes over the weights less.
      const correction = Math.sqrt(1 - beta2 ** t);
      const rate = (-learningRate * correction) / (1 - beta1 ** t);
      const direction = tf.div(m, tf.add(tf.sqrt(v), epsilon * correction));
      return w.assign(tf.add(w, tf.mul(direction, rate)));
    }
    case "rmsprop":
    case "adagrad": {
      const {epsilon} = rule;
      const square =
        rule.name === "adagrad"
          ? tf.add(slots.square, tf.square(g))
          : tf.add(tf.mul(slots.square, rule.rho), tf.mul(tf.square(g), 1 - rule.rho));
      slots.square.assign(square);
      const root = tf.sqrt(tf.add(square, epsilon));
      return w.assign(tf.add(w, tf.mul(tf.div(g, root), -learningRate)));
    }
  }
}
