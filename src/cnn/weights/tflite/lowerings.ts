// What each operator of TensorFlow Lite is in TensorFlow.js. The numbers of the options' fields are those
// of the schema's tables: Conv2DOptions, Pool2DOptions and so on.
import type {Rank, Tensor, Tensor4D} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {Table} from "./flatbuffer.ts";
import type {OperatorName} from "./operators.ts";

/** Computes an operator's output, of the shape that the file says. */
type Lowering = (inputs: Tensor[], options: Table | undefined, shape: readonly number[]) => Tensor;

/** The activation that an operator ends in, by its number in the schema. */
function activated(x: Tensor, options: Table | undefined, field: number): Tensor {
  const number = options?.byte(field) ?? 0;
  const known = [
    (y: Tensor) => y,
    (y: Tensor) => tf.relu(y),
    (y: Tensor) => tf.clipByValue(y, -1, 1),
    (y: Tensor) => tf.relu6(y),
    (y: Tensor) => tf.tanh(y)
  ];
  const activation = known.at(number);
  if (!activation) throw new TypeError(`loadTflite: activation number ${number} is not known here`);
  return activation(x);
}

/** Two numbers of an operator's options, 1 where they are not given. */
const pair = (options: Table | undefined, high: number, wide: number): [number, number] => [
  options?.int(high, 1) ?? 1,
  options?.int(wide, 1) ?? 1
];

const paddingOf = (options: Table | undefined): "same" | "valid" =>
  (options?.byte(0) ?? 0) === 0 ? "same" : "valid";

const arithmetic =
  (operation: (a: Tensor, b: Tensor) => Tensor): Lowering =>
  ([a, b], options) =>
    activated(operation(a, b), options, 0);

const elementwise =
  (operation: (x: Tensor) => Tensor): Lowering =>
  ([x]) =>
    operation(x);

const pooling =
  (kind: "avg" | "max"): Lowering =>
  ([x], options) => {
    const pooled = tf.pool(
      x as Tensor4D,
      pair(options, 4, 3),
      kind,
      paddingOf(options),
      undefined,
      pair(options, 2, 1)
    );
    return activated(pooled, options, 5);
  };

/** The values of a constant that says how, such as axes. */
const numbers = (x: Tensor): number[] => Array.from(x.dataSync(), Math.round);

export const lowerings: Readonly<Record<OperatorName, Lowering>> = {
  add: arithmetic(tf.add),
  sub: arithmetic(tf.sub),
  mul: arithmetic(tf.mul),
  averagePool2d: pooling("avg"),
  maxPool2d: pooling("max"),
  concatenation: (inputs, options) => {
    const axis = options?.int(0) ?? 0;
    return activated(tf.concat(inputs, axis < 0 ? axis + inputs[0].rank : axis), options, 1);
  },
  // Kernels, [filters, height, width, channels] in the file, were turned when it was loaded.
  conv2d: ([x, kernel, bias], options) => {
    const y = tf.conv2d(
      x as Tensor4D,
      kernel as Tensor4D,
      pair(options, 2, 1),
      paddingOf(options),
      "NHWC",
      pair(options, 5, 4)
    );
    return activated(withBias(y, bias), options, 3);
  },
  // Kernels are [1, height, width, channels · multiplier] here.
  depthwiseConv2d: ([x, kernel, bias], options) => {
    const [, height, width, filters] = kernel.shape;
    const channels = x.shape[3] as number;
    const y = tf.depthwiseConv2d(
      x as Tensor4D,
      tf.reshape<Rank.R4>(kernel, [height, width, channels, filters / channels]),
      pair(options, 2, 1),
      paddingOf(options),
      "NHWC",
      pair(options, 6, 5)
    );
    return activated(withBias(y, bias), options, 4);
  },
  // Kernels are [units, inputs] here.
  fullyConnected: ([x, kernel, bias], options, shape) => {
    const flat = tf.reshape(x, [-1, kernel.shape[1] as number]);
    const y = withBias(tf.matMul(flat, kernel, false, true), bias);
    return activated(tf.reshape(y, [...shape]), options, 0);
  },
  // Kernels are [filters, height, width, channels] here; how far it steps follows from the shapes.
  conv2dTransposeBias: ([x, kernel, bias], _, shape) => {
    const [, height, width] = shape;
    const strides: [number, number] = [height / x.shape[1]!, width / x.shape[2]!];
    const y = tf.conv2dTranspose(
      x as Tensor4D,
      tf.transpose(kernel as Tensor4D, [1, 2, 0, 3]),
      [...shape] as [number, number, number, number],
      strides,
      "same"
    );
    return withBias(y, bias);
  },
  dequantize: elementwise((x) => x),
  quantize: elementwise((x) => x),
  logistic: elementwise(tf.sigmoid),
  relu: elementwise(tf.relu),
  relu6: elementwise(tf.relu6),
  tanh: elementwise(tf.tanh),
  hardSwish: elementwise((x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6))),
  prelu: ([x, slopes]) => tf.prelu(x, slopes),
  softmax: ([x], options) => tf.softmax(tf.mul(x, options?.float(0, 1) ?? 1)),
  reshape: ([x], _, shape) => tf.reshape(x, [...shape]),
  squeeze: ([x], _, shape) => tf.reshape(x, [...shape]),
  pad: ([x, paddings]) => {
    const list = numbers(paddings);
    return tf.pad(
      x,
      x.shape.map((__, axis) => [list[2 * axis], list[2 * axis + 1]])
    );
  },
  mean: ([x, axes], options) => tf.mean(x, numbers(axes), Boolean(options?.byte(0))),
  resizeBilinear: ([x, size], options) => {
    const [height, width] = numbers(size);
    const alignCorners = Boolean(options?.byte(2));
    const centers = Boolean(options?.byte(3));
    return tf.image.resizeBilinear(x as Tensor4D, [height, width], alignCorners, centers);
  }
};

const withBias = (y: Tensor, bias: Tensor | undefined): Tensor => (bias ? tf.add(y, bias) : y);
