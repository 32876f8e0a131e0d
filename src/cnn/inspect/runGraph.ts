import type {Tensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import type {Graph, Layer, Step} from "./graph.ts";

/** An activation function inside a layer. */
interface Activation {
  getClassName(): string;
  apply(x: Tensor, ...rest: unknown[]): Tensor;
}

/** Puts another function where a step's activation stands, given that one. */
export type Replace = (
  step: Step,
  activation: (x: Tensor) => Tensor
) => ((x: Tensor) => Tensor) | undefined;

export interface RunOptions {
  /** The values that are wanted; what they do not need is not computed. Defaults to the outputs. */
  slots?: readonly number[];
  /** Puts other functions where activations stand, for this run only. */
  replace?: Replace;
  /** Sees every value as it is computed, and may give another for it. */
  change?: (slot: number, value: Tensor) => Tensor;
  /** Begins at a step, with the values of an earlier run; `inputs` is then what that step is given first. */
  resume?: {at: Step; values: readonly Tensor[]};
}

/**
 * Runs a model step by step, as when it is used: without dropout, with the learned statistics of batch
 * normalisation.
 *
 * @returns the values by their numbers; those that were not needed are missing
 */
export function runGraph(
  graph: Graph,
  inputs: readonly Tensor[],
  {slots = graph.outputs, replace, change = (_, value) => value, resume}: RunOptions = {}
): Tensor[] {
  const values: Tensor[] = resume ? [...resume.values] : [];
  if (resume) values[resume.at.inputs[0]] = inputs[0];
  else graph.inputs.forEach((slot, k) => (values[slot] = change(slot, inputs[k])));
  const again = resume && stepsAfter(graph, resume.at);
  for (const step of stepsFor(graph, slots)) {
    if (again && !again.has(step)) continue;
    const given = step.inputs.map((slot) => values[slot]);
    const results = withActivation(step, replace, (layer) =>
      [layer.apply(given.length === 1 ? given[0] : given, {training: false}) as Tensor].flat()
    );
    step.outputs.forEach((slot, k) => (values[slot] = change(slot, results[k])));
  }
  return values;
}

/** A step, and all that depend on what it gives. */
function stepsAfter({steps}: Graph, first: Step): Set<Step> {
  const reached = new Set(first.outputs);
  const later = new Set([first]);
  for (const step of steps) {
    if (!step.inputs.some((slot) => reached.has(slot))) continue;
    later.add(step);
    for (const slot of step.outputs) reached.add(slot);
  }
  return later;
}

/** The steps that some values need, in order. */
function stepsFor({steps}: Graph, slots: readonly number[]): Step[] {
  const wanted = new Set(slots);
  return steps
    .toReversed()
    .filter(({inputs, outputs}) => {
      if (!outputs.some((slot) => wanted.has(slot))) return false;
      for (const slot of inputs) wanted.add(slot);
      return true;
    })
    .toReversed();
}

/** Layers that are an activation function and nothing else. */
const pureActivations: Record<string, (layer: Layer, x: Tensor) => Tensor> = {
  ReLU: (layer, x) => {
    const {maxValue} = layer as Layer & {maxValue?: number};
    return maxValue === undefined || maxValue === null
      ? tf.relu(x)
      : tf.clipByValue(tf.relu(x), 0, maxValue);
  },
  Softmax: (_, x) => tf.softmax(x)
};

function withActivation(
  step: Step,
  replace: Replace | undefined,
  run: (layer: Pick<Layer, "apply">) => Tensor[]
): Tensor[] {
  const layer = step.layer as Layer & {activation?: Activation | null};
  const pure = pureActivations[step.kind] as (typeof pureActivations)[string] | undefined;
  if (!replace || !(layer.activation || pure)) return run(layer);
  const {activation} = layer;
  const other = replace(step, activation ? (x) => activation.apply(x) : (x) => pure!(layer, x));
  if (!other) return run(layer);
  if (!activation) return run({apply: (x) => other(x as Tensor)});
  layer.activation = {getClassName: () => "replaced", apply: other};
  try {
    return run(layer);
  } finally {
    layer.activation = activation;
  }
}

/** The name of a step's activation in Keras, `"linear"` where it has none. */
export function activationOf({layer, kind}: Step): string {
  const {activation} = layer as Layer & {activation?: Activation | null};
  if (activation) return activation.getClassName();
  if (kind === "ReLU") return (layer as {maxValue?: number}).maxValue === 6 ? "relu6" : "relu";
  return kind === "Softmax" ? "softmax" : "linear";
}
