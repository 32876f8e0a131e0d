import {ndarray, random, scratch} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {normal, weighed} from "./arrays.ts";

// Every gradient of the folder against the slope of its own forward pass, in double precision.
const tolerance = 1e-7;

interface Case {
  /** The arrays by which the output is differentiated. */
  arrays: Record<string, NDArray>;
  forward: () => NDArray;
  /** The gradients, under the names of the arrays. */
  backward: (dOutput: NDArray) => Record<string, NDArray>;
}

function check({arrays, forward, backward}: Case): void {
  const dOutput = normal(random(99), forward().shape);
  const result = scratch.gradientCheck(
    () => weighed(forward(), dOutput),
    arrays,
    backward(dOutput),
    {tolerance}
  );
  expect(result.worst?.relativeError).toBeLessThanOrEqual(tolerance);
  expect(result.kinks).toEqual([]);
  expect(result.ok).toBe(true);
  const entries = Object.values(arrays).reduce((sum, {data}) => sum + data.length, 0);
  expect(result.checked).toBe(entries);
}

const source = random(42);
const x = normal(source, [2, 6, 5, 3]);
const matrix = normal(source, [6, 5]);
const other = normal(source, [5, 4]);
const kernel = normal(source, [3, 2]);
const [gamma, beta, movingMean] = Array.from({length: 3}, () => normal(source, [3]));
const movingVariance = ndarray([3], [0.5, 1, 2], {dtype: "float64"});
const labels = ndarray([3, 2], [1, 0, 0, 1, 1, 0], {dtype: "float64"});
const logits = normal(source, [3, 2]);

/** The losses end in a number, which the chain starts from with a gradient of its own. */
function lossCase(
  loss: typeof scratch.binaryCrossentropy,
  backward: typeof scratch.binaryCrossentropyBackward,
  predictions: NDArray,
  options: scratch.CrossentropyOptions
): Case {
  return {
    arrays: {predictions},
    forward: () => ndarray([], [loss(labels, predictions, options)], {dtype: "float64"}),
    backward: (dOutput) => {
      const {shape, data} = backward(labels, predictions, options).dPredictions;
      return {predictions: {shape, data: data.map((value) => value * dOutput.data[0])}};
    }
  };
}

function conv2dCase(options: scratch.Conv2dOptions): Case {
  const [kernel, bias] = [normal(source, [3, 2, 3, 2]), normal(source, [2])];
  return {
    arrays: {x, kernel, bias},
    forward: () => scratch.conv2d(x, kernel, bias, options),
    backward: (dOutput) => {
      const {dInput, dKernel, dBias} = scratch.conv2dBackward(dOutput, x, kernel, options);
      return {x: dInput, kernel: dKernel, bias: dBias};
    }
  };
}

function conv1dCase(options: scratch.Conv1dOptions): Case {
  const [x, kernel, bias] = [[2, 9, 3], [3, 3, 2], [2]].map((shape) => normal(source, shape));
  return {
    arrays: {x, kernel, bias},
    forward: () => scratch.conv1d(x, kernel, bias, options),
    backward: (dOutput) => {
      const {dInput, dKernel, dBias} = scratch.conv1dBackward(dOutput, x, kernel, options);
      return {x: dInput, kernel: dKernel, bias: dBias};
    }
  };
}

/** A function of x alone. */
function inputCase(
  forward: (x: NDArray) => NDArray,
  backward: (dOutput: NDArray, x: NDArray) => {dInput: NDArray},
  input: NDArray = x
): Case {
  return {
    arrays: {input},
    forward: () => forward(input),
    backward: (dOutput) => ({input: backward(dOutput, input).dInput})
  };
}

function correlateCase(
  forward: typeof scratch.correlate,
  backward: typeof scratch.correlateBackward,
  padding: "valid" | "same" | "full" | number
): Case {
  return {
    arrays: {matrix, kernel},
    forward: () => forward(matrix, kernel, {padding}),
    backward: (dOutput) => {
      const {dInput, dKernel} = backward(dOutput, matrix, kernel, {padding});
      return {matrix: dInput, kernel: dKernel};
    }
  };
}

const everyPadding = ["valid", "same", "full", 2] as const;
const pools = [
  {},
  {poolSize: [3, 2], strides: [2, 1], padding: "same"},
  {poolSize: 3, strides: 2, padding: 1}
] as const;

// By the name of the function that gives the gradient.
const cases: Record<string, Case[]> = {
  conv1dBackward: [
    conv1dCase({}),
    conv1dCase({strides: 2, padding: "same"}),
    conv1dCase({padding: 2, dilationRate: 3})
  ],
  conv2dBackward: [
    conv2dCase({}),
    conv2dCase({strides: 2, padding: "same"}),
    conv2dCase({strides: [1, 2], padding: 2, dilationRate: [2, 1]})
  ],
  correlateBackward: everyPadding.map((padding) =>
    correlateCase(scratch.correlate, scratch.correlateBackward, padding)
  ),
  convolveBackward: everyPadding.map((padding) =>
    correlateCase(scratch.convolve, scratch.convolveBackward, padding)
  ),
  zeroPad2dBackward: (
    [
      2,
      [
        [0, 1],
        [2, 3]
      ]
    ] as const
  ).map((border) =>
    inputCase(
      (x) => scratch.zeroPad2d(x, border),
      (dOutput, x) => scratch.zeroPad2dBackward(dOutput, x, border)
    )
  ),
  matMulBackward: [
    {
      arrays: {matrix, other},
      forward: () => scratch.matMul(matrix, other),
      backward: (dOutput) => {
        const {dA, dB} = scratch.matMulBackward(dOutput, matrix, other);
        return {matrix: dA, other: dB};
      }
    }
  ],
  im2colBackward: [{}, {strides: 2, padding: "same", dilationRate: [1, 2]} as const].map(
    (options) =>
      inputCase(
        (x) => scratch.im2col(x, [2, 3], options),
        (dOutput, x) => scratch.im2colBackward(dOutput, x, [2, 3], options)
      )
  ),
  convolutionMatrixBackward: [{}, {strides: [2, 1], padding: "same"} as const].map((options) => ({
    arrays: {kernel},
    forward: () => scratch.convolutionMatrix(kernel, [5, 4], options),
    backward: (dOutput) => ({
      kernel: scratch.convolutionMatrixBackward(dOutput, kernel, [5, 4], options).dKernel
    })
  })),
  maxPool2dBackward: pools.map((options) =>
    inputCase(
      (x) => scratch.maxPool2d(x, options),
      (dOutput, x) => scratch.maxPool2dBackward(dOutput, x, options)
    )
  ),
  avgPool2dBackward: pools.map((options) =>
    inputCase(
      (x) => scratch.avgPool2d(x, options),
      (dOutput, x) => scratch.avgPool2dBackward(dOutput, x, options)
    )
  ),
  globalMaxPool2dBackward: [inputCase(scratch.globalMaxPool2d, scratch.globalMaxPool2dBackward)],
  globalAvgPool2dBackward: [inputCase(scratch.globalAvgPool2d, scratch.globalAvgPool2dBackward)],
  flattenBackward: [inputCase(scratch.flatten, scratch.flattenBackward)],
  reshapeBackward: [inputCase((x) => scratch.reshape(x, [4, 45]), scratch.reshapeBackward)],
  reluBackward: [inputCase(scratch.relu, scratch.reluBackward)],
  sigmoidBackward: [inputCase(scratch.sigmoid, scratch.sigmoidBackward)],
  tanhBackward: [inputCase(scratch.tanh, scratch.tanhBackward)],
  softmaxBackward: [inputCase(scratch.softmax, scratch.softmaxBackward)],
  localResponseNormBackward: [{}, {depthRadius: 1, bias: 2, alpha: 0.3, beta: 0.75}].map(
    (options) =>
      inputCase(
        (x) => scratch.localResponseNorm(x, options),
        (dOutput, x) => scratch.localResponseNormBackward(dOutput, x, options)
      )
  ),
  dropoutBackward: [
    inputCase(
      (x) => scratch.dropout(x, {rate: 0.3, seed: 7}),
      (dOutput, x) => scratch.dropoutBackward(dOutput, x, {rate: 0.3, seed: 7})
    )
  ],
  denseBackward: [[5], [4, 5]].map((shape) => {
    const [x, kernel, bias] = [shape, [5, 3], [3]].map((shape) => normal(source, shape));
    return {
      arrays: {x, kernel, bias},
      forward: () => scratch.dense(x, kernel, bias),
      backward: (dOutput) => {
        const {dInput, dKernel, dBias} = scratch.denseBackward(dOutput, x, kernel);
        return {x: dInput, kernel: dKernel, bias: dBias};
      }
    };
  }),
  batchNormBackward: [
    {
      arrays: {x, gamma, beta},
      forward: () => scratch.batchNorm(x, gamma, beta).output,
      backward: (dOutput) => {
        const {dInput, dGamma, dBeta} = scratch.batchNormBackward(dOutput, x, gamma);
        return {x: dInput, gamma: dGamma, beta: dBeta};
      }
    }
  ],
  batchNormInferenceBackward: [
    {
      arrays: {x, gamma, beta},
      forward: () => scratch.batchNormInference(x, gamma, beta, movingMean, movingVariance),
      backward: (dOutput) => {
        const {dInput, dGamma, dBeta} = scratch.batchNormInferenceBackward(
          dOutput,
          x,
          gamma,
          movingMean,
          movingVariance
        );
        return {x: dInput, gamma: dGamma, beta: dBeta};
      }
    }
  ],
  binaryCrossentropyBackward: [
    [scratch.sigmoid(logits), false] as const,
    [logits, true] as const
  ].map(([predictions, fromLogits]) =>
    lossCase(scratch.binaryCrossentropy, scratch.binaryCrossentropyBackward, predictions, {
      fromLogits
    })
  ),
  categoricalCrossentropyBackward: [
    [scratch.softmax(logits), false] as const,
    [logits, true] as const
  ].map(([predictions, fromLogits]) =>
    lossCase(
      scratch.categoricalCrossentropy,
      scratch.categoricalCrossentropyBackward,
      predictions,
      {fromLogits}
    )
  )
};

test("every gradient of the folder is among those checked", () => {
  const backward = Object.keys(scratch).filter((name) => name.endsWith("Backward"));
  expect(Object.keys(cases).sort()).toEqual(backward.sort());
});

test.each(Object.entries(cases))("%s is the slope of its forward pass", (_, variants) => {
  expect(variants.length).toBeGreaterThan(0);
  variants.forEach(check);
});

test.each(["float32", "float64"] as const)("%s goes in and comes out", (dtype) => {
  const source = random(5);
  const [image, kernel, bias] = [[4, 4, 2], [2, 2, 2, 3], [3]].map((shape) =>
    normal(source, shape, dtype)
  );
  const [gamma, beta] = [[2], [2]].map((shape) => normal(source, shape, dtype));
  const row = scratch.flatten(image);
  const weights = normal(source, [32, 3], dtype);
  const [series, taps] = [normal(source, [5, 2], dtype), normal(source, [2, 2, 3], dtype)];
  const square = normal(source, [3, 3], dtype);
  const y = scratch.conv2d(image, kernel, bias);
  const forward = {
    conv1d: scratch.conv1d(series, taps, bias),
    conv2d: y,
    correlate: scratch.correlate(square, square),
    convolve: scratch.convolve(square, square),
    matMul: scratch.matMul(square, square),
    im2col: scratch.im2col(image, 2),
    convolutionMatrix: scratch.convolutionMatrix(square, [4, 4]),
    zeroPad2d: scratch.zeroPad2d(image, 1),
    maxPool2d: scratch.maxPool2d(image),
    avgPool2d: scratch.avgPool2d(image),
    globalMaxPool2d: scratch.globalMaxPool2d(image),
    globalAvgPool2d: scratch.globalAvgPool2d(image),
    dense: scratch.dense(row, weights, bias),
    relu: scratch.relu(image),
    sigmoid: scratch.sigmoid(image),
    tanh: scratch.tanh(image),
    softmax: scratch.softmax(image),
    localResponseNorm: scratch.localResponseNorm(image),
    dropout: scratch.dropout(image),
    ...scratch.batchNorm(image, gamma, beta),
    ...scratch.conv2dBackward(y, image, kernel),
    ...scratch.maxPool2dBackward(scratch.maxPool2d(image), image),
    ...scratch.binaryCrossentropyBackward(image, image)
  };
  const array = dtype === "float32" ? Float32Array : Float64Array;
  for (const [name, {data}] of Object.entries(forward)) expect(data, name).toBeInstanceOf(array);
});
