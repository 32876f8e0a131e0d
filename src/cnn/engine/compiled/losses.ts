import type {Builder, Value} from "./builder.ts";
import {channelAxis, positive} from "./operations/activations.ts";
import {innerName, outerShape} from "./operations/layout.ts";
import {product} from "./shapes.ts";

/** A loss in a graph. */
export interface LossValue {
  /** A number: the mean over the batch. */
  readonly name: string;
  /** Adds the gradient of `weight` times this loss to the gradients of the graph. */
  readonly backward: (weight: number) => void;
}

/** Makes a loss of a model's output and of the right answers, which become an input of the graph. */
type Loss = (b: Builder, p: Value, labels: string) => LossValue;

/** Probabilities are kept this far from 0 and 1, as Keras does. */
const margin = 1e-7;

/** The losses that have a name; see `losses` of the library's training for the formulas. */
export const losses: Readonly<Record<string, Loss>> = {
  sparseCategoricalCrossentropy(b, p, labels) {
    const axis = channelAxis(p);
    const classes = p.shape[axis - 1];
    const y = b.graph.input(labels, [b.batch, ...p.shape.toSpliced(axis - 1, 1)], "int32");
    const range = b.graph.constant(
      p.shape.map((_, k) => (k === axis - 1 ? classes : 1)),
      Array.from({length: classes}, (_, k) => k),
      "int32"
    );
    const column = b.node("Unsqueeze", [y, b.graph.integers([axis])]);
    const oneHot = b.node("Cast", [b.node("Equal", [column, range])], {to: 1});
    return crossEntropy(b, p, oneHot);
  },

  categoricalCrossentropy: (b, p, labels) => crossEntropy(b, p, labelsLike(b, p, labels)),

  binaryCrossentropy(b, p, labels) {
    const y = labelsLike(b, p, labels);
    const {clipped, inRange} = clip(b, p.name);
    const one = b.number(1);
    const notY = b.node("Sub", [one, y]);
    const notP = b.node("Sub", [one, clipped]);
    const logs = b.node("Add", [
      b.node("Mul", [y, b.node("Log", [clipped])]),
      b.node("Mul", [notY, b.node("Log", [notP])])
    ]);
    return loss(b, p, logs, -1 / numbersIn(b, p), () =>
      b.node("Mul", [
        b.node("Sub", [b.node("Div", [y, clipped]), b.node("Div", [notY, notP])]),
        inRange
      ])
    );
  },

  meanSquaredError(b, p, labels) {
    const error = b.node("Sub", [p.name, labelsLike(b, p, labels)]);
    const squares = b.node("Mul", [error, error]);
    return loss(b, p, squares, 1 / numbersIn(b, p), () => b.node("Add", [error, error]));
  },

  meanAbsoluteError(b, p, labels) {
    const error = b.node("Sub", [p.name, labelsLike(b, p, labels)]);
    return loss(b, p, b.node("Abs", [error]), 1 / numbersIn(b, p), () =>
      b.node("Sub", [b.node("Mul", [positive(b, error), b.number(2)]), b.number(1)])
    );
  }
};

/** `−1/n Σ y log p`, summed over the classes. */
function crossEntropy(b: Builder, p: Value, y: string): LossValue {
  const {clipped, inRange} = clip(b, p.name);
  const terms = b.node("Mul", [y, b.node("Log", [clipped])]);
  const examples = numbersIn(b, p) / p.shape[channelAxis(p) - 1];
  return loss(b, p, terms, -1 / examples, () =>
    b.node("Mul", [b.node("Div", [y, clipped]), inRange])
  );
}

/** `share · Σ terms`, where `slope` gives the derivative of each term by the output. */
function loss(b: Builder, p: Value, terms: string, share: number, slope: () => string): LossValue {
  const sum = b.node("ReduceSum", [terms], {keepdims: 0});
  return {
    name: b.node("Mul", [sum, b.number(share)]),
    backward: (weight) => b.accumulate(p, () => b.node("Mul", [slope(), b.number(share * weight)]))
  };
}

/** Keeps probabilities off 0 and 1; where that changed them, no gradient goes through. */
function clip(b: Builder, p: string): {clipped: string; inRange: string} {
  const low = b.number(margin);
  const high = b.number(1 - margin);
  const inside = b.node("And", [
    b.node("GreaterOrEqual", [p, low]),
    b.node("LessOrEqual", [p, high])
  ]);
  return {clipped: b.node("Clip", [p, low, high]), inRange: b.node("Cast", [inside], {to: 1})};
}

function labelsLike(b: Builder, p: Value, labels: string): string {
  const outer = outerShape(p);
  return innerName(b, b.graph.input(labels, [b.batch, ...outer]), outer);
}

function numbersIn(b: Builder, {shape}: Value): number {
  return (b.batch as number) * product(shape);
}
