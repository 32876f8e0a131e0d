import type {Scalar, Tensor} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {toNDArray} from "../training/tensors.ts";
import {checkClass, classOf, headOf, scoreOf, withoutHead} from "./classScore.ts";
import type {Graph} from "./graph.ts";
import {batchOf} from "./picture.ts";
import {type Replace, runGraph} from "./runGraph.ts";

/** Passes a value on, and shows the gradient that comes back to it. */
export function tap(x: Tensor, see: (gradient: Tensor) => void): Tensor {
  const passOn = tf.customGrad((value) => ({
    value: (value as Tensor).clone(),
    gradFunc: (gradient: Tensor) => {
      see(tf.keep(gradient.clone()));
      return gradient;
    }
  }));
  return passOn(x);
}

export interface ClassGradient {
  /** The class that was asked for, or the surest one. */
  classIndex: number;
  /** Its score, before the softmax. */
  score: number;
  /** Gradient of the score with respect to the picture, `[height, width, channels]`. */
  gradient: NDArray;
  /** Values that were asked for, by their numbers. */
  values: Map<number, NDArray>;
  /** Gradients with respect to them. */
  gradients: Map<number, NDArray>;
}

/**
 * The gradient of a class's score, at the picture and at values on the way.
 *
 * @param slots - numbers of the values that are wanted too
 * @param replace - puts other activations in place, as guided backpropagation does
 */
export async function classGradient(
  caller: string,
  graph: Graph,
  image: NDArray,
  {
    classIndex,
    slots = [],
    replace
  }: {classIndex?: number; slots?: readonly number[]; replace?: Replace} = {}
): Promise<ClassGradient> {
  const head = headOf(caller, graph);
  checkClass(caller, graph, classIndex);
  const kept = new Map<number, {value?: Tensor; gradient?: Tensor}>(slots.map((s) => [s, {}]));
  const used: Tensor[] = [batchOf(image)];
  try {
    const [x] = used;
    const chosen = classIndex ?? (await surestClass(caller, graph, x));
    const step = tf.valueAndGrad((input: Tensor): Scalar => {
      const values = runGraph(graph, [input], {
        replace: withoutHead(head, replace),
        change(slot, value) {
          const one = kept.get(slot);
          if (!one) return value;
          one.value = tf.keep(value.clone());
          return tap(value, (gradient) => (one.gradient = gradient));
        }
      });
      return scoreOf(values[graph.outputs[0]], chosen);
    });
    const {value, grad} = step(x);
    used.push(value, grad);
    const [score] = await value.data();
    const {data} = await toNDArray(grad);
    const values = new Map<number, NDArray>();
    const gradients = new Map<number, NDArray>();
    for (const [slot, one] of kept) {
      values.set(slot, await toNDArray(one.value!));
      gradients.set(slot, await toNDArray(one.gradient!));
    }
    return {classIndex: chosen, score, gradient: {shape: image.shape, data}, values, gradients};
  } finally {
    tf.dispose(used);
    for (const {value, gradient} of kept.values()) {
      value?.dispose();
      gradient?.dispose();
    }
  }
}

/** The class with the greatest score. */
export async function surestClass(caller: string, graph: Graph, x: Tensor): Promise<number> {
  const head = headOf(caller, graph);
  const output = tf.tidy(
    () => runGraph(graph, [x], {replace: withoutHead(head)})[graph.outputs[0]]
  );
  try {
    return classOf(caller, await output.data(), undefined);
  } finally {
    output.dispose();
  }
}
