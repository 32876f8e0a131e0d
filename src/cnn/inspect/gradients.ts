import type {Scalar, Tensor} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {toNDArray} from "../training/tensors.ts";
import {checkClass, classOf, headOf, lossOf, scoreOf, withoutHead} from "./classScore.ts";
import type {Graph, Step} from "./graph.ts";
import {batchOf} from "./picture.ts";
import {type Replace, runGraph} from "./runGraph.ts";

/** What a gradient is of: the score of a class before the softmax, or the loss when a class is the right one. */
export type Objective = {readonly score: number} | {readonly loss: number};

export interface BackwardOptions {
  /** Numbers of the values whose gradients are wanted. */
  slots?: readonly number[];
  /** Steps for which the gradient before their activation is wanted. */
  steps?: readonly Step[];
  /** Puts other activations in place, as guided backpropagation does. */
  replace?: Replace;
  /** Goes back no further than this step: far less work where it is one of the last. */
  to?: Step;
}

export interface Backward {
  /** The score, or the loss. */
  value: number;
  /** Gradient with respect to the picture, `[height, width, channels]`; of what `to` is given, with that. */
  picture: NDArray;
  /** Values and gradients with respect to them, by their numbers, without the axis of the batch. */
  values: Map<number, NDArray>;
  gradients: Map<number, NDArray>;
  /** Gradients before the activations of steps. */
  deltas: Map<Step, NDArray>;
}

/** One pass forward and one back, with what is seen on the way. */
export async function backward(
  caller: string,
  graph: Graph,
  image: NDArray,
  objective: Objective,
  {slots = [], steps = [], replace, to}: BackwardOptions = {}
): Promise<Backward> {
  const head = headOf(caller, graph);
  const [isScore, classIndex] =
    "score" in objective ? [true, objective.score] : [false, objective.loss];
  checkClass(caller, graph, classIndex);
  const seen = new Map<unknown, {value: Tensor; gradient?: Tensor}>();
  const watch = (key: unknown, value: Tensor): Tensor => {
    const one: {value: Tensor; gradient?: Tensor} = {value: tf.keep(value.clone())};
    seen.set(key, one);
    return tap(value, (gradient) => (one.gradient = gradient));
  };
  const used: Tensor[] = [batchOf(image)];
  try {
    if (to) {
      const [x] = used;
      used.push(...tf.tidy(() => runGraph(graph, [x], {replace: withoutHead(head)})));
    }
    const [x, ...values] = used;
    const resume = to && {at: to, values};
    const {value, grad} = tf.valueAndGrad((input: Tensor): Scalar => {
      const outputs = runGraph(graph, [input], {
        resume,
        change: (slot, value) => (slots.includes(slot) ? watch(slot, value) : value),
        replace(step, activation) {
          const other = withoutHead(head, replace)(step, activation);
          if (!steps.includes(step)) return other;
          return (x) => (other ?? activation)(watch(step, x));
        }
      });
      const scores = outputs[graph.outputs[0]];
      return isScore ? scoreOf(scores, classIndex) : lossOf(scores, classIndex);
    })(to ? values[to.inputs[0]] : x);
    used.push(value, grad);
    const [number] = await value.data();
    const read = (key: unknown, what: "value" | "gradient"): Promise<NDArray> =>
      withoutBatch(seen.get(key)![what]!);
    const seenValues = new Map<number, NDArray>();
    const gradients = new Map<number, NDArray>();
    const deltas = new Map<Step, NDArray>();
    for (const slot of slots) {
      seenValues.set(slot, await read(slot, "value"));
      gradients.set(slot, await read(slot, "gradient"));
    }
    for (const step of steps) {
      // A step without an activation has nothing before it.
      deltas.set(
        step,
        seen.has(step) ? await read(step, "gradient") : gradients.get(step.outputs[0])!
      );
    }
    return {
      value: number,
      picture: await withoutBatch(grad),
      values: seenValues,
      gradients,
      deltas
    };
  } finally {
    tf.dispose(used);
    for (const {value, gradient} of seen.values()) {
      value.dispose();
      gradient?.dispose();
    }
  }
}

/** The values of a tensor for a batch of one, without its axis. */
export async function withoutBatch(tensor: Tensor): Promise<NDArray> {
  const {shape, data} = await toNDArray(tensor);
  return {shape: shape.slice(1), data};
}

/** Passes a value on, and shows the gradient that comes back to it. */
function tap(x: Tensor, see: (gradient: Tensor) => void): Tensor {
  const passOn = tf.customGrad((value) => ({
    value: (value as Tensor).clone(),
    gradFunc: (gradient: Tensor) => {
      see(tf.keep(gradient.clone()));
      return gradient;
    }
  }));
  return passOn(x);
}

/** The class that is asked for, or else the one with the greatest score. */
export async function chosenClass(
  caller: string,
  graph: Graph,
  image: NDArray,
  classIndex: number | undefined
): Promise<number> {
  if (classIndex !== undefined) return classIndex;
  const head = headOf(caller, graph);
  const output = tf.tidy(
    () => runGraph(graph, [batchOf(image)], {replace: withoutHead(head)})[graph.outputs[0]]
  );
  try {
    return classOf(await output.data());
  } finally {
    output.dispose();
  }
}
