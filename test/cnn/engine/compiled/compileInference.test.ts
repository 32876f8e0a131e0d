import type {LayersModel, SymbolicTensor, Tensor} from "@tensorflow/tfjs";
import {afterAll, beforeAll, expect, test} from "vitest";
import {tf} from "@convnotes/cnn";
import {compileInference} from "../../../../src/cnn/engine/compiled/compileInference.ts";
import {LocalResponseNormalization} from "../../../../src/cnn/layers/localResponseNormalization.ts";
import {batch, distance, noisyNet, smallInception, smallResNet} from "./models.ts";
import {randomModel} from "./randomModel.ts";

beforeAll(() => tf.setBackend("cpu"));
afterAll(() => tf.disposeVariables());

/** Compiled and eager answers, the largest difference as a share of the largest value. */
function difference(model: LayersModel, x: Tensor[]): number {
  const compiled = compileInference(model, {threads: 1}).runAll(x);
  const eager = [model.predictOnBatch(x.length === 1 ? x[0] : x)].flat();
  expect(compiled.map(({shape}) => shape)).toEqual(eager.map(({shape}) => shape));
  const each = compiled.map(({data}, k) => {
    const values = eager[k].dataSync();
    return distance(data, values) / Math.max(1, ...values.map(Math.abs));
  });
  tf.dispose(eager);
  return Math.max(...each);
}

const L = tf.layers;
const conv = {filters: 4, kernelSize: 3, kernelInitializer: "glorotNormal"} as const;
const kinds: Record<string, () => {apply(x: unknown): unknown}> = {
  "conv2d valid": () => L.conv2d(conv),
  "conv2d same, strides 2": () => L.conv2d({...conv, padding: "same", strides: 2}),
  "conv2d same, even kernel": () => L.conv2d({...conv, kernelSize: [2, 4], padding: "same"}),
  "conv2d dilated": () => L.conv2d({...conv, dilationRate: 2, useBias: false}),
  depthwiseConv2d: () =>
    L.depthwiseConv2d({kernelSize: 3, depthMultiplier: 3, strides: 2, padding: "same"}),
  separableConv2d: () => L.separableConv2d({filters: 5, kernelSize: 3, depthMultiplier: 2}),
  "conv2dTranspose same": () =>
    L.conv2dTranspose({filters: 5, kernelSize: 3, strides: 2, padding: "same"}),
  "conv2dTranspose valid": () => L.conv2dTranspose({filters: 5, kernelSize: 4, strides: 3}),
  "dense on pixels": () => L.dense({units: 4, activation: "tanh"}),
  flatten: () => L.flatten(),
  reshape: () => L.reshape({targetShape: [3, -1, 2]}),
  "reshape to a matrix": () => L.reshape({targetShape: [9, 14]}),
  permute: () => L.permute({dims: [3, 1, 2]}),
  "maxPooling2d overlapping": () => L.maxPooling2d({poolSize: 3, strides: 2, padding: "same"}),
  maxPooling2d: () => L.maxPooling2d({poolSize: [2, 3]}),
  "averagePooling2d padded": () => L.averagePooling2d({poolSize: 3, strides: 2, padding: "same"}),
  globalMaxPooling2d: () => L.globalMaxPooling2d({dataFormat: "channelsLast"}),
  globalAveragePooling2d: () => L.globalAveragePooling2d({dataFormat: "channelsLast"}),
  batchNormalization: () =>
    L.batchNormalization({
      movingMeanInitializer: "glorotNormal" as never,
      movingVarianceInitializer: tf.initializers.constant({value: 2})
    }),
  "batchNormalization without gamma": () => L.batchNormalization({scale: false, center: false}),
  localResponseNormalization: () =>
    new LocalResponseNormalization({depthRadius: 1, bias: 2, alpha: 0.3, beta: 0.75}),
  "localResponseNormalization over more channels than there are": () =>
    new LocalResponseNormalization({depthRadius: 5, alpha: 0.1}),
  "localResponseNormalization of each channel by itself": () =>
    new LocalResponseNormalization({depthRadius: 0}),
  "activation relu": () => L.activation({activation: "relu"}),
  "activation relu6": () => L.activation({activation: "relu6"}),
  "activation selu": () => L.activation({activation: "selu"}),
  "activation softmax": () => L.activation({activation: "softmax"}),
  "activation logSoftmax": () => L.activation({activation: "logSoftmax" as never}),
  "activation swish": () => L.activation({activation: "swish"}),
  "activation hardSigmoid": () => L.activation({activation: "hardSigmoid"}),
  "activation softsign": () => L.activation({activation: "softsign"}),
  "activation softplus": () => L.activation({activation: "softplus"}),
  reLU: () => L.reLU({maxValue: 1}),
  leakyReLU: () => L.leakyReLU({alpha: 0.3}),
  elu: () => L.elu(),
  prelu: () => L.prelu({alphaInitializer: "glorotNormal"}),
  thresholdedReLU: () => L.thresholdedReLU({theta: 0.5}),
  dropout: () => L.dropout({rate: 0.5}),
  gaussianNoise: () => L.gaussianNoise({stddev: 1}),
  gaussianDropout: () => L.gaussianDropout({rate: 0.5}),
  zeroPadding2d: () =>
    L.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3]
      ]
    }),
  cropping2D: () =>
    L.cropping2D({
      cropping: [
        [1, 2],
        [0, 3]
      ]
    }),
  upSampling2d: () => L.upSampling2d({size: [2, 3]}),
  rescaling: () => L.rescaling({scale: 1 / 127.5, offset: -1})
};

test.each(Object.entries(kinds))("%s gives what the CPU backend gives", (_, make) => {
  const input = tf.input({shape: [7, 6, 3]});
  const model = tf.model({inputs: input, outputs: make().apply(input) as SymbolicTensor});
  const {x} = batch(model, 3, 5);
  expect(difference(model, x)).toBeLessThan(1e-5);
});

test.each(["add", "average", "multiply", "maximum", "minimum", "concatenate"] as const)(
  "%s joins pictures and vectors, and takes three at once",
  (name) => {
    for (const shape of [[4, 5, 3], [6]]) {
      const inputs = [1, 2, 3].map(() => tf.input({shape}));
      const model = tf.model({inputs, outputs: L[name]().apply(inputs) as SymbolicTensor});
      expect(difference(model, batch(model, 2, 6).x)).toBeLessThan(1e-6);
    }
  }
);

test.each([noisyNet, smallResNet, smallInception])(
  "whole networks agree, whatever the batch",
  (make) => {
    const model = make();
    for (const n of [1, 5, 32]) expect(difference(model, batch(model, n, n).x)).toBeLessThan(1e-5);
  }
);

test("30 graphs joined at random, each with two outputs, agree", () => {
  for (let seed = 1; seed <= 30; ++seed) {
    const model = randomModel(seed);
    expect(difference(model, batch(model, 2, seed).x), `seed ${seed}`).toBeLessThan(1e-4);
    model.dispose();
  }
});

test("a softmax layer agrees", () => {
  const model = tf.sequential({layers: [L.dense({inputShape: [5], units: 4}), L.softmax()]});
  expect(difference(model, batch(model, 3, 1).x)).toBeLessThan(1e-6);
});

test("models inside models, and layers called twice, agree", () => {
  const inner = smallInception();
  const shared = L.dense({units: 4, activation: "relu"});
  const inputs = [tf.input({shape: [14, 14, 1]}), tf.input({shape: [14, 14, 1]})];
  const both = inputs.map((one) => shared.apply(inner.apply(one)) as SymbolicTensor);
  const model = tf.model({inputs, outputs: L.add().apply(both) as SymbolicTensor});
  expect(difference(model, batch(model, 3, 8).x)).toBeLessThan(1e-6);
});

test("weights that change between runs are honoured", () => {
  const model = smallResNet();
  const compiled = compileInference(model, {threads: 1});
  const {x} = batch(model, 2, 3);
  const answer = (): Float32Array => (model.predict(x[0]) as Tensor).dataSync<"float32">();
  expect(distance(compiled.run(x[0]).data, answer())).toBeLessThan(1e-5);
  const before = compiled.run(x[0]).data;
  model.layers[1].setWeights(model.layers[1].getWeights().map((weight) => tf.mul(weight, 2)));
  model.setWeights(model.getWeights().map((weight) => tf.add(weight, 0.01)));
  expect(distance(compiled.run(x[0]).data, answer())).toBeLessThan(1e-5);
  expect(distance(compiled.run(x[0]).data, before)).toBeGreaterThan(1e-3);
});

test("1,000 runs leave no tensor behind", () => {
  const model = smallInception();
  const compiled = compileInference(model, {threads: 1});
  const {x} = batch(model, 1, 3);
  compiled.run(x);
  const {numTensors} = tf.memory();
  for (let k = 0; k < 1000; ++k) compiled.run(x);
  expect(tf.memory().numTensors).toBe(numTensors);
  compiled.dispose();
  expect(compiled.run(x).shape).toEqual([1, 4]);
});

/** A layer that no compiler can know. */
class Doubled extends tf.layers.Layer {
  static className = "Doubled";
  override call(x: Tensor | Tensor[]): Tensor {
    return tf.mul([x].flat()[0], 2);
  }
}

test("a layer that cannot be compiled is named", () => {
  const model = tf.sequential({
    layers: [
      L.dense({inputShape: [3], units: 2}),
      new Doubled({name: "twice"}),
      L.dense({units: 1})
    ]
  });
  expect(() => compileInference(model)).toThrow(/can be compiled, but not twice \(Doubled\)$/);
  const sideways = tf.sequential({
    layers: [
      L.conv2d({
        inputShape: [3, 8, 8],
        dataFormat: "channelsFirst",
        filters: 2,
        kernelSize: 3,
        name: "first"
      })
    ]
  });
  expect(() => compileInference(sideways)).toThrow(/but not first \(Conv2D\) with channels first$/);
});

test("a layer whose call was replaced is not compiled away", () => {
  const model = tf.sequential({layers: [L.dense({inputShape: [3], units: 2, name: "watched"})]});
  const [layer] = model.layers;
  const original = layer.call.bind(layer);
  layer.call = (x, settings) => tf.neg(original(x, settings) as Tensor);
  expect(() => compileInference(model)).toThrow(/but not watched \(Dense\)$/);
});

test("wrong inputs are named with their shapes", () => {
  const compiled = compileInference(smallInception());
  expect(() => compiled.run(tf.zeros([2, 14, 14, 3]))).toThrow(
    /is \[n,14,14,1\], but got \[2,14,14,3\]/
  );
  expect(() => compiled.run([])).toThrow(/takes 1 inputs, but got 0/);
});
