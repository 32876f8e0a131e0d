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

/** One weight, and how the values around it are called in the graph. */
export interface Updated {
  readonly weight: Weight;
  readonly gradient: string;
  /** What the rule remembers of earlier steps, by name: the values before and after this step. */
  readonly slots: Readonly<Record<string, {before: string; after: string}>>;
  /** The weight after this step. */
  readonly after: string;
}

/**
 * Adds one step of a rule to a graph. The order of the operations is that of the library's optimisers,
 * so that both round alike.
 *
 * @param numbers - names of the graph's inputs that hold `StepNumbers`
 * @throws Unsupported if the rule is not known
 */
export function update(
  b: Builder,
  {name, momentum = 0, nesterov = false, beta1 = 0, beta2 = 0, rho = 0}: Rule,
  {weight, gradient: g, slots, after}: Updated,
  {rate, epsilon}: {rate: string; epsilon: string}
): void {
  const times = (one: string, factor: number): string => b.node("Mul", [one, b.number(factor)]);
  const sum = (x: string, y: string, to: string): string =>
    b.node("Add", [x, y], {}, {outputs: [to]});
  const mix = ({before, after: to}: {before: string; after: string}, share: number, one: string) =>
    sum(times(before, share), times(one, 1 - share), to);
  switch (name) {
    case "sgd": {
      const change = b.node("Mul", [g, rate]);
      if (momentum === 0) {
        sum(weight.name, change, after);
        return;
      }
      const velocity = sum(times(slots.velocity.before, momentum), change, slots.velocity.after);
      const ahead = nesterov ? b.node("Add", [times(velocity, momentum), change]) : velocity;
      sum(weight.name, ahead, after);
      return;
    }
    // As TensorFlow.js keeps it: the sum of gradients, which only then meets the learning rate.
    case "momentum": {
      const {accumulation} = slots;
      const total = sum(times(accumulation.before, momentum), g, accumulation.after);
      const direction = nesterov ? b.node("Add", [g, times(total, momentum)]) : total;
      sum(weight.name, b.node("Mul", [direction, rate]), after);
      return;
    }
    case "adam": {
      const m = mix(slots.m, beta1, g);
      const v = mix(slots.v, beta2, b.node("Mul", [g, g]));
      const direction = b.node("Div", [m, b.node("Add", [b.node("Sqrt", [v]), epsilon])]);
      sum(weight.name, b.node("Mul", [direction, rate]), after);
      return;
    }
    case "rmsprop":
    case "adagrad": {
      const squared = b.node("Mul", [g, g]);
      const square =
        name === "adagrad"
          ? sum(slots.square.before, squared, slots.square.after)
          : mix(slots.square, rho, squared);
      const root = b.node("Sqrt", [b.node("Add", [square, epsilon])]);
      const change = b.node("Mul", [b.node("Div", [g, root]), rate]);
      if (!slots.moment) {
        sum(weight.name, change, after);
        return;
      }
      // As TensorFlow.js keeps it: what is taken off the weight, so of the other sign.
      const kept = times(slots.moment.before, momentum);
      const moment = b.node("Sub", [kept, change], {}, {outputs: [slots.moment.after]});
      b.node("Sub", [weight.name, moment], {}, {outputs: [after]});
      return;
    }
    default:
      throw new Unsupported(`the optimiser ${name}`);
  }
}
