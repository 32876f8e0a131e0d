import {ndarray, scratch, tf, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";

// What a reader sees after a mistake: each call with the whole message.
const image = zeros([4, 4, 3]);
const kernel = zeros([3, 3, 3, 2]);
const bias = zeros([2]);
const matrix = zeros([4, 5]);
const f64 = (values: number[]) => ndarray([values.length], values, {dtype: "float64"});

const mistakes: [call: () => unknown, message: string][] = [
  [
    () => scratch.conv2d(tf.zeros([4, 4, 3]) as never, kernel, bias),
    "conv2d: x is an NDArray, but got a value of type Tensor"
  ],
  [
    () => scratch.conv2d([[1, 2]] as never, kernel, bias),
    "conv2d: x is an NDArray, but got a value of type Array"
  ],
  [
    () => scratch.conv2d(image, kernel, undefined as never),
    "conv2d: bias is an NDArray, but got undefined"
  ],
  [() => scratch.relu(3 as never), "relu: x is an NDArray, but got 3"],
  [
    () => scratch.softmax({logits: image} as never),
    "softmax: x is an NDArray, but got an object {logits}"
  ],
  [() => scratch.dense("x" as never, matrix, zeros([5])), 'dense: x is an NDArray, but got "x"'],
  [
    () => scratch.conv2d(zeros([4, 4]), kernel, bias),
    "conv2d: x is an image [height, width, channels] or a batch [n, height, width, channels], but got shape [4,4]"
  ],
  [
    () => scratch.conv2d(image, zeros([3, 3]), bias),
    "conv2d: kernel has shape [height, width, inChannels, filters], but got [3,3]"
  ],
  [
    () => scratch.conv2d(zeros([4, 4, 1]), kernel, bias),
    "conv2d: kernel expects 3 input channels, but x has 1 (x [4,4,1], kernel [3,3,3,2])"
  ],
  [() => scratch.conv2d(image, kernel, zeros([3])), "conv2d: bias has shape [2], but got [3]"],
  [
    () => scratch.conv2d(zeros([2, 2, 3]), kernel, bias),
    "conv2d: a 3×3 window does not fit in a 2×2 image with padding valid"
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {dilationRate: [1, 2]}),
    "conv2d: a 3×3 window of dilationRate 1,2 does not fit in a 4×4 image with padding valid"
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {strides: 0}),
    "conv2d: strides is a whole number from 1 up or a pair of them, but got 0"
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {strides: [1, 1.5]}),
    "conv2d: strides is a whole number from 1 up or a pair of them, but got [1,1.5]"
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {strides: [1, 1, 1] as never}),
    "conv2d: strides is a whole number from 1 up or a pair of them, but got [1,1,1]"
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {dilationRate: NaN}),
    "conv2d: dilationRate is a whole number from 1 up or a pair of them, but got NaN"
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {padding: -1}),
    'conv2d: padding is "valid", "same" or a whole number from 0 up, but got -1'
  ],
  [
    () => scratch.conv2d(image, kernel, bias, {padding: "full" as never}),
    'conv2d: padding is "valid", "same" or a whole number from 0 up, but got "full"'
  ],
  [
    () => scratch.conv2dBackward(zeros([3, 3, 2]), image, kernel),
    "conv2dBackward: dOutput has shape [2,2,2], but got [3,3,2]"
  ],
  [
    () => scratch.conv2dSteps(zeros([1, 4, 4, 3]), kernel, bias),
    "conv2dSteps: x has shape [height, width, channels], but got [1,4,4,3]"
  ],
  [
    () => scratch.conv2dSteps(image, kernel, zeros([1])),
    "conv2dSteps: bias has shape [2], but got [1]"
  ],
  [
    () => scratch.conv1d(zeros([4]), zeros([2, 1, 1]), zeros([1])),
    "conv1d: x is a series [length, channels] or a batch [n, length, channels], but got shape [4]"
  ],
  [
    () => scratch.conv1d(zeros([4, 1]), zeros([2, 1]), zeros([1])),
    "conv1d: kernel has shape [length, inChannels, filters], but got [2,1]"
  ],
  [
    () => scratch.conv1d(zeros([4, 1]), zeros([2, 2, 1]), zeros([1])),
    "conv1d: kernel expects 2 input channels, but x has 1 (x [4,1], kernel [2,2,1])"
  ],
  [
    () => scratch.conv1d(zeros([4, 1]), zeros([5, 1, 1]), zeros([1])),
    "conv1d: a window of 5 does not fit in a series of 4 with padding valid and dilationRate 1"
  ],
  [
    () => scratch.conv1d(zeros([4, 1]), zeros([2, 1, 1]), zeros([1]), {strides: 0.5}),
    "conv1d: strides is a whole number from 1 up, but got 0.5"
  ],
  [
    () => scratch.conv1dBackward(zeros([4, 1]), zeros([4, 1]), zeros([2, 1, 1])),
    "conv1dBackward: dOutput has shape [3,1], but got [4,1]"
  ],
  [
    () => scratch.correlate(image, matrix),
    "correlate: x has shape [height, width], but got [4,4,3]"
  ],
  [
    () => scratch.correlate(matrix, image),
    "correlate: kernel has shape [height, width], but got [4,4,3]"
  ],
  [
    () => scratch.correlate(zeros([2, 2]), matrix),
    "correlate: a 4×5 window does not fit in a 2×2 image with padding valid"
  ],
  [
    () => scratch.correlateBackward(matrix, matrix, matrix),
    "correlateBackward: dOutput has shape [1,1], but got [4,5]"
  ],
  [
    () => scratch.convolve(matrix, image),
    "convolve: kernel has shape [height, width], but got [4,4,3]"
  ],
  [() => scratch.rotate180(image), "rotate180: x has shape [height, width], but got [4,4,3]"],
  [
    () => scratch.matMul(matrix, matrix),
    "matMul: b has as many rows as a has columns, but 4 ≠ 5 (a [4,5], b [4,5])"
  ],
  [() => scratch.transpose(image), "transpose: x has shape [rows, cols], but got [4,4,3]"],
  [
    () => scratch.im2col(image, 0),
    "im2col: kernelSize is a whole number from 1 up or a pair of them, but got 0"
  ],
  [
    () => scratch.im2colBackward(matrix, image, 3),
    "im2colBackward: dOutput has shape [4,27], but got [4,5]"
  ],
  [
    () => scratch.convolutionMatrix(zeros([3]), [4, 4]),
    "convolutionMatrix: kernel has shape [height, width] or [height, width, inChannels, filters], but got [3]"
  ],
  [
    () => scratch.convolutionMatrix(matrix, [4]),
    "convolutionMatrix: inputShape is [height, width] or [height, width, channels], but got [4]"
  ],
  [
    () => scratch.convolutionMatrix(kernel, [4, 4]),
    "convolutionMatrix: kernel expects 3 input channels, but inputShape has 1 (inputShape [4,4], kernel [3,3,3,2])"
  ],
  [
    () => scratch.convolutionMatrixBackward(matrix, zeros([2, 2]), [3, 3]),
    "convolutionMatrixBackward: dOutput has shape [4,9], but got [4,5]"
  ],
  [
    () => scratch.zeroPad2d(image, -1),
    "zeroPad2d: border is a whole number of pixels from 0 up, or [[above, below], [left, right]], but got -1"
  ],
  [
    () => scratch.zeroPad2dBackward(image, image, 1),
    "zeroPad2dBackward: dOutput has shape [6,6,3], but got [4,4,3]"
  ],
  [() => scratch.outputSize(28.5, 3), "outputSize: n is a whole number from 1 up, but got 28.5"],
  [() => scratch.outputSize(28, 0), "outputSize: f is a whole number from 1 up, but got 0"],
  [
    () => scratch.outputSize(28, 3, {strides: -2}),
    "outputSize: strides is a whole number from 1 up, but got -2"
  ],
  [
    () => scratch.outputSize(28, 3, {padding: 0.5}),
    'outputSize: padding is "valid", "same" or a whole number from 0 up, but got 0.5'
  ],
  [
    () => scratch.outputSize(4, 3, {dilationRate: 2}),
    "outputSize: a window of 3 does not fit in a length of 4 with padding valid and dilationRate 2"
  ],
  [
    () => scratch.receptiveField([{kernelSize: 3}, {kernelSize: 0, name: "pool"}]),
    "receptiveField: kernelSize of pool is a whole number from 1 up, but got 0"
  ],
  [
    () => scratch.receptiveField([{kernelSize: 3, padding: "same", strides: 2}]),
    'receptiveField: padding "same" with strides depends on the input size, but none is given (layer 1, strides 2)'
  ],
  [
    () => scratch.receptiveField([{kernelSize: 3}, {kernelSize: 3}], {inputSize: 4}),
    "receptiveField: a window of 3 does not fit in a length of 2 (layer 2, padding valid, dilationRate 1)"
  ],
  [
    () => scratch.receptiveField([], {inputSize: 0}),
    "receptiveField: inputSize is a whole number from 1 up, but got 0"
  ],
  [
    () => scratch.maxPool2d(matrix),
    "maxPool2d: x is an image [height, width, channels] or a batch [n, height, width, channels], but got shape [4,5]"
  ],
  [
    () => scratch.maxPool2d(image, {poolSize: 5}),
    "maxPool2d: a 5×5 window does not fit in a 4×4 image with padding valid"
  ],
  [
    () => scratch.maxPool2d(image, {poolSize: [2, 3], padding: 2}),
    "maxPool2d: padding is smaller than the pool size, so that each window has a pixel, but got padding 2 (poolSize 2,3)"
  ],
  [
    () => scratch.maxPool2d(image, {poolSize: 1.5}),
    "maxPool2d: poolSize is a whole number from 1 up or a pair of them, but got 1.5"
  ],
  [
    () => scratch.maxPool2dBackward(image, image),
    "maxPool2dBackward: dOutput has shape [2,2,3], but got [4,4,3]"
  ],
  [
    () => scratch.avgPool2d(image, {strides: 0}),
    "avgPool2d: strides is a whole number from 1 up or a pair of them, but got 0"
  ],
  [
    () => scratch.avgPool2dBackward(image, image),
    "avgPool2dBackward: dOutput has shape [2,2,3], but got [4,4,3]"
  ],
  [
    () => scratch.globalMaxPool2d(zeros([0, 4, 3])),
    "globalMaxPool2d: x has at least one pixel, but got shape [0,4,3]"
  ],
  [
    () => scratch.globalAvgPool2d(zeros([4, 0, 3])),
    "globalAvgPool2d: x has at least one pixel, but got shape [4,0,3]"
  ],
  [
    () => scratch.globalMaxPool2dBackward(zeros([2]), image),
    "globalMaxPool2dBackward: dOutput has shape [3], but got [2]"
  ],
  [
    () => scratch.globalAvgPool2dBackward(zeros([2]), image),
    "globalAvgPool2dBackward: dOutput has shape [3], but got [2]"
  ],
  [
    () => scratch.pool2dSteps(zeros([1, 4, 4, 3])),
    "pool2dSteps: x has shape [height, width, channels], but got [1,4,4,3]"
  ],
  [
    () => scratch.pool2dSteps(image, {kind: "min" as never}),
    'pool2dSteps: kind is "max" or "avg", but got "min"'
  ],
  [
    () => scratch.dense(image, matrix, bias),
    "dense: x has shape [features] or [n, features], but got [4,4,3]"
  ],
  [
    () => scratch.dense(zeros([3]), zeros([3]), bias),
    "dense: kernel has shape [features, units], but got [3]"
  ],
  [
    () => scratch.dense(zeros([3]), matrix, zeros([5])),
    "dense: kernel expects 4 features, but x has 3 (x [3], kernel [4,5])"
  ],
  [() => scratch.dense(zeros([4]), matrix, zeros([4])), "dense: bias has shape [5], but got [4]"],
  [
    () => scratch.denseBackward(zeros([4]), zeros([4]), matrix),
    "denseBackward: dOutput has shape [5], but got [4]"
  ],
  [
    () => scratch.flatten(matrix),
    "flatten: x is an image [height, width, channels] or a batch [n, height, width, channels], but got shape [4,5]"
  ],
  [
    () => scratch.flattenBackward(zeros([47]), image),
    "flattenBackward: dOutput has shape [48], but got [47]"
  ],
  [
    () => scratch.reshapeBackward(zeros([47]), image),
    "reshapeBackward: dOutput holds as many values as x, but got 47 for 48 (dOutput [47], x [4,4,3])"
  ],
  [
    () => scratch.reluBackward(zeros([2]), zeros([3])),
    "reluBackward: dOutput has shape [3], but got [2]"
  ],
  [
    () => scratch.sigmoidBackward(zeros([2]), zeros([3])),
    "sigmoidBackward: dOutput has shape [3], but got [2]"
  ],
  [
    () => scratch.tanhBackward(zeros([2]), zeros([3])),
    "tanhBackward: dOutput has shape [3], but got [2]"
  ],
  [
    () => scratch.softmax(zeros([])),
    "softmax: x has shape [..., classes], but got a single number"
  ],
  [
    () => scratch.softmaxBackward(zeros([2]), zeros([3])),
    "softmaxBackward: dOutput has shape [3], but got [2]"
  ],
  [
    () => scratch.batchNorm(zeros([]), zeros([1]), zeros([1])),
    "batchNorm: x has shape [..., channels] and at least one value, but got []"
  ],
  [
    () => scratch.batchNorm(image, zeros([2]), zeros([3])),
    "batchNorm: gamma has shape [3], but got [2]"
  ],
  [
    () => scratch.batchNormBackward(matrix, image, zeros([3])),
    "batchNormBackward: dOutput has shape [4,4,3], but got [4,5]"
  ],
  [
    () => scratch.batchNormInference(image, zeros([3]), zeros([3]), zeros([3]), zeros([4])),
    "batchNormInference: movingVariance has shape [3], but got [4]"
  ],
  [
    () => scratch.movingAverage(zeros([3]), zeros([4])),
    "movingAverage: value has shape [3], but got [4]"
  ],
  [
    () => scratch.localResponseNorm(image, {depthRadius: 1.5}),
    "localResponseNorm: depthRadius is a whole number from 0 up, but got 1.5"
  ],
  [
    () => scratch.localResponseNorm(image, {bias: 0}),
    "localResponseNorm: bias is above 0, but got 0"
  ],
  [
    () => scratch.localResponseNormBackward(matrix, image),
    "localResponseNormBackward: dOutput has shape [4,4,3], but got [4,5]"
  ],
  [() => scratch.dropout(image, {rate: 1}), "dropout: rate is from 0 to below 1, but got 1"],
  [
    () => scratch.dropoutBackward(image, image, {rate: NaN}),
    "dropoutBackward: rate is from 0 to below 1, but got NaN"
  ],
  [
    () => scratch.binaryCrossentropy(zeros([2]), zeros([2, 1])),
    "binaryCrossentropy: predictions has shape [2], but got [2,1]"
  ],
  [
    () => scratch.categoricalCrossentropy(zeros([2, 3]), zeros([2, 4])),
    "categoricalCrossentropy: predictions has shape [2,3], but got [2,4]"
  ],
  [
    () => scratch.categoricalCrossentropyBackward(zeros([]), zeros([])),
    "categoricalCrossentropyBackward: labels have shape [classes] or [n, classes], but got []"
  ],
  [() => scratch.sgd({learningRate: 0}), "sgd: learningRate is above 0, but got 0"],
  [() => scratch.sgd({momentum: 1}), "sgd: momentum is from 0 to below 1, but got 1"],
  [() => scratch.adam({learningRate: NaN}), "adam: learningRate is above 0, but got NaN"],
  [() => scratch.adam({beta2: 1}), "adam: beta2 is from 0 to below 1, but got 1"],
  [
    () => scratch.sgd().applyGradients({w: zeros([1])}, {v: zeros([1])}),
    'sgd: every gradient is that of a parameter, but "v" is none (w)'
  ],
  [
    () => scratch.adam().applyGradients({w: zeros([1])}, {w: zeros([2])}),
    'adam: gradient "w" has shape [1], but got [2]'
  ],
  [
    () => scratch.gradientCheck(() => 0, {w: zeros([1])}, {w: zeros([1])}),
    "gradientCheck: w is a float64 array, but got float32"
  ],
  [
    () => scratch.gradientCheck(() => 0, {w: f64([1])}, {}),
    "gradientCheck: there is a gradient for each parameter, but got parameters {w} and gradients {}"
  ],
  [
    () => scratch.gradientCheck(() => 0, {w: f64([1])}, {w: f64([1, 2])}),
    "gradientCheck: the gradient of w has shape [1], but got [2]"
  ],
  [
    () => scratch.gradientCheck(() => 0, {w: f64([1, NaN])}, {w: f64([1, 2])}),
    "gradientCheck: w holds finite numbers, but has NaN at [1]"
  ],
  [
    () => scratch.gradientCheck(() => 0, {w: f64([1, 2])}, {w: f64([Infinity, 2])}),
    "gradientCheck: the gradient of w holds finite numbers, but has Infinity at [0]"
  ],
  [
    () => scratch.gradientCheck(() => NaN, {w: f64([1])}, {w: f64([1])}),
    "gradientCheck: f gives a finite number, but gave NaN"
  ],
  [
    () => scratch.gradientCheck(() => 0, {w: f64([1])}, {w: f64([1])}, {step: 0}),
    "gradientCheck: step is above 0, but got 0"
  ]
];

test.each(mistakes.map(([call, message]) => [message, call] as const))("%s", (message, call) => {
  let error: unknown;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  const isOfType = /float64 array|an NDArray/.test(message);
  expect(error).toBeInstanceOf(isOfType ? TypeError : RangeError);
  expect((error as Error).message).toBe(message);
});
