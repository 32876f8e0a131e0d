import {ndarray, random, scratch, tf, zeros} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import type {Tensor, Tensor2D, Tensor4D} from "@tensorflow/tfjs";
import {expect, test} from "vitest";

const lecture: scratch.LayerSpec[] = [
  {type: "conv2d", filters: 1, kernelSize: 3, name: "z1"},
  {type: "relu", name: "a1"},
  {type: "maxPool2d", name: "p1"},
  {type: "flatten", name: "f"},
  {type: "dense", units: 1, name: "z2"},
  {type: "sigmoid", name: "a2"}
];

/** Ones (an upright bar) and zeros (a ring) of 6×6 pixels, at random places, with noise. */
function digits(n: number, seed: number): {x: NDArray; y: NDArray} {
  const source = random(seed);
  const x = zeros([n, 6, 6, 1], {dtype: "float64"});
  const y = zeros([n, 1], {dtype: "float64"});
  for (let k = 0; k < n; ++k) {
    const isOne = source.integer(2);
    y.data[k] = isOne;
    const [top, left] = [source.integer(2), source.integer(isOne ? 6 : 3)];
    for (let i = 0; i < 5; ++i) {
      for (let j = 0; j < (isOne ? 1 : 4); ++j) {
        const inside = !isOne && i > 0 && i < 4 && j > 0 && j < 3;
        if (!inside) x.data[(k * 6 + top + i) * 6 + left + j] = 1;
      }
    }
    for (let pixel = 0; pixel < 36; ++pixel) x.data[k * 36 + pixel] += 0.1 * source.normal();
  }
  return {x, y};
}

function accuracy(network: scratch.Network, {x, y}: {x: NDArray; y: NDArray}): number {
  const right = network.predict(x).data.filter((p, n) => Number(p > 0.5) === y.data[n]);
  return right.length / y.data.length;
}

test.each([0, 1])("15 parameters learn to tell ones from zeros (seed %i)", (seed) => {
  const network = new scratch.Network(lecture, {inputShape: [6, 6, 1], dtype: "float64", seed});
  const [train, test] = [digits(300, 1), digits(200, 2)];
  const before = network.loss(train.x, train.y);
  const losses = network.train(train.x, train.y, {
    epochs: 60,
    batchSize: 20,
    optimizer: scratch.adam({learningRate: 0.02})
  });
  expect(losses).toHaveLength(60);
  expect(losses[59]).toBeLessThan(before / 4);
  expect(accuracy(network, test)).toBeGreaterThanOrEqual(0.98);
});

test("plain gradient descent learns it too", () => {
  const network = new scratch.Network(lecture, {inputShape: [6, 6, 1], dtype: "float64", seed: 1});
  const [train, test] = [digits(300, 1), digits(200, 2)];
  network.train(train.x, train.y, {epochs: 100, batchSize: 20});
  expect(accuracy(network, test)).toBeGreaterThanOrEqual(0.98);
});

test("the same seed trains the same network, another seed another", () => {
  const {x, y} = digits(40, 1);
  const train = (seed: number): number[] =>
    new scratch.Network(lecture, {inputShape: [6, 6, 1], dtype: "float64", seed}).train(x, y, {
      epochs: 3
    });
  expect(train(4)).toEqual(train(4));
  expect(train(4)).not.toEqual(train(5));
});

test("11.11: its gradients agree three ways: by hand, by TensorFlow.js, by central differences", async () => {
  const network = new scratch.Network(lecture, {inputShape: [6, 6, 1], dtype: "float64", seed: 1});
  const {x, y} = digits(8, 3);
  const {loss, dValues, dParameters} = network.gradients(x, y);

  const numeric = scratch.gradientCheck(
    () => network.loss(x, y),
    {...network.parameters, x},
    {...dParameters, x: dValues.input}
  );
  expect(numeric.ok).toBe(true);
  expect(numeric.maxRelativeError).toBeLessThanOrEqual(1e-7);
  expect(numeric.checked + numeric.kinks.length).toBe(15 + 8 * 36);
  expect(numeric.kinks.length).toBeLessThan(5);

  await tf.setBackend("cpu");
  const tensor = ({shape, data}: NDArray): Tensor => tf.tensor([...data], [...shape]);
  const forward = (kernel1: Tensor, bias1: Tensor, kernel2: Tensor, bias2: Tensor): Tensor => {
    const z1: Tensor4D = tf
      .conv2d(tf.tensor4d([...x.data], [8, 6, 6, 1]), kernel1 as Tensor4D, 1, "valid")
      .add(bias1);
    const p1 = tf.maxPool(tf.relu(z1), 2, 2, "valid");
    const a2 = tf
      .matMul(p1.reshape([8, 4]), kernel2 as Tensor2D)
      .add(bias2)
      .sigmoid();
    return tf.metrics.binaryCrossentropy(tensor(y), a2).mean();
  };
  const parameters = Object.values(network.parameters).map(tensor);
  expect(
    forward(parameters[0], parameters[1], parameters[2], parameters[3]).dataSync()[0]
  ).toBeCloseTo(loss, 6);
  const gradients = tf.grads(forward)(parameters);
  Object.keys(network.parameters).forEach((name, i) => {
    const ours = dParameters[name].data;
    const largest = Math.max(...ours.map(Math.abs));
    gradients[i].dataSync().forEach((value, at) => {
      expect(Math.abs(value - ours[at]) / largest, name).toBeLessThan(1e-5);
    });
  });
});

test("a network of three classes with softmax, tanh, average pooling and two convolutions has right gradients", () => {
  const network = new scratch.Network(
    [
      {type: "conv2d", filters: 2, kernelSize: 3, padding: "same", name: "first"},
      {type: "tanh"},
      {type: "avgPool2d"},
      {type: "conv2d", filters: 3, kernelSize: [2, 3]},
      {type: "tanh"},
      {type: "flatten"},
      {type: "dense", units: 3},
      {type: "softmax"}
    ],
    {inputShape: [6, 6, 1], loss: "categoricalCrossentropy", dtype: "float64"}
  );
  expect(network.layers).toEqual([
    {name: "first", outputShape: [6, 6, 2]},
    {name: "tanh", outputShape: [6, 6, 2]},
    {name: "avgPool2d", outputShape: [3, 3, 2]},
    {name: "conv2d", outputShape: [2, 1, 3]},
    {name: "tanh_1", outputShape: [2, 1, 3]},
    {name: "flatten", outputShape: [6]},
    {name: "dense", outputShape: [3]},
    {name: "softmax", outputShape: [3]}
  ]);
  const {x} = digits(3, 4);
  const labels = ndarray([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1], {dtype: "float64"});
  const {dParameters} = network.gradients(x, labels);
  const check = scratch.gradientCheck(
    () => network.loss(x, labels),
    network.parameters,
    dParameters
  );
  expect(check.ok).toBe(true);
  expect(check.checked).toBe(network.parameterCount);
  expect(Object.keys(check.parameters)).toEqual(Object.keys(network.parameters));
});

test("one image gives what a batch of one gives", () => {
  const network = new scratch.Network(lecture, {inputShape: [6, 6, 1], dtype: "float64"});
  const {x, y} = digits(1, 5);
  const single = network.gradients({shape: [6, 6, 1], data: x.data}, {shape: [1], data: y.data});
  const batch = network.gradients(x, y);
  expect(single.loss).toBe(batch.loss);
  expect(single.dParameters).toEqual(batch.dParameters);
  expect(single.dValues.z1.shape).toEqual([4, 4, 1]);
});

test("it refuses what it cannot do", () => {
  const make = (specs: readonly scratch.LayerSpec[], options = {}) =>
    new scratch.Network(specs, {inputShape: [6, 6, 1], ...options});
  expect(() => make([])).toThrow("Network: there is at least one layer, but got none");
  expect(() => make([{type: "conv3d"} as never])).toThrow(
    "Network: type is one of conv2d, maxPool2d, avgPool2d, dense, flatten, relu, sigmoid, tanh, softmax, " +
      'but got "conv3d"'
  );
  expect(() =>
    make([
      {type: "relu", name: "a"},
      {type: "tanh", name: "a"}
    ])
  ).toThrow('Network: every layer has a name of its own, but got "a" twice');
  expect(() => make([{type: "relu"}], {loss: "hinge"})).toThrow(
    'Network: loss is one of binaryCrossentropy, categoricalCrossentropy, but got "hinge"'
  );
  expect(() => make([{type: "conv2d", filters: 1, kernelSize: 9}])).toThrow(
    "conv2d: a 9×9 window does not fit in a 6×6 image with padding valid"
  );
  expect(() => make([{type: "dense", units: 1}])).toThrow(
    "dense: x has shape [features] or [n, features], but got [6,6,1]"
  );
  const network = make(lecture);
  expect(() => network.forward(zeros([5, 6, 1]))).toThrow(
    "Network: x has shape [6,6,1] or [n,6,6,1], but got [5,6,1]"
  );
  expect(() => network.forward(zeros([6, 6, 1], {dtype: "float64"}))).toThrow(
    "Network: x is a float32 array, but got float64"
  );
  expect(() => network.train(zeros([6, 6, 1]), zeros([1]))).toThrow(
    "train: x and labels are batches of one length, but got x [6,6,1] and labels [1]"
  );
  expect(() => network.train(zeros([2, 6, 6, 1]), zeros([2, 1]), {epochs: 0})).toThrow(
    "train: epochs is a whole number from 1 up, but got 0"
  );
  expect(() => network.gradients(zeros([2, 6, 6, 1]), zeros([2]))).toThrow(
    "binaryCrossentropyBackward: predictions has shape [2], but got [2,1]"
  );
});
