import type {LayersModel, Tensor, Variable} from "@tensorflow/tfjs";
import {beforeAll, expect, test} from "vitest";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import {ndarray} from "../../../src/cnn/ndarray.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";
import {kerasDemo} from "../../../src/cnn/zoo/kerasDemo.ts";
import {lenet5} from "../../../src/cnn/zoo/lenet5.ts";
import {noise, residual} from "./models.ts";
import {checkForward, checkBackward} from "./microscopeChecks.ts";

beforeAll(() => useEngine("wasm"));

const models: Record<string, () => LayersModel> = {
  "LeNet-5": lenet5,
  "a residual net of all kinds of layers": residual,
  "Keras's strided demonstration, padded": () => kerasDemo("strided")
};

test.each(Object.keys(models))(
  "sum, bias and activation make the number in the map, at 100 random pixels of %s",
  async (name) => {
    const model = models[name]();
    const image = noise(model.inputs[0].shape.slice(1) as number[], 5);
    expect(await checkForward(model, image, {count: 100, seed: 1})).toBe(
      new Set(
        model.layers.map((layer) => layer.getClassName()).filter((kind) => kind !== "InputLayer")
      ).size
    );
    model.dispose();
  }
);

test.each(Object.keys(models))(
  "what arrives at a pixel is the sum of what the units after it send, in %s",
  async (name) => {
    const model = models[name]();
    const image = noise(model.inputs[0].shape.slice(1) as number[], 6);
    await checkBackward(model, image, {score: 1}, {count: 10, seed: 2});
    await checkBackward(model, image, {loss: 0}, {count: 4, seed: 3});
    model.dispose();
  }
);

test("the gradient that arrives is the slope of the score, and delta that before the activation", async () => {
  const model = lenet5();
  const image = noise([32, 32, 1], 1);
  const {backward, ...view} = await inspect.microscope(model, image, {
    layer: "conv2d_1",
    row: 3,
    column: 4,
    channel: 7,
    gradientOf: {score: 4}
  });
  // The same by TensorFlow.js: moving the bias of the filter moves all 100 pixels of its map.
  const all = await inspect.microscopeSteps(model, image, {
    layer: "conv2d_1",
    channel: 7,
    gradientOf: {score: 4}
  });
  expect(all).toHaveLength(100);
  expect(all[34].backward!.arrived).toBe(backward!.arrived);
  const deltas = all.reduce((sum, one) => sum + one.backward!.delta, 0);
  const bias = model.layers[2].getWeights()[1].dataSync();
  const scoreAt = async (h: number): Promise<number> => {
    const [kernel] = model.layers[2].getWeights();
    const moved = Float32Array.from(bias);
    moved[7] += h;
    tf.tidy(() => model.layers[2].setWeights([kernel, tf.tensor1d(moved)]));
    return (await inspect.saliency(model, image, {classIndex: 4})).score;
  };
  const slope = ((await scoreAt(0.05)) - (await scoreAt(-0.05))) / 0.1;
  expect(deltas).toBeCloseTo(slope, 3);
  expect(backward!.slope).toBeCloseTo(1 - view.value ** 2, 5); // tanh
  expect(backward!.delta).toBeCloseTo(backward!.arrived * backward!.slope!, 6);
  expect(backward!.sends.data[10]).toBeCloseTo(backward!.delta * view.kernel.data[10], 6);
  expect(backward!.kernelGradient.data[10]).toBeCloseTo(backward!.delta * view.window.data[10], 6);
  model.dispose();
});

test("what a pixel adds to the kernel's gradient, over all pixels, is the kernel's gradient", async () => {
  const model = lenet5();
  const image = noise([32, 32, 1], 4);
  const views = await inspect.microscopeSteps(model, image, {
    layer: "conv2d_1",
    channel: 2,
    gradientOf: {loss: 1}
  });
  const total = new Float64Array(views[0].window.data.length);
  for (const {backward} of views) backward!.kernelGradient.data.forEach((v, k) => (total[k] += v));
  const expected = tf.tidy(() => {
    const loss = () => {
      const x = tf.tensor(image.data, [1, 32, 32, 1]);
      const probability = (model.apply(x) as Tensor).flatten().slice(1, 1);
      return tf.log(probability).neg().sum().asScalar();
    };
    const {val: kernel} = model.layers[2].weights[0] as unknown as {val: Variable};
    const [gradient] = Object.values(tf.variableGrads(loss, [kernel]).grads);
    return gradient.dataSync().filter((_, k) => k % 16 === 2);
  });
  expect(Math.max(...total.map(Math.abs))).toBeGreaterThan(1e-3);
  total.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 5));
  model.dispose();
});

test("a window in the padding says so, and shows zeros there", async () => {
  const model = kerasDemo("same");
  const image = ndarray([28, 28, 1], new Array(784).fill(1));
  const view = await inspect.microscope(model, image, {layer: "conv2d", channel: 3});
  expect(view).toMatchObject({
    layer: "conv2d",
    kind: "Conv2D",
    rows: [-1, 0, 1],
    columns: [-1, 0, 1],
    from: ["input"],
    activation: "relu",
    field: {top: -1, left: -1, height: 3, width: 3, seen: {top: 0, left: 0, height: 2, width: 2}}
  });
  expect([...view.window.data]).toEqual([0, 0, 0, 0, 1, 1, 0, 1, 1]);
  expect(view.isPadding.flat()).toEqual([true, true, true, true, false, false, true, false, false]);
  expect(view.backward).toBeUndefined();
  model.dispose();
});

test("a dense layer, a pooling layer and a layer that adds are sums like a convolution", async () => {
  const model = residual();
  const image = noise([12, 14, 2], 4);
  const add = await inspect.microscope(model, image, {layer: "add", row: 1, column: 2, channel: 3});
  expect(add.from).toEqual(["relu", "dropout"]);
  expect(add.depth).toEqual({of: "layer", numbers: [0, 1]});
  expect([...add.kernel.data]).toEqual([1, 1]);
  const most = await inspect.microscope(model, image, {layer: "max", row: 1, column: 1});
  expect([...most.kernel.data].sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(most.value).toBe(Math.max(...most.window.data));
  const corner = await inspect.microscope(model, image, {layer: "max", row: 3, column: 3});
  expect(corner.isPadding).toEqual([[false, false, true], [false, false, true], [true, true, true]]); // prettier-ignore
  const dense = await inspect.microscope(model, image, {layer: "classes", channel: 1});
  expect(dense.depth).toMatchObject({of: "unit", numbers: [0, 1, 2, 3, 4, 5]});
  expect(dense.field.seen).toEqual({top: 0, left: 0, height: 12, width: 14});
  model.dispose();
});

test("what is wrong is named", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.upSampling2d({inputShape: [2, 2, 1], name: "larger"}),
      tf.layers.conv2d({filters: 2, kernelSize: 2, name: "conv"})
    ]
  });
  const at = (options: object) =>
    inspect.microscope(model, ndarray([2, 2, 1], [1, 2, 3, 4]), options as never);
  await expect(at({layer: "larger"})).rejects.toThrow(
    /^microscope: a layer whose numbers are sums is expected \(Conv2D, .*\), but larger is UpSampling2D$/
  );
  await expect(at({layer: "conv", row: 3})).rejects.toThrow(
    "microscope: row is one of 0 to 2 in layer conv, but got 3"
  );
  await expect(at({layer: "conv", channel: 2})).rejects.toThrow(
    "microscope: channel is one of 0 to 1 in layer conv, but got 2"
  );
  await expect(at({layer: "conv", gradientOf: {score: 99}})).rejects.toThrow(
    "microscope: classIndex is one of 0 to 17, but got 99"
  );
  model.dispose();
});

test("no tensor is left behind", async () => {
  const model = residual();
  const image = noise([12, 14, 2], 4);
  const count = tf.memory().numTensors;
  await inspect.microscope(model, image, {layer: "add", gradientOf: {score: 0}});
  await inspect.microscopeSteps(model, image, {layer: "relu", gradientOf: {loss: 0}, limit: 4});
  expect(tf.memory().numTensors).toBe(count);
});
