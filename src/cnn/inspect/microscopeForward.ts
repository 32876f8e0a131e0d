// How a number of a layer comes about.
import type {Tensor} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {withoutBatch} from "./gradients.ts";
import {type Graph, makerOf, type Step} from "./graph.ts";
import {mechanisms} from "./mechanisms/index.ts";
import {extentOf, placeOf, type Unit, type Workings} from "./mechanisms/mechanism.ts";
import {batchOf} from "./picture.ts";
import {activationOf, runGraph} from "./runGraph.ts";

/** How one number of a layer comes about. */
export interface ForwardView {
  /** Rows and columns of what the layer is given that the window lies on; beyond the border is padding. */
  rows: number[];
  columns: number[];
  /** For each of them, whether it lies in the padding. */
  isPadding: boolean[][];
  /** What the window shows, `[rows, columns, depth]`; 0 in the padding. */
  window: NDArray;
  /** What each value is multiplied by, of the same shape, in float64. */
  kernel: NDArray;
  /** The products, of the same shape, in float64. */
  products: NDArray;
  /** Sum of the products. */
  sum: number;
  /** What is added to it. */
  bias: number;
  /** Sum and bias: what the activation is given. */
  result: number;
  /** The activation's name in Keras: `"relu"`; `"linear"` where there is none. */
  activation: string;
  /** What it makes of the result: the number in the feature map. */
  value: number;
  /** The layers that the window lies on: names as `summary` shows them, `"input"` for the picture. */
  from: string[];
  /** What the last axis of the window counts, and the numbers along it: channels or units, or `from`. */
  depth: {of: "channel" | "unit" | "layer"; numbers: number[]};
}

export interface ForwardLook {
  /** What the layer gives. */
  output: NDArray;
  at(unit: Unit): ForwardView;
}

/** Runs a model up to a step, and looks at what it works with. */
export async function forwardViews(
  caller: string,
  graph: Graph,
  step: Step,
  picture: NDArray
): Promise<ForwardLook> {
  const mechanism = mechanisms[step.kind];
  if (!mechanism) {
    throw new RangeError(
      `${caller}: a layer whose numbers are sums is expected (${Object.keys(mechanisms).join(", ")}), ` +
        `but ${step.name} is ${step.kind}`
    );
  }
  const [workings] = await workingsOf(graph, [step], picture);
  const names = step.inputs.map((slot) => makerOf(graph, slot)?.name ?? "input");
  const activation = activationOf(step);
  const sumAt = (unit: Unit): number => {
    const {terms, bias} = mechanism.sum(workings, unit);
    return terms.reduce((sum, {input, weight, ...at}) => {
      const place = placeOf(workings.inputs[input], at);
      return place < 0 ? sum : sum + workings.inputs[input].data[place] * weight;
    }, bias);
  };
  return {
    output: workings.output,
    at(unit) {
      const {terms, height, width, depth, bias} = mechanism.sum(workings, unit);
      const {inputs} = workings;
      const places = terms.map(({input, ...at}) => placeOf(inputs[input], at));
      const shape = [height, width, depth];
      const of = (value: (k: number) => number, dtype?: "float64"): NDArray =>
        ndarray(shape, terms.map((_, k) => value(k)), {dtype}); // prettier-ignore
      const window = of((k) => (places[k] < 0 ? 0 : inputs[terms[k].input].data[places[k]]));
      const kernel = of((k) => terms[k].weight, "float64");
      const products = of((k) => window.data[k] * terms[k].weight, "float64");
      const sum = Float64Array.from(products.data).reduce((all, product) => all + product, 0);
      const result = sum + bias;
      const isMap = inputs[0].shape.length === 3;
      const joins = new Set(terms.slice(0, depth).map(({input}) => input)).size > 1;
      return {
        rows: Array.from({length: height}, (_, a) => terms[a * width * depth].row),
        columns: Array.from({length: width}, (_, b) => terms[b * depth].column),
        isPadding: Array.from({length: height}, (_, a) =>
          Array.from({length: width}, (_, b) => places[(a * width + b) * depth] < 0)
        ),
        window,
        kernel,
        products,
        sum,
        bias,
        result,
        activation,
        value: valueOf(unit, result),
        from: joins ? names : [names[terms[0].input]],
        depth: {
          of: joins ? "layer" : isMap ? "channel" : "unit",
          numbers: terms.slice(0, depth).map(({input, channel}) => (joins ? input : channel))
        }
      };
    }
  };

  function valueOf(unit: Unit, result: number): number {
    if (activation === "linear" && mechanism !== mechanisms.Activation) return result;
    if (!isElementwise(activation)) {
      // Softmax looks at the sums of all units at the place.
      const [, , channels] = extentOf(workings.output);
      const all = Array.from({length: channels}, (_, channel) => sumAt({...unit, channel}));
      const greatest = Math.max(...all);
      const total = all.reduce((sum, one) => sum + Math.exp(one - greatest), 0);
      const log = result - greatest - Math.log(total);
      return activation === "logSoftmax" ? log : Math.exp(log);
    }
    return tf.tidy(() => activate(step)(tf.tensor1d([result])).dataSync()[0]);
  }
}

/** Whether an activation is a function of one number. */
export const isElementwise = (activation: string): boolean => !/softmax/i.test(activation);

/** The activation of a step, also where it is all that the layer does. */
export function activate({layer, kind}: Step): (x: Tensor) => Tensor {
  const {activation} = layer as {activation?: {apply(x: Tensor): Tensor}};
  if (activation) return (x) => activation.apply(x);
  return mechanisms[kind] === mechanisms.Activation ? (x) => layer.apply(x) as Tensor : (x) => x;
}

/** What steps work with, from one run of the model. */
export async function workingsOf(
  graph: Graph,
  steps: readonly Step[],
  picture: NDArray
): Promise<Workings[]> {
  const slots = [...new Set(steps.flatMap(({inputs, outputs}) => [...inputs, ...outputs]))];
  const tensors = tf.tidy(() => {
    const values = runGraph(graph, [batchOf(picture)], {slots});
    return slots.map((slot) => values[slot].clone());
  });
  try {
    const arrays = new Map<number, NDArray>();
    for (const [k, slot] of slots.entries()) arrays.set(slot, await withoutBatch(tensors[k]));
    return await Promise.all(
      steps.map(async (step) => ({
        step,
        inputs: step.inputs.map((slot) => arrays.get(slot)!),
        output: arrays.get(step.outputs[0])!,
        weights: Object.fromEntries(
          await Promise.all(
            step.layer.weights.map(async (weight) => {
              const tensor = weight.read();
              const name = weight.originalName.split("/").pop() ?? "";
              return [
                name,
                {shape: tensor.shape, data: (await tensor.data()) as Float32Array}
              ] as const;
            })
          )
        )
      }))
    );
  } finally {
    tf.dispose(tensors);
  }
}
