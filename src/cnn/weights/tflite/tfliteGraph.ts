import type {Tensor} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {constantValues} from "./constant.ts";
import {lowerings} from "./lowerings.ts";
import type {TfliteModel, TfliteOperator, TfliteTensor} from "./parseTflite.ts";

/** A graph that is ready to run. */
export interface TfliteGraph {
  /** Weights and other constants, by their place; the caller disposes of them. */
  readonly constants: Tensor[];
  /** Runs the graph on its inputs, inside a `tf.tidy`. */
  readonly run: (inputs: readonly Tensor[]) => Tensor[];
}

/**
 * Makes tensors of a model's constants, ready to run.
 *
 * @throws TypeError if a convolution's kernel is computed, or a constant is of a type that is not known here
 */
export function tfliteGraph(model: TfliteModel): TfliteGraph {
  const {tensors, inputs, outputs} = model;
  const {operators, constantOf} = withoutConversions(model);
  const kernels = new Set(
    operators.filter(({name}) => name === "conv2d").map((operator) => operator.inputs[1])
  );
  const constants = new Map<number, Tensor>();
  tensors.forEach((tensor, k) => {
    const constant = constantOf(k);
    if (!constant) {
      if (!kernels.has(k)) return;
      throw new TypeError(`loadTflite: kernels are constants, but ${tensor.name} is computed`);
    }
    const values = tf.tidy(() => {
      const given = tf.tensor(constantValues(constant), [...tensor.shape]);
      return kernels.has(k) ? tf.transpose(given, [1, 2, 3, 0]) : given;
    });
    constants.set(k, values);
  });
  return {
    constants: [...constants.values()],
    run: (given) => {
      const values = new Map(constants);
      inputs.forEach((index, k) => values.set(index, rounded(given[k], tensors[index])));
      for (const {name, inputs: from, outputs: to, options} of operators) {
        const operands = from.map((index) => values.get(index));
        const result = lowerings[name](operands as Tensor[], options, tensors[to[0]].shape);
        values.set(to[0], rounded(result, tensors[to[0]]));
      }
      // A constant or an input that is an output too must outlive neither the one nor the other.
      return outputs.map((index) => tf.clone(values.get(index) as Tensor));
    }
  };
}

/**
 * A model without the operators that make 32-bit floats of constants of fewer bits: what they make is
 * constant too.
 */
function withoutConversions({tensors, operators}: TfliteModel): {
  operators: TfliteOperator[];
  constantOf: (tensor: number) => TfliteTensor | undefined;
} {
  const sources = new Map<number, number>();
  const rest = operators.filter(({name, inputs: [from], outputs: [to]}) => {
    const converts = name === "dequantize" && tensors[from].bytes;
    if (converts) sources.set(to, from);
    return !converts;
  });
  return {
    operators: rest,
    constantOf: (k) => [tensors[sources.get(k) ?? k]].find(({bytes}) => bytes)
  };
}

/**
 * What of some values is left when whole numbers of a byte hold them: rounded to their scale, and bounded.
 * Where an operator has no activation of its own, these bounds are its ReLU.
 */
function rounded(x: Tensor, {kind, quantization}: TfliteTensor): Tensor {
  if (!quantization || (kind !== "uint8" && kind !== "int8")) return x;
  const [scale] = quantization.scales;
  const zero = quantization.zeroPoints[0] ?? 0;
  const [least, most] = kind === "uint8" ? [0, 255] : [-128, 127];
  const whole = tf.clipByValue(tf.add(tf.round(tf.div(x, scale)), zero), least, most);
  return tf.mul(tf.sub(whole, zero), scale);
}
