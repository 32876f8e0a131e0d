import type {Tensor, Tensor1D, Tensor2D, Tensor4D} from "@tensorflow/tfjs";
import {random, tf} from "@convnotes/cnn";
import type {Random} from "../../../src/cnn/random.ts";

/** Something to compute on every engine, and what it is. */
export interface Case {
  name: string;
  compute: () => Tensor[];
}

/** Cases of every family, the same for the same seed. */
export function parityCases(seed: number): Case[] {
  const source = random(seed);
  return [
    ...repeat(150, () => convolution(source)),
    ...repeat(40, () => fusedConvolution(source)),
    ...repeat(60, () => depthwise(source)),
    ...repeat(20, () => batchNorm(source)),
    ...repeat(100, () => pool(source)),
    ...repeat(80, () => matMul(source)),
    ...repeat(100, () => binary(source)),
    ...repeat(80, () => unary(source)),
    ...repeat(60, () => reduction(source)),
    ...repeat(30, () => transpose(source)),
    ...repeat(30, () => slice(source))
  ];
}

function repeat(times: number, make: () => Case): Case[] {
  return Array.from({length: times}, make);
}

const between = (source: Random, least: number, most: number): number =>
  least + source.integer(most - least + 1);

function oneOf<T>(source: Random, values: readonly T[]): T {
  return values[source.integer(values.length)];
}

/** Numbers of the normal distribution; `ties` has them few and far between, so that many are equal. */
function tensor(source: Random, shape: number[], {ties = false, shift = 0} = {}): Tensor {
  const values = Float32Array.from({length: tf.util.sizeFromShape(shape)}, () =>
    ties ? Math.round(source.normal()) + shift : source.normal() + shift
  );
  return tf.tensor(values, shape);
}

interface Window {
  height: number;
  width: number;
  kernel: [number, number];
  strides: [number, number];
  pad: "valid" | "same" | [[number, number], [number, number], [number, number], [number, number]];
}

function window(source: Random, {explicit = false} = {}): Window {
  const kernel: [number, number] = [between(source, 1, 5), between(source, 1, 5)];
  const height = between(source, kernel[0], 12);
  const width = between(source, kernel[1], 12);
  const strides: [number, number] = [between(source, 1, 4), between(source, 1, 4)];
  const margins = (): [number, number] => [source.integer(3), source.integer(3)];
  const pad =
    explicit && source.integer(3) === 0
      ? ([[0, 0], margins(), margins(), [0, 0]] as Window["pad"])
      : oneOf(source, ["valid", "same"] as const);
  return {height, width, kernel, strides, pad};
}

function convolution(source: Random): Case {
  const {height, width, kernel, strides, pad} = window(source, {explicit: true});
  const [batch, channels, filters] = [
    between(source, 1, 3),
    between(source, 1, 16),
    between(source, 1, 20)
  ];
  const dilated = source.integer(4) === 0;
  const x = tensor(source, [batch, height, width, channels]) as Tensor4D;
  const filter = tensor(source, [...kernel, channels, filters]) as Tensor4D;
  const apply = (image: Tensor, weights: Tensor): Tensor =>
    dilated
      ? tf.conv2d(image as Tensor4D, weights as Tensor4D, 1, "same", "NHWC", [2, 3])
      : tf.conv2d(image as Tensor4D, weights as Tensor4D, strides, pad);
  return {
    name:
      `conv2d [${x.shape}] * [${filter.shape}] ` +
      (dilated ? "dilated [2,3]" : `strides [${strides}] pad ${JSON.stringify(pad)}`),
    compute: () => {
      const y = apply(x, filter);
      if (dilated) return [y];
      const weights = tensor(random(1), y.shape);
      const loss = (image: Tensor, kernel: Tensor): Tensor => apply(image, kernel).mul(weights);
      return [y, ...tf.grads(loss)([x, filter])];
    }
  };
}

function fusedConvolution(source: Random): Case {
  const {height, width, kernel, strides, pad} = window(source);
  const [channels, filters] = [between(source, 6, 12), between(source, 6, 12)];
  const activation = oneOf(source, [
    "linear",
    "relu",
    "relu6",
    "elu",
    "sigmoid",
    "leakyrelu"
  ] as const);
  const x = tensor(source, [2, height, width, channels]) as Tensor4D;
  const filter = tensor(source, [...kernel, channels, filters]) as Tensor4D;
  const bias = tensor(source, [filters]);
  return {
    name: `fused conv2d [${x.shape}] * [${filter.shape}] ${activation}`,
    compute: () => [
      tf.fused.conv2d({
        x,
        filter,
        strides,
        pad: pad,
        bias,
        activation,
        leakyreluAlpha: 0.2
      })
    ]
  };
}

function depthwise(source: Random): Case {
  const {height, width, kernel, strides, pad} = window(source, {explicit: true});
  const channels = between(source, 1, 11);
  const multiplier = source.integer(6) === 0 ? 2 : 1;
  const dilated = source.integer(4) === 0;
  const x = tensor(source, [between(source, 1, 3), height, width, channels]) as Tensor4D;
  const filter = tensor(source, [...kernel, channels, multiplier]) as Tensor4D;
  const bias = tensor(source, [channels * multiplier]);
  const name = `depthwiseConv2d [${x.shape}] * [${filter.shape}]`;
  if (source.integer(3) === 0) {
    const activation = oneOf(source, ["linear", "relu6", "sigmoid"] as const);
    return {
      name: `fused ${name} ${activation}`,
      compute: () => [
        tf.fused.depthwiseConv2d({x, filter, strides: 1, pad: "same", bias, activation})
      ]
    };
  }
  const square = Math.min(...strides);
  return {
    name: dilated ? `${name} dilated [2,3]` : `${name} stride ${square} pad ${JSON.stringify(pad)}`,
    compute: () => [
      dilated
        ? tf.depthwiseConv2d(x, filter, 1, "same", "NHWC", [2, 3])
        : tf.depthwiseConv2d(x, filter, [square, square], pad)
    ]
  };
}

function batchNorm(source: Random): Case {
  const channels = between(source, 1, 11);
  const x = tensor(source, [2, between(source, 1, 5), 3, channels]) as Tensor4D;
  const [mean, offset, scale] = [0, 1, 2].map(() => tensor(source, [channels]) as Tensor1D);
  const variance = tf.abs(tensor(source, [channels])) as Tensor1D;
  const isBare = source.integer(3) === 0;
  return {
    name: `batchNorm [${x.shape}]${isBare ? " without scale" : ""}`,
    compute: () => [
      isBare
        ? tf.batchNorm(x, mean, variance)
        : tf.batchNorm(x, mean, variance, offset, scale, 0.01)
    ]
  };
}

function pool(source: Random): Case {
  const {height, width, kernel, strides, pad} = window(source);
  const kind = oneOf(source, ["maxPool", "avgPool"] as const);
  // Ties, and windows that hold negative numbers alone.
  const options = {ties: source.integer(2) === 0, shift: oneOf(source, [0, -5])};
  const x = tensor(source, [between(source, 1, 3), height, width, between(source, 1, 9)], options);
  const apply = (image: Tensor): Tensor => tf[kind](image as Tensor4D, kernel, strides, pad);
  return {
    name: `${kind} [${x.shape}] of [${kernel}] strides [${strides}] ${String(pad)} ${JSON.stringify(options)}`,
    compute: () => {
      const y = apply(x);
      const weights = tensor(random(2), y.shape);
      return [y, tf.grad((image) => apply(image).mul(weights))(x)];
    }
  };
}

function matMul(source: Random): Case {
  const [rows, depth, columns] = [
    between(source, 1, 20),
    oneOf(source, [1, 3, 8, 30, 600]),
    between(source, 1, 20)
  ];
  const [transposeA, transposeB] = [source.integer(2) === 0, source.integer(2) === 0];
  const [aBatch, bBatch] = oneOf(source, [
    [[], []],
    [[3], [3]],
    [[2, 3], [3]],
    [[1], [4]],
    [[4], [1]]
  ]);
  const a = tensor(source, [...aBatch, ...(transposeA ? [depth, rows] : [rows, depth])]);
  const b = tensor(source, [...bBatch, ...(transposeB ? [columns, depth] : [depth, columns])]);
  const fused = aBatch.length === 0 && source.integer(2) === 0;
  const bias = tensor(source, [columns]);
  return {
    name: `matMul [${a.shape}]${transposeA ? "ᵀ" : ""} · [${b.shape}]${transposeB ? "ᵀ" : ""}${fused ? " fused" : ""}`,
    compute: () => {
      if (fused) {
        const [p, q] = [a as Tensor2D, b as Tensor2D];
        return [tf.fused.matMul({a: p, b: q, transposeA, transposeB, bias, activation: "relu"})];
      }
      const product = (p: Tensor, q: Tensor): Tensor => tf.matMul(p, q, transposeA, transposeB);
      // TensorFlow.js has no gradient where the batches differ.
      if (aBatch.join() !== bBatch.join()) return [product(a, b)];
      return [product(a, b), ...tf.grads((p, q) => product(p, q).square())([a, b])];
    }
  };
}

function binary(source: Random): Case {
  const operation = oneOf(source, [
    "add",
    "sub",
    "mul",
    "div",
    "maximum",
    "minimum",
    "squaredDifference"
  ] as const);
  const shape = Array.from({length: between(source, 0, 4)}, () => between(source, 1, 6));
  const side = (): number[] =>
    shape.map((length) => (source.integer(3) === 0 ? 1 : length)).slice(source.integer(2));
  const [aShape, bShape] = [side(), side()];
  const a = tensor(source, aShape, {ties: source.integer(2) === 0});
  const b = tensor(source, bShape, {shift: 9});
  return {
    name: `${operation} [${a.shape}] [${b.shape}]`,
    compute: () => {
      const y = tf[operation](a, b);
      // TensorFlow.js has no gradient of these where the shapes differ.
      const whole = a.shape.join() === y.shape.join() && b.shape.join() === y.shape.join();
      if (!whole && !["add", "sub", "mul", "div"].includes(operation)) return [y];
      return [y, ...tf.grads((p, q) => tf[operation](p, q).square())([a, b])];
    }
  };
}

function unary(source: Random): Case {
  const operation = oneOf(source, [
    "relu",
    "relu6",
    "leakyRelu",
    "elu",
    "step",
    "neg",
    "abs",
    "floor",
    "square",
    "exp",
    "tanh",
    "sigmoid",
    "softmax"
  ] as const);
  const positive = oneOf(source, ["sqrt", "rsqrt", "reciprocal"] as const);
  const shape = Array.from({length: between(source, 1, 3)}, () => between(source, 1, 9));
  const x = tensor(source, shape, {ties: source.integer(4) === 0}).mul<Tensor>(
    oneOf(source, [1, 20])
  );
  const y = tensor(source, shape).abs().add(0.1);
  const apply = (value: Tensor): Tensor => tf[operation](value);
  return {
    name: `${operation} and ${positive} [${shape}]`,
    compute: () => [
      apply(x),
      tf.grad((value) => apply(value).mul(y))(x),
      tf[positive](y),
      tf.clipByValue(x, -0.5, 1.5),
      tf.addN([x, y, x])
    ]
  };
}

function reduction(source: Random): Case {
  const operation = oneOf(source, ["sum", "mean", "max"] as const);
  const shape = Array.from({length: between(source, 1, 4)}, () => between(source, 1, 8));
  const axes = shape.map((_, axis) => axis).filter(() => source.integer(2) === 0);
  const keepDims = source.integer(2) === 0;
  const x = tensor(source, shape, {ties: source.integer(3) === 0});
  const axis = axes.length ? axes : undefined;
  return {
    name: `${operation} [${shape}] over [${axes}]${keepDims ? " kept" : ""}`,
    compute: () => [
      tf[operation](x, axis, keepDims),
      tf.grad((value) => tf[operation](value, axis, keepDims).square())(x)
    ]
  };
}

function transpose(source: Random): Case {
  const shape = Array.from({length: between(source, 1, 5)}, () => between(source, 1, 6));
  const order = [...source.permutation(shape.length)];
  const x = tensor(source, shape);
  return {name: `transpose [${shape}] to [${order}]`, compute: () => [tf.transpose(x, order)]};
}

function slice(source: Random): Case {
  const shape = Array.from({length: between(source, 1, 4)}, () => between(source, 1, 6));
  const begin = shape.map((length) => source.integer(length));
  const size = shape.map((length, axis) =>
    source.integer(3) === 0 ? -1 : between(source, 0, length - begin[axis])
  );
  const x = tensor(source, shape);
  return {
    name: `slice [${shape}] from [${begin}], [${size}]`,
    compute: () => [tf.slice(x, begin, size)]
  };
}
