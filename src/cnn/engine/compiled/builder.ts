import type {LayerVariable} from "@tensorflow/tfjs";
import {OnnxGraph, type NodeOptions, type OnnxAttribute, type OnnxDimension} from "../onnx.ts";
import {product} from "./shapes.ts";

/**
 * A tensor in a graph that is being built. Images are `[n, channels, height, width]` inside a graph,
 * whatever TensorFlow.js says, since that is what ONNX's convolutions take.
 */
export interface Value {
  readonly name: string;
  /** Lengths of the axes after the first, which is the batch: `[channels, height, width]` for images. */
  readonly shape: readonly number[];
  /** Whether the loss depends on a trained weight through it. */
  readonly tracked: boolean;
  /** For the positive part of another value: that value. */
  readonly reluOf?: Value;
  /** The same value in blocks of channels (see `blockedConv`), where that is how it was computed. */
  readonly blocked?: () => string;
  /** The same value in blocks, where it pays only for who needs it in no other order: a max pool. */
  readonly inBlocksAlone?: () => string;
}

/** A weight in a graph: an input of a training graph, a constant of an inference graph. */
export interface Weight {
  readonly name: string;
  /** Lengths of all axes, as TensorFlow.js has them. */
  readonly shape: readonly number[];
  readonly tracked: boolean;
}

/** What the host fills in at every step: the mask of one call of a dropout layer. */
export interface Mask {
  readonly name: string;
  /** Of the whole batch, as TensorFlow.js has it. */
  readonly shape: readonly number[];
  readonly rate: number;
  /** The layer, whose seed decides. */
  readonly layer: object;
}

/** What the host makes of pictures at every step, before the graph sees them: one call of a random layer. */
export interface Augmentation {
  /** The input of the graph that holds what comes of it. */
  readonly name: string;
  /** The input of the graph that holds what is changed. */
  readonly source: string;
  readonly layer: object;
}

export interface BuilderOptions {
  /** Examples in a batch: a number, or the name of an axis that varies. */
  batch: OnnxDimension;
  /** Whether layers behave as in training, and the way back is recorded; defaults to false. */
  training?: boolean;
  /** Weights that are trained. */
  trained?: ReadonlySet<LayerVariable>;
  /** Channels in a block of the runtime's own layout for convolutions; 0 where it has none. */
  block?: number;
}

/** The values of an array with its axes in another order. */
function transpose(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[]
): Float32Array {
  const strides = shape.map((_, axis) => product(shape.slice(axis + 1)));
  const result = new Float32Array(values.length);
  let to = 0;
  const visit = (depth: number, from: number): void => {
    const length = shape[order[depth]];
    const stride = strides[order[depth]];
    if (depth === order.length - 1) {
      for (let i = 0; i < length; ++i) result[to++] = values[from + i * stride];
      return;
    }
    for (let i = 0; i < length; ++i) visit(depth + 1, from + i * stride);
  };
  visit(0, 0);
  return result;
}

/**
 * A graph that is being built from layers, with the way back: every operation that is added says how
 * the gradient of its output becomes gradients of its inputs, and `backward` plays that in reverse.
 */
export class Builder {
  readonly graph: OnnxGraph = new OnnxGraph();
  readonly batch: OnnxDimension;
  readonly training: boolean;
  readonly block: number;
  /** The weights in use, in the order in which they were met. */
  readonly weights: Map<LayerVariable, Weight> = new Map();
  /** New values of weights that change by themselves: the averages of batch normalisation. */
  readonly updates: Map<LayerVariable, string> = new Map();
  readonly masks: Mask[] = [];
  readonly augmentations: Augmentation[] = [];
  /** For a value that the host gives as it is, the input of the graph that holds it. */
  readonly given: Map<Value, string> = new Map();
  /** For the name of a value that was computed in blocks of channels, the name of those blocks. */
  readonly blocks: Map<string, string> = new Map();
  readonly #trained: ReadonlySet<LayerVariable>;
  readonly #tape: {output: Value; backward: (gradient: string) => void}[] = [];
  readonly #gradients: Map<Value | Weight, string[]> = new Map();
  readonly #constants: Map<Weight, Float32Array> = new Map();
  readonly #numbers: Map<number, string> = new Map();

  constructor({batch, training = false, trained = new Set(), block = 0}: BuilderOptions) {
    this.batch = batch;
    this.block = block;
    this.training = training;
    this.#trained = trained;
  }

  /** Adds a node that no gradient goes through, and returns its output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    options: NodeOptions = {}
  ): string {
    return this.graph.node(operator, inputs, attributes, options);
  }

  /** A constant number. */
  number(value: number): string {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const name = this.graph.constant([], [value]);
    this.#numbers.set(value, name);
    return name;
  }

  /**
   * Makes a value of a node's output.
   *
   * @param inputs - what it was computed from
   * @param backward - given the gradient of the loss by this value, adds those by its inputs
   */
  value(
    name: string,
    shape: readonly number[],
    inputs: readonly (Value | Weight | undefined)[],
    backward: (gradient: string) => void
  ): Value {
    const tracked = inputs.some((input) => input?.tracked);
    const output = {name, shape, tracked};
    this.record(output, backward);
    return output;
  }

  /** Records how a value's gradient goes back to what it was computed from. */
  record(output: Value, backward: (gradient: string) => void): void {
    if (output.tracked) this.#tape.push({output, backward});
  }

  /** The weight of a layer, the same for every use of it. */
  weight(variable: LayerVariable): Weight {
    const known = this.weights.get(variable);
    if (known) return known;
    const tensor = variable.read();
    const shape = tensor.shape;
    const tracked = this.#trained.has(variable);
    let weight: Weight;
    if (this.training) {
      const name = this.graph.input(`weight${this.weights.size}`, shape);
      weight = {name, shape, tracked};
    } else {
      const values = tensor.dataSync<"float32">();
      const {graph} = this;
      let name: string | undefined;
      weight = {
        get name() {
          return (name ??= graph.constant(shape, values)); // not where only its transpose is used
        },
        shape,
        tracked
      };
      this.#constants.set(weight, values);
    }
    this.weights.set(variable, weight);
    return weight;
  }

  /** A weight with its axes in another order; reordered here where it is a constant. */
  transposed(weight: Weight, order: readonly number[]): string {
    const values = this.#constants.get(weight);
    if (!values) return this.node("Transpose", [weight.name], {perm: order});
    return this.graph.constant(
      order.map((axis) => weight.shape[axis]),
      transpose(values, weight.shape, order)
    );
  }

  /** Adds to the gradient of the loss by a value; `make` is not called where nobody needs it. */
  accumulate(to: Value | Weight | undefined, make: () => string): void {
    if (!to?.tracked) return;
    const sums = this.#gradients.get(to) ?? [];
    sums.push(make());
    this.#gradients.set(to, sums);
  }

  /** The gradient of the loss by a value as gathered so far, if the loss depends on it. */
  gradient(of: Value | Weight): string | undefined {
    const sums = this.#gradients.get(of);
    if (!sums || sums.length < 2) return sums?.[0];
    const sum = this.node("Sum", sums);
    this.#gradients.set(of, [sum]);
    return sum;
  }

  /** Goes back from the gradients gathered so far to those by every tracked weight. */
  backward(): void {
    for (const {output, backward} of this.#tape.reverse()) {
      const gradient = this.gradient(output);
      if (gradient !== undefined) backward(gradient);
    }
  }

  /** Reshapes a batch: the first axis stays. */
  reshape(name: string, shape: readonly number[]): string {
    return this.node("Reshape", [name, this.graph.integers([0, ...shape])]);
  }
}
