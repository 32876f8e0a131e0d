import type {LayersModel, SymbolicTensor, Tensor} from "@tensorflow/tfjs";
import {beforeAll, expect, test} from "vitest";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import {seedModel} from "../../../src/cnn/layers/seedModel.ts";
import {ndarray, zeros} from "../../../src/cnn/ndarray.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";
import {predict, predictAll} from "../../../src/cnn/training/predict.ts";
import {lenet5} from "../../../src/cnn/zoo/lenet5.ts";
import {noise, residual} from "./models.ts";

let net: LayersModel;
let smooth: LayersModel;
const image = noise([12, 14, 2], 5);
beforeAll(async () => {
  await useEngine("wasm");
  net = residual();
  smooth = lenet5(); // tanh and mean pooling: no kinks
});

/** The numbers before the softmax. */
function logitsOf(model: LayersModel, x: {shape: readonly number[]; data: ArrayLike<number>}) {
  return tf.tidy(() => {
    const last = model.layers.at(-1)!;
    const inner = tf.model({inputs: model.inputs, outputs: last.input});
    const [kernel, bias] = last.getWeights();
    const hidden = inner.apply(tf.tensor(Float32Array.from(x.data), [1, ...x.shape])) as Tensor;
    return tf.matMul(hidden, kernel).add(bias).dataSync();
  });
}

test("featureMaps gives what the model itself computes in its layers", async () => {
  const maps = await inspect.featureMaps(net, image);
  const names = maps.map(({name}) => name);
  expect(names).toContain("separable");
  expect(names).not.toContain("flatten");
  const inner = tf.model({
    inputs: net.inputs,
    outputs: names.map((name) => net.getLayer(name).output as SymbolicTensor)
  });
  const expected = await predictAll(inner, ndarray([1, ...image.shape], image.data));
  maps.forEach(({name, maps}, k) => {
    expect(maps.shape, name).toEqual(expected[k].shape.slice(1));
    maps.data.forEach((value, p) => expect(value).toBeCloseTo(expected[k].data[p], 5));
  });
});

test("featureMaps takes names as a summary shows them, in the asked order, of sequential models too", async () => {
  lenet5(); // TensorFlow.js now numbers its layers otherwise
  const model = lenet5();
  const bytes = {shape: [32, 32, 1], data: new Uint8Array(1024).fill(255)};
  const maps = await inspect.featureMaps(model, bytes, {layers: ["conv2d_1", "conv2d"]});
  expect(maps.map(({maps}) => maps.shape)).toEqual([[10, 10, 16], [28, 28, 6]]); // prettier-ignore
  const ones = await inspect.featureMaps(model, ndarray([1, 32, 32, 1], new Array(1024).fill(1)), {
    layers: ["conv2d_1"]
  });
  expect(maps[0].maps).toEqual(ones[0].maps); // bytes are brightness
  model.dispose();
});

test("a model that is a layer of another is looked into", async () => {
  const base = tf.sequential({
    name: "base",
    layers: [tf.layers.conv2d({filters: 2, kernelSize: 3, inputShape: [6, 6, 1], name: "inner"})]
  });
  const input = tf.input({shape: [6, 6, 1]});
  const features = base.apply(input) as SymbolicTensor;
  const flat = tf.layers.flatten().apply(features) as SymbolicTensor;
  const outputs = tf.layers.dense({units: 2, activation: "softmax"}).apply(flat) as SymbolicTensor;
  const model = seedModel(tf.model({inputs: input, outputs}), 1);
  const x = noise([6, 6, 1], 2);
  const [{name, maps}] = await inspect.featureMaps(model, x, {layers: ["base/inner"]});
  expect(name).toBe("base/inner");
  expect(maps.data).toEqual((await predict(base, ndarray([1, 6, 6, 1], x.data))).data);
  expect((await inspect.gradCam(model, x)).layer).toBe("base/inner");
  model.dispose();
});

test("saliency is the slope of the class's score, as central differences measure it", async () => {
  const digit = noise([32, 32, 1], 3);
  const {gradient, map, score, classIndex} = await inspect.saliency(smooth, digit, {classIndex: 2});
  expect(classIndex).toBe(2);
  expect(score).toBeCloseTo(logitsOf(smooth, digit)[2], 5);
  for (let p = 0; p < digit.data.length; p += 41) {
    const at = (h: number): number => {
      const data = digit.data.slice();
      data[p] += h;
      return logitsOf(smooth, {shape: digit.shape, data})[2];
    };
    expect(gradient.data[p]).toBeCloseTo((at(0.02) - at(-0.02)) / 0.04, 4);
  }
  expect(Math.max(...map.data)).toBeGreaterThan(1e-3);
  map.data.forEach((value, p) => expect(value).toBe(Math.abs(gradient.data[p])));
});

test("saliency is the gradient that TensorFlow.js finds, the greatest over the channels", async () => {
  const {gradient, map} = await inspect.saliency(net, image, {classIndex: 1});
  const [expected] = tf.tidy(() => {
    const last = net.layers.at(-1)!;
    const inner = tf.model({inputs: net.inputs, outputs: last.input});
    const [kernel] = last.getWeights();
    const x = tf.tensor(image.data, [1, ...image.shape]);
    const score = (x: Tensor) =>
      tf
        .matMul(inner.apply(x) as Tensor, kernel)
        .flatten()
        .slice(1, 1);
    return [
      tf
        .grad((x) => score(x).sum())(x)
        .dataSync()
    ];
  });
  gradient.data.forEach((value, p) => expect(value).toBeCloseTo(expected[p], 4));
  expect(map.shape).toEqual([12, 14]);
  expect(map.data[5]).toBe(Math.max(...[10, 11].map((k) => Math.abs(gradient.data[k]))));
});

test("saliency asks for the surest class where none is named, and for one unit speaks of both", async () => {
  const logits = Array.from(logitsOf(net, image));
  const surest = logits.indexOf(Math.max(...logits));
  expect((await inspect.saliency(net, image)).classIndex).toBe(surest);
  const one = tf.sequential({
    layers: [
      tf.layers.flatten({inputShape: [2, 2, 1]}),
      tf.layers.dense({units: 1, activation: "sigmoid"})
    ]
  });
  one.setWeights([tf.tensor2d([[1], [-2], [3], [0]]), tf.tensor1d([0])]);
  const x = ndarray([2, 2, 1], [1, 1, 1, 1]);
  expect((await inspect.saliency(one, x)).gradient.data).toEqual(Float32Array.of(1, -2, 3, 0));
  const against = await inspect.saliency(one, x, {classIndex: 0});
  expect([...against.gradient.data].map((v) => v + 0)).toEqual([-1, 2, -3, 0]);
  expect(against.score).toBe(-2);
  one.dispose();
});

/** score = relu(a) − relu(b), with a = 2x and b = x, through two layers of one weight each. */
function twoPaths(): LayersModel {
  const input = tf.input({shape: [1, 1, 1]});
  const paths = [2, 1].map((weight) => {
    const layer = tf.layers.conv2d({filters: 1, kernelSize: 1, activation: "relu"});
    const y = layer.apply(input) as SymbolicTensor;
    layer.setWeights([tf.tensor4d([weight], [1, 1, 1, 1]), tf.tensor1d([0])]);
    return y;
  });
  const joined = tf.layers.concatenate().apply(paths) as SymbolicTensor;
  const flat = tf.layers.flatten().apply(joined) as SymbolicTensor;
  const dense = tf.layers.dense({units: 2, activation: "softmax"});
  const outputs = dense.apply(flat) as SymbolicTensor;
  dense.setWeights([tf.tensor2d([[1, 0], [-1, 0]]), tf.tensor1d([0, 0])]); // prettier-ignore
  return tf.model({inputs: input, outputs});
}

test("guidedBackprop stops what speaks against the class at each ReLU; the model is left as it was", async () => {
  const model = twoPaths();
  const x = ndarray([1, 1, 1], [1]);
  const answer = await predict(model, ndarray([1, 1, 1, 1], [1]));
  expect((await inspect.saliency(model, x, {classIndex: 0})).gradient.data[0]).toBe(1); // 2 − 1
  expect((await inspect.guidedBackprop(model, x, {classIndex: 0})).gradient.data[0]).toBe(2);
  expect((await inspect.guidedBackprop(model, ndarray([1, 1, 1], [-1]))).map.data[0]).toBe(0);
  expect(await predict(model, ndarray([1, 1, 1, 1], [1]))).toEqual(answer);
  model.dispose();
});

test("guidedBackprop wants a model with ReLU", async () => {
  const model = lenet5();
  await expect(inspect.guidedBackprop(model, zeros([32, 32, 1]))).rejects.toThrow(
    /^guidedBackprop: a model with ReLU is expected, but .* has none$/
  );
  model.dispose();
});

test("smoothGrad is the mean of the gradients at noisy pictures, the same for the same seed", async () => {
  const plain = await inspect.saliency(net, image, {classIndex: 1});
  const still = await inspect.smoothGrad(net, image, {classIndex: 1, samples: 3, noise: 0});
  still.gradient.data.forEach((v, k) => expect(v).toBeCloseTo(plain.gradient.data[k], 5));
  const [a, b, c] = await Promise.all(
    [1, 1, 2].map((seed) => inspect.smoothGrad(net, image, {samples: 2, seed}))
  );
  expect(a.gradient).toEqual(b.gradient);
  expect(a.gradient).not.toEqual(c.gradient);
  expect(a.score).toBe(b.score);
});

test("gradCam weighs each map by the mean of its gradient", async () => {
  // The score of class 0 is 3 · mean(map 0) − mean(map 1): its gradient is 3/9 and −1/9 everywhere.
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({filters: 2, kernelSize: 1, inputShape: [3, 3, 2], name: "maps"}),
      tf.layers.globalAveragePooling2d({dataFormat: "channelsLast"}),
      tf.layers.dense({units: 2, activation: "softmax"})
    ]
  });
  model.setWeights([
    tf.tensor4d([1, 0, 0, 1], [1, 1, 2, 2]),
    tf.tensor1d([0, 0]),
    tf.tensor2d([[3, 0], [-1, 0]]), // prettier-ignore
    tf.tensor1d([0, 0])
  ]);
  const x = ndarray([3, 3, 2], [9, 0, 0, 9, 0, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 18, 9]);
  const cam = await inspect.gradCam(model, x, {classIndex: 0});
  expect(cam).toMatchObject({classIndex: 0, layer: "maps"});
  cam.weights.data.forEach((w, k) => expect(w).toBeCloseTo([3 / 9, -1 / 9][k], 6));
  [3, 0, 0, 0, 2, 0, 0, 0, 5].forEach((v, k) => expect(cam.coarse.data[k]).toBeCloseTo(v, 5));
  expect(cam.map.shape).toEqual([3, 3]);
  model.dispose();
});

test("occlusion finds the one place that a model looks at", async () => {
  // The probability depends on the brightness of pixel (5, 2) alone.
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({inputShape: [8, 6, 1]}),
      tf.layers.dense({units: 2, activation: "softmax"})
    ]
  });
  const weights = new Float32Array(48 * 2);
  weights[(5 * 6 + 2) * 2 + 1] = 4;
  model.setWeights([tf.tensor2d(weights, [48, 2]), tf.tensor1d([0, 0])]);
  const x = ndarray([8, 6, 1], new Array(48).fill(1));
  const once = {size: 2, stride: 1, fill: 0, batchSize: 5} as const;
  const {covers, map, classIndex, score} = await inspect.occlusion(model, x, once);
  expect(covers).toHaveLength(1);
  const [{drops, rows, columns, size}] = covers;
  expect({rows, columns, classIndex, size}).toEqual({
    rows: [0, 1, 2, 3, 4, 5, 6],
    columns: [0, 1, 2, 3, 4],
    classIndex: 1,
    size: 2
  });
  expect(score).toBeCloseTo(1 / (1 + Math.exp(-4)), 5);
  drops.data.forEach((drop, k) => {
    const [top, left] = [rows[Math.floor(k / 5)], columns[k % 5]];
    const hides = top <= 5 && 5 < top + 2 && left <= 2 && 2 < left + 2;
    expect(drop, `${top}, ${left}`).toBeCloseTo(hides ? score - 0.5 : 0, 5);
  });
  expect(map.data.indexOf(Math.max(...map.data))).toBe(5 * 6 + 2);
  // The logarithm of the probability falls by more than the probability where that is small already.
  const log = await inspect.occlusion(model, x, {...once, measure: "logarithm", classIndex: 0});
  expect(log.score).toBeCloseTo(1 - score, 5);
  expect(Math.min(...log.covers[0].drops.data)).toBeCloseTo(Math.log((1 - score) / 0.5), 4);
  // Of several sizes, the mean of their maps.
  const large = await inspect.occlusion(model, x, {...once, size: 4});
  const both = await inspect.occlusion(model, x, {...once, size: [2, 4]});
  expect(both.covers).toEqual([...covers, ...large.covers]);
  both.map.data.forEach((v, p) => {
    expect(v).toBeCloseTo((map.data[p] + large.map.data[p]) / 2, 6);
  });
  // A cover of the picture's own mean hides nothing of an even picture.
  const even = await inspect.occlusion(model, x, {size: 3});
  expect(Math.max(...even.covers[0].drops.data)).toBeCloseTo(0, 6);
  expect(even.covers[0].rows).toEqual([0, 2, 4, 5]); // two pixels on; the last one ends at the border
  expect((await inspect.occlusion(model, x)).covers.map((one) => one.size)).toEqual([1, 2, 3]);
  model.dispose();
});

test("what is wrong is named", async () => {
  const at = (options: object) => inspect.gradCam(net, image, options);
  await expect(at({layer: "conv9"})).rejects.toThrow(
    /^gradCam: layer is one of .* \(pad, conv, .*\), but got conv9$/
  );
  await expect(at({layer: "hidden"})).rejects.toThrow(
    "gradCam: a layer gives maps [null,height,width,channels], but hidden gives [null,6]"
  );
  await expect(at({classIndex: 3})).rejects.toThrow(
    "gradCam: classIndex is one of 0 to 2, but got 3"
  );
  await expect(inspect.saliency(net, zeros([5, 5, 2]))).rejects.toThrow(
    "saliency: the model expects an image of shape [12,14,2], but got [5,5,2]"
  );
  await expect(inspect.occlusion(net, image, {size: 13})).rejects.toThrow(
    "occlusion: size is a whole number of pixels from 1 to 12, but got 13"
  );
  await expect(inspect.occlusion(net, image, {fill: [1]})).rejects.toThrow(
    "occlusion: fill is a number or 2, one a channel, but got 1"
  );
  await expect(inspect.occlusion(net, image, {size: []})).rejects.toThrow(
    "occlusion: size is a number of pixels, or several, but got none"
  );
  const scores = tf.sequential({
    layers: [tf.layers.flatten({inputShape: [2, 2, 1]}), tf.layers.dense({units: 2})]
  });
  scores.setWeights([tf.ones([4, 2]), tf.tensor1d([-9, -9])]);
  await expect(
    inspect.occlusion(scores, zeros([2, 2, 1]), {size: 1, measure: "logarithm"})
  ).rejects.toThrow(/^occlusion: measure "logarithm" is for probabilities, but .* says -9$/);
  scores.dispose();
  await expect(inspect.featureMaps({} as never, image)).rejects.toThrow(
    "featureMaps: a layers model is expected, whose layers can be looked into, but got an object {}"
  );
  await expect(inspect.featureMaps(net, image, {layers: ["hidden"]})).rejects.toThrow(
    "featureMaps: a layer gives maps [null,height,width,channels], but hidden gives [null,6]"
  );
  await expect(inspect.smoothGrad(net, image, {samples: 0})).rejects.toThrow(
    "smoothGrad: samples is a whole number from 1 up, but got 0"
  );
});

test("no tensor is left behind", async () => {
  const count = tf.memory().numTensors;
  const left = (): number => tf.memory().numTensors - count;
  await inspect.featureMaps(net, image);
  expect(left(), "featureMaps").toBe(0);
  await inspect.saliency(net, image);
  expect(left(), "saliency").toBe(0);
  await inspect.guidedBackprop(net, image);
  expect(left(), "guidedBackprop").toBe(0);
  await inspect.smoothGrad(net, image, {samples: 2});
  await inspect.gradCam(net, image, {layer: "conv"});
  await inspect.occlusion(net, image, {size: 6});
  await expect(inspect.gradCam(net, image, {classIndex: 9})).rejects.toThrow("classIndex");
  expect(left(), "all").toBe(0);
});
