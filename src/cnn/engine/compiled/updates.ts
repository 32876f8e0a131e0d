import type {Builder, Weight} from "./builder.ts";
import {Unsupported} from "./unsupported.ts";

/** The rule of an optimiser, with every constant filled in. */
export interface Rule {
  readonly name: string;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly rho?: number;
  readonly epsilon?: number;
}

/** What a graph is told at each step: numbers that follow from the learning rate and the step. */
export interface StepNumbers {
  /** What a direction is multiplied by; negative, since steps go down. */
  readonly rate: number;
  /** Added to what is divided by. */
  readonly epsilon: number;
}

/**
 * The numbers of step `t`, counted from 1. Both of Adam's corrections are in them.
 *
 * @see Kingma and Ba (2015), Adam: a method for stochastic optimization, section 2
 */
export function stepNumbers(rule: Rule, learningRate: number, t: number): StepNumbers {
  const {name, beta1 = 0, beta2 = 0, epsilon = 0} = rule;
  if (name !== "adam") return {rate: -learningRate, epsilon};
  const correction = Math.sqrt(1 - beta2 ** t);
  return {
    rate: (-learningRate * correction) / (1 - beta1 ** t),
    epsilon: epsilon * correction
  };
}

/** What a rule makes of a weight: its new value, and those of its slots. */
export interface Update {
  readonly weight: string;
  readonly slots: Readonly<Record<string, string>>;
}

/**
 * Adds one step of a rule to a graph. The order of the operations is that of the library's optimisers,
 * so that both round alike.
 *
 * @param g - the gradient
 * @param slots - what the rule remembers of earlier steps, by name
 * @param numbers - names of the graph's inputs that hold `StepNumbers`
 * @throws Unsupported if the rule is not known
 */
export function update(
  b: Builder,
  {name, momentum = 0, nesterov = false, beta1 = 0, beta2 = 0, rho = 0}: Rule,
  w: Weight,
  g: string,
  slots: Readonly<Record<string, string>>,
  numbers: {rate: string; epsilon: string}
): Update {
  const {rate, epsilon} = numbers;
  const mix = (old: string, share: number, one: string): string =>
    b.node("Add", [
      b.node("Mul", [old, b.number(share)]),
      b.node("Mul", [one, b.number(1 - share)])
    ]);
  const step = (direction: string): string => b.node("Add", [w.name, direction]);
  switch (name) {
    case "sgd": {
      const change = b.node("Mul", [g, rate]);
      if (momentum === 0) return {weight: step(change), slots: {}};
      const decayed = (one: string): string => b.node("Mul", [one, b.number(momentum)]);
      const velocity = b.node("Add", [decayed(slots.velocity), change]);
      const ahead = nesterov ? b.node("Add", [decayed(velocity), change]) : velocity;
      return {weight: step(ahead), slots: {velocity}};
    }
    case "adam": {
      const m = mix(slots.m, beta1, g);
      const v = mix(slots.v, beta2, b.node("Mul", [g, g]));
      const direction = b.node("Div", [m, b.node("Add", [b.node("Sqrt", [v]), epsilon])]);
      return {weight: step(b.node("Mul", [direction, rate])), slots: {m, v}};
    }
    case "rmsprop":
    case "adagrad": {
      const squared = b.node("Mul", [g, g]);
      const square =
        name === "adagrad"
          ? b.node("Add", [slots.square, squared])
          : mix(slots.square, rho, squared);
      const root = b.node("Sqrt", [b.node("Add", [square, epsilon])]);
      const direction = b.node("Div", [g, root]);
      return {weight: step(b.node("Mul", [direction, rate])), slots: {square}};
    }
    default:
      throw new Unsupported(`the optimiser ${name}`);
  }
}
