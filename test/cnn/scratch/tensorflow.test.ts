import {ndarray, random, scratch, tf} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import type {Rank, Tensor, Tensor2D, Tensor3D, Tensor4D} from "@tensorflow/tfjs";
import {beforeAll, describe, expect, test} from "vitest";
import type {Random} from "../../../src/cnn/random.ts";
import {normal, oneOf} from "./arrays.ts";

// Every layer against TensorFlow.js on random configurations, forward and, by `tf.grads`, backward.
// The difference is measured in units of the largest entry of each array.
const tolerance = 1e-5;
let configurations = 0;

beforeAll(async () => {
  await tf.setBackend("cpu");
});

interface Comparison {
  inputs: NDArray[];
  ours: (...inputs: NDArray[]) => NDArray;
  /** The gradients by the inputs, in their order. */
  backward: (dOutput: NDArray, ...inputs: NDArray[]) => NDArray[];
  theirs: (...inputs: Tensor[]) => Tensor;
}

function compare(name: string, source: Random, {inputs, ours, backward, theirs}: Comparison): void {
  tf.tidy(() => {
    const tensors = inputs.map(({shape, data}) => tf.tensor([...data], [...shape]));
    const output = ours(...inputs);
    const expected = theirs(...tensors);
    expect(output.shape, name).toEqual(expected.shape);
    expectClose(output, expected, `${name}: output`);
    const dOutput = normal(source, output.shape, "float32");
    const dTensor = tf.tensor([...dOutput.data], [...dOutput.shape]);
    const gradients = tf.grads(theirs)(tensors, dTensor);
    backward(dOutput, ...inputs).forEach((gradient, i) => {
      expect(gradient.shape, name).toEqual(gradients[i].shape);
      expectClose(gradient, gradients[i], `${name}: gradient ${i}`);
    });
  });
  ++configurations;
}

function expectClose({data}: NDArray, tensor: Tensor, what: string): void {
  const expected = tensor.dataSync();
  let [difference, largest] = [0, 1e-3];
  expected.forEach((value, i) => {
    difference = Math.max(difference, Math.abs(value - data[i]));
    largest = Math.max(largest, Math.abs(value));
  });
  expect(difference / largest, what).toBeLessThanOrEqual(tolerance);
  expect(data.every(Number.isFinite), what).toBe(true);
}

/** Padding as TensorFlow.js takes it: its plain number counts square windows and strides only. */
function explicit(padding: "valid" | "same" | number) {
  if (typeof padding === "string") return padding;
  const side: [number, number] = [padding, padding];
  const none: [number, number] = [0, 0];
  return [none, side, side, none] as [typeof none, typeof none, typeof none, typeof none];
}

/** Zeros between the taps of a kernel, in operations that TensorFlow.js can differentiate: for dilated kernels it has no gradient. */
function dilate(kernel: Tensor4D, [down, across]: readonly [number, number]): Tensor4D {
  const [tall, wide, channels, filters] = kernel.shape;
  const high = (tall - 1) * down + 1;
  const broad = (wide - 1) * across + 1;
  const place = (to: number, from: number, rate: number): Tensor2D =>
    tf.tensor2d(
      Array.from({length: to}, (_, i) =>
        Array.from({length: from}, (_, a) => (i === a * rate ? 1 : 0))
      )
    );
  const rows = tf.matMul(
    place(high, tall, down),
    kernel.reshape([tall, wide * channels * filters])
  );
  const columns = rows
    .reshape([high, wide, channels * filters])
    .transpose([1, 0, 2])
    .reshape([wide, high * channels * filters]);
  return tf
    .matMul(place(broad, wide, across), columns as Tensor2D)
    .reshape([broad, high, channels * filters])
    .transpose([1, 0, 2])
    .reshape([high, broad, channels, filters]);
}

test("conv2d agrees on 120 configurations", () => {
  const source = random(1);
  for (let i = 0; i < 120; ++i) {
    const kernelSize = [1 + source.integer(4), 1 + source.integer(4)];
    const dilationRate = oneOf(source, [1, 1, 2, [2, 1], [1, 3]] as const);
    const [down, across] =
      typeof dilationRate === "number" ? [dilationRate, dilationRate] : dilationRate;
    const strides = oneOf(source, [1, 1, 2, 3, [2, 1], [1, 3]] as const);
    const padding = oneOf(source, ["valid", "same", "same", 1, 2] as const);
    const [channels, filters] = [1 + source.integer(3), 1 + source.integer(4)];
    const image = [
      (kernelSize[0] - 1) * down + 1 + source.integer(6),
      (kernelSize[1] - 1) * across + 1 + source.integer(6),
      channels
    ];
    const shape = oneOf(source, [image, [1 + source.integer(3), ...image]]);
    const options = {strides, padding, dilationRate};
    compare(`conv2d ${JSON.stringify({shape, kernelSize, filters, ...options})}`, source, {
      inputs: [
        normal(source, shape, "float32"),
        normal(source, [...kernelSize, channels, filters], "float32"),
        normal(source, [filters], "float32")
      ],
      ours: (x, kernel, bias) => scratch.conv2d(x, kernel, bias, options),
      backward: (dOutput, x, kernel) => {
        const {dInput, dKernel, dBias} = scratch.conv2dBackward(dOutput, x, kernel, options);
        return [dInput, dKernel, dBias];
      },
      theirs: (x, kernel, bias) =>
        tf
          .conv2d(
            x as Tensor4D,
            dilate(kernel as Tensor4D, [down, across]),
            strides as number | [number, number],
            explicit(padding),
            "NHWC",
            1,
            typeof padding === "number" ? "floor" : undefined
          )
          .add(bias)
    });
  }
});

test("conv2d agrees with the dilation of TensorFlow.js itself", () => {
  const source = random(2);
  for (const padding of ["valid", "same"] as const) {
    const x = normal(source, [2, 9, 8, 2], "float32");
    const kernel = normal(source, [3, 2, 2, 3], "float32");
    const options = {padding, dilationRate: [2, 3]} as const;
    const output = scratch.conv2d(x, kernel, ndarray([3], [0, 0, 0]), options);
    const expected = tf.conv2d(
      tf.tensor4d([...x.data], [2, 9, 8, 2]),
      tf.tensor4d([...kernel.data], [3, 2, 2, 3]),
      1,
      padding,
      "NHWC",
      [2, 3]
    );
    expect(output.shape).toEqual(expected.shape);
    expectClose(output, expected, padding);
  }
});

test("conv1d agrees on 30 configurations", () => {
  const source = random(3);
  for (let i = 0; i < 30; ++i) {
    const [taps, channels, filters] = [
      1 + source.integer(4),
      1 + source.integer(3),
      1 + source.integer(3)
    ];
    const strides = 1 + source.integer(3);
    const padding = oneOf(source, ["valid", "same"] as const);
    const series = [taps + source.integer(8), channels];
    const shape = oneOf(source, [series, [1 + source.integer(3), ...series]]);
    compare(`conv1d ${JSON.stringify({shape, taps, filters, strides, padding})}`, source, {
      inputs: [
        normal(source, shape, "float32"),
        normal(source, [taps, channels, filters], "float32"),
        normal(source, [filters], "float32")
      ],
      ours: (x, kernel, bias) => scratch.conv1d(x, kernel, bias, {strides, padding}),
      backward: (dOutput, x, kernel) => {
        const gradients = scratch.conv1dBackward(dOutput, x, kernel, {strides, padding});
        return [gradients.dInput, gradients.dKernel, gradients.dBias];
      },
      theirs: (x, kernel, bias) =>
        tf.conv1d(x as Tensor3D, kernel as Tensor3D, strides, padding).add(bias)
    });
  }
});

/** Sizes, strides and padding of a pooling layer that fits. */
function randomPooling(source: Random) {
  const poolSize = [1 + source.integer(3), 1 + source.integer(3)] as const;
  const strides = oneOf(source, [undefined, 1, 2, [1, 3]] as const);
  const padding = oneOf(source, ["valid", "same", Math.min(...poolSize) - 1] as const);
  const image = [
    poolSize[0] + source.integer(6),
    poolSize[1] + source.integer(6),
    1 + source.integer(3)
  ];
  const shape = oneOf(source, [image, [1 + source.integer(3), ...image]]);
  const name = JSON.stringify({shape, poolSize, strides, padding});
  return {shape, name, options: {poolSize, strides, padding}};
}

test("maxPool2d agrees on 40 configurations", () => {
  const source = random(4);
  for (let i = 0; i < 40; ++i) {
    const {shape, name, options} = randomPooling(source);
    const {poolSize, strides = poolSize, padding} = options;
    const x = normal(source, shape, "float32");
    // Every other time small whole numbers, which are often equal.
    if (i % 2) x.data.forEach((value, at) => (x.data[at] = Math.round(value)));
    compare(`maxPool2d ${name}`, source, {
      inputs: [x],
      ours: (x) => scratch.maxPool2d(x, options),
      backward: (dOutput, x) => [scratch.maxPool2dBackward(dOutput, x, options).dInput],
      theirs: (x) =>
        tf.maxPool(
          x as Tensor4D,
          poolSize as [number, number],
          strides as number | [number, number],
          explicit(padding),
          typeof padding === "number" ? "floor" : undefined
        )
    });
  }
});

test("avgPool2d agrees on 40 configurations", () => {
  const source = random(5);
  for (let i = 0; i < 40; ++i) {
    const {shape, name, options} = randomPooling(source);
    const {poolSize, padding} = options;
    const strides = (options.strides ?? poolSize) as number | [number, number];
    const rounding = typeof padding === "number" ? "floor" : undefined;
    const size = poolSize as [number, number];
    // The gradient of TensorFlow.js's own average divides by the whole window, even where part of
    // it lies in the padding; a sum over the window, divided by a count, has the right one.
    const channels = shape[shape.length - 1];
    const window = tf
      .eye(channels)
      .reshape([1, 1, channels, channels])
      .tile([...size, 1, 1]);
    const sums = (x: Tensor4D): Tensor4D =>
      tf.conv2d(x, window as Tensor4D, strides, explicit(padding), "NHWC", 1, rounding);
    const inBatch = (x: Tensor): Tensor4D => (x.rank === 3 ? x.expandDims(0) : x) as Tensor4D;
    compare(`avgPool2d ${name}`, source, {
      inputs: [normal(source, shape, "float32")],
      ours: (x) => scratch.avgPool2d(x, options),
      backward: (dOutput, x) => [scratch.avgPool2dBackward(dOutput, x, options).dInput],
      theirs: (x) => {
        const mean = sums(inBatch(x)).div(sums(tf.onesLike(inBatch(x))));
        return x.rank === 3 ? mean.squeeze([0]) : mean;
      }
    });
    const x = normal(source, shape, "float32");
    const expected = tf.avgPool(
      tf.tensor<Rank.R4>([...x.data], shape as [number, number, number, number]),
      size,
      strides,
      explicit(padding),
      rounding
    );
    expectClose(scratch.avgPool2d(x, options), expected, `avgPool2d ${name}`);
  }
});

test("global pooling agrees on 10 configurations each", () => {
  const source = random(6);
  for (let i = 0; i < 10; ++i) {
    const image = [1 + source.integer(5), 1 + source.integer(5), 1 + source.integer(4)];
    const shape = oneOf(source, [image, [1 + source.integer(3), ...image]]);
    const axes = [shape.length - 3, shape.length - 2];
    compare(`globalMaxPool2d ${shape}`, source, {
      inputs: [normal(source, shape, "float32")],
      ours: scratch.globalMaxPool2d,
      backward: (dOutput, x) => [scratch.globalMaxPool2dBackward(dOutput, x).dInput],
      theirs: (x) => tf.max(x, axes)
    });
    compare(`globalAvgPool2d ${shape}`, source, {
      inputs: [normal(source, shape, "float32")],
      ours: scratch.globalAvgPool2d,
      backward: (dOutput, x) => [scratch.globalAvgPool2dBackward(dOutput, x).dInput],
      theirs: (x) => tf.mean(x, axes)
    });
  }
});

test("dense agrees on 10 configurations", () => {
  const source = random(7);
  for (let i = 0; i < 10; ++i) {
    const [n, features, units] = [
      1 + source.integer(5),
      1 + source.integer(9),
      1 + source.integer(5)
    ];
    compare(`dense ${n} ${features} ${units}`, source, {
      inputs: [[n, features], [features, units], [units]].map((shape) =>
        normal(source, shape, "float32")
      ),
      ours: scratch.dense,
      backward: (dOutput, x, kernel) => {
        const {dInput, dKernel, dBias} = scratch.denseBackward(dOutput, x, kernel);
        return [dInput, dKernel, dBias];
      },
      theirs: (x, kernel, bias) => tf.matMul(x as Tensor2D, kernel as Tensor2D).add(bias)
    });
  }
});

describe("activations agree on 5 configurations each", () => {
  const activations = [
    ["relu", scratch.relu, scratch.reluBackward],
    ["sigmoid", scratch.sigmoid, scratch.sigmoidBackward],
    ["tanh", scratch.tanh, scratch.tanhBackward],
    ["softmax", scratch.softmax, scratch.softmaxBackward]
  ] as const;
  test.each(activations)("%s", (name, ours, backward) => {
    const source = random(8);
    for (let i = 0; i < 5; ++i) {
      const shape = [1 + source.integer(5), 1 + source.integer(5), 2 + source.integer(5)];
      compare(`${name} ${shape}`, source, {
        inputs: [normal(source, shape, "float32")],
        ours,
        backward: (dOutput, x) => [backward(dOutput, x).dInput],
        theirs: (x) => tf[name](x)
      });
    }
  });
});

test("localResponseNorm agrees on 20 configurations", () => {
  const source = random(9);
  for (let i = 0; i < 20; ++i) {
    const image = [1 + source.integer(3), 1 + source.integer(3), 1 + source.integer(9)];
    const shape = oneOf(source, [image, [2, ...image]]);
    const options =
      i === 0
        ? {depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75} // AlexNet's
        : {
            depthRadius: source.integer(5),
            bias: 0.5 + source.uniform(),
            alpha: source.uniform(),
            beta: 0.25 + source.uniform()
          };
    const {depthRadius, bias, alpha, beta} = options;
    compare(`localResponseNorm ${JSON.stringify({shape, ...options})}`, source, {
      inputs: [normal(source, shape, "float32")],
      ours: (x) => scratch.localResponseNorm(x, options),
      backward: (dOutput, x) => [scratch.localResponseNormBackward(dOutput, x, options).dInput],
      theirs: (x) => tf.localResponseNormalization(x as Tensor4D, depthRadius, bias, alpha, beta)
    });
  }
});

test("batchNorm agrees on 10 configurations, in training and in use", () => {
  const source = random(10);
  for (let i = 0; i < 10; ++i) {
    const channels = 1 + source.integer(4);
    const shape = [2 + source.integer(3), 1 + source.integer(3), 2 + source.integer(3), channels];
    const epsilon = oneOf(source, [1e-3, 1e-2]);
    const perChannel = (): NDArray => normal(source, [channels], "float32");
    const [x, gamma, beta, movingMean, movingVariance] = [
      normal(source, shape, "float32"),
      ...Array.from({length: 4}, perChannel)
    ];
    movingVariance.data.forEach((value, c) => (movingVariance.data[c] = value ** 2 + 0.1));
    const axes = [0, 1, 2];
    compare(`batchNorm ${shape}`, source, {
      inputs: [x, gamma, beta],
      ours: (x, gamma, beta) => scratch.batchNorm(x, gamma, beta, {epsilon}).output,
      backward: (dOutput, x, gamma) => {
        const gradients = scratch.batchNormBackward(dOutput, x, gamma, {epsilon});
        return [gradients.dInput, gradients.dGamma, gradients.dBeta];
      },
      theirs: (x, gamma, beta) => {
        const centred = x.sub(x.mean(axes));
        return centred.div(centred.square().mean(axes).add(epsilon).sqrt()).mul(gamma).add(beta);
      }
    });
    const [mean, variance] = [movingMean, movingVariance].map(({data}) => tf.tensor1d([...data]));
    compare(`batchNormInference ${shape}`, source, {
      inputs: [x, gamma, beta],
      ours: (x, gamma, beta) =>
        scratch.batchNormInference(x, gamma, beta, movingMean, movingVariance, {epsilon}),
      backward: (dOutput, x, gamma) => {
        const gradients = scratch.batchNormInferenceBackward(
          dOutput,
          x,
          gamma,
          movingMean,
          movingVariance,
          {epsilon}
        );
        return [gradients.dInput, gradients.dGamma, gradients.dBeta];
      },
      theirs: (x, gamma, beta) => tf.batchNorm(x, mean, variance, beta, gamma, epsilon)
    });
  }
});

test("batchNorm gives the moving statistics that a TensorFlow.js layer keeps", () => {
  const source = random(11);
  const layer = tf.layers.batchNormalization({inputShape: [3, 3, 2], momentum: 0.9});
  const x = normal(source, [4, 3, 3, 2], "float32");
  layer.apply(tf.tensor4d([...x.data], [4, 3, 3, 2]), {training: true});
  const [gamma, beta, movingMean, movingVariance] = layer.getWeights();
  const ones = {shape: [2], data: Float32Array.from(gamma.dataSync())};
  const zeros = {shape: [2], data: Float32Array.from(beta.dataSync())};
  const {mean, variance} = scratch.batchNorm(x, ones, zeros);
  expectClose(scratch.movingAverage(zeros, mean, {momentum: 0.9}), movingMean, "mean");
  expectClose(scratch.movingAverage(ones, variance, {momentum: 0.9}), movingVariance, "variance");
});

test("losses agree on 10 configurations each", () => {
  const source = random(12);
  for (let i = 0; i < 10; ++i) {
    const [n, classes] = [1 + source.integer(5), 2 + source.integer(4)];
    const truth = Array.from({length: n}, () => source.integer(classes));
    const oneHot = normal(source, [n, classes], "float32");
    oneHot.data.forEach((_, at) => {
      oneHot.data[at] = truth[Math.floor(at / classes)] === at % classes ? 1 : 0;
    });
    const labels = tf.tensor2d([...oneHot.data], [n, classes]);
    const logits = normal(source, [n, classes], "float32");
    const scalar = (value: number): NDArray => ({shape: [], data: Float32Array.of(value)});
    const scaled = (gradient: NDArray, by: NDArray): NDArray => ({
      shape: gradient.shape,
      data: gradient.data.map((value) => value * by.data[0])
    });
    for (const fromLogits of [false, true]) {
      compare(`binaryCrossentropy ${n} ${classes} ${fromLogits}`, source, {
        inputs: [fromLogits ? logits : scratch.sigmoid(logits)],
        ours: (x) => scalar(scratch.binaryCrossentropy(oneHot, x, {fromLogits})),
        backward: (dOutput, x) => [
          scaled(scratch.binaryCrossentropyBackward(oneHot, x, {fromLogits}).dPredictions, dOutput)
        ],
        theirs: (x) =>
          fromLogits
            ? tf.losses.sigmoidCrossEntropy(labels, x)
            : tf.metrics.binaryCrossentropy(labels, x).mean()
      });
      compare(`categoricalCrossentropy ${n} ${classes} ${fromLogits}`, source, {
        inputs: [fromLogits ? logits : scratch.softmax(logits)],
        ours: (x) => scalar(scratch.categoricalCrossentropy(oneHot, x, {fromLogits})),
        backward: (dOutput, x) => [
          scaled(
            scratch.categoricalCrossentropyBackward(oneHot, x, {fromLogits}).dPredictions,
            dOutput
          )
        ],
        theirs: (x) =>
          fromLogits
            ? tf.losses.softmaxCrossEntropy(labels, x)
            : labels.mul(x.log()).sum(-1).neg().mean()
      });
    }
  }
});

test("at least 200 configurations were compared", () => {
  expect(configurations).toBeGreaterThanOrEqual(200);
});
