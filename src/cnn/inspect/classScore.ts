// What a class's score is: the number before the softmax (or sigmoid) that ends a classifier. The
// probability behind it also falls when other classes rise, and no longer moves when it is near 1.
import type {Scalar, Tensor, Tensor1D} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {activationOf, type Replace} from "./runGraph.ts";
import {type Graph, makerOf, type Step} from "./graph.ts";

/** How a classifier ends. */
export interface Head {
  /** The step whose activation makes probabilities of scores; undefined where the outputs are scores. */
  readonly step: Step | undefined;
  readonly kind: "softmax" | "sigmoid" | "linear";
}

/** Layers that only move the numbers that they are given. */
const moves = new Set(["Reshape", "Flatten", "Dropout"]);

/**
 * Finds how a classifier ends.
 *
 * @throws RangeError if it has several outputs
 */
export function headOf(caller: string, graph: Graph): Head {
  if (graph.outputs.length !== 1) {
    throw new RangeError(
      `${caller}: a model of one output is expected, but ${graph.model.name} has ${graph.outputs.length}`
    );
  }
  let step = makerOf(graph, graph.outputs[0]);
  while (step && moves.has(step.kind)) step = makerOf(graph, step.inputs[0]);
  const activation = step ? activationOf(step) : "linear";
  if (activation === "softmax" || activation === "sigmoid") return {step, kind: activation};
  return {step: undefined, kind: "linear"};
}

/** Takes the activation at the end away, so that the outputs are scores. */
export const withoutHead =
  (head: Head, replace?: Replace): Replace =>
  (step, activation) =>
    step === head.step ? (x) => x : replace?.(step, activation);

/**
 * The score of one class, from the outputs without the activation at the end. Where there is one unit, it
 * speaks for class 1, and against class 0.
 */
export function scoreOf(outputs: Tensor, classIndex: number): Scalar {
  const scores = outputs.flatten();
  if (scores.size === 1) return scores.sum().mul<Scalar>(classIndex === 1 ? 1 : -1);
  return scores.slice(classIndex, 1).sum();
}

/** The loss when a class is the right one: cross-entropy of the probabilities that the scores give. */
export function lossOf(outputs: Tensor, label: number): Scalar {
  const scores = outputs.flatten();
  if (scores.size === 1) {
    return tf.losses.sigmoidCrossEntropy<Tensor1D, Scalar>(tf.tensor1d([label]), scores);
  }
  return tf.logSumExp(scores).sub<Scalar>(scoreOf(scores, label));
}

/** The class with the greatest score; of one unit, the one that it speaks for. */
export function classOf(scores: ArrayLike<number>): number {
  if (scores.length === 1) return scores[0] > 0 ? 1 : 0;
  return Array.from(scores).indexOf(Math.max(...Array.from(scores)));
}

/**
 * @param classIndex - what the reader asks for; undefined for the surest class
 * @throws RangeError if the model knows no such class
 */
export function checkClass(
  caller: string,
  {model}: Pick<Graph, "model">,
  classIndex: number | undefined
): void {
  if (classIndex === undefined) return;
  const [{shape}] = model.outputs;
  const units = shape.slice(1).reduce<number>((product, n) => product * (n ?? 1), 1);
  // One unit speaks for a class, and against the other.
  const count = units === 1 ? 2 : units;
  if (Number.isInteger(classIndex) && classIndex >= 0 && classIndex < count) return;
  throw new RangeError(`${caller}: classIndex is one of 0 to ${count - 1}, but got ${classIndex}`);
}
