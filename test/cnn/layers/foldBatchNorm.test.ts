import {foldBatchNorm, predict, random, seedModel, tf, ndarray, zoo} from "@convnotes/cnn";
import type {LayersModel, layers, SymbolicTensor} from "@tensorflow/tfjs";
import {expect, test} from "vitest";

const call = (layer: layers.Layer, ...x: SymbolicTensor[]): SymbolicTensor =>
  layer.apply(x.length === 1 ? x[0] : x) as SymbolicTensor;

/** Gives every weight, averages too, values that matter. */
function shaken(model: LayersModel): LayersModel {
  const source = random(3);
  seedModel(model, 2);
  for (const weight of model.weights) {
    if (weight.shape.length > 1) continue;
    const values = Array.from({length: weight.shape[0]!}, () => 0.3 + source.uniform());
    tf.tidy(() => void weight.write(tf.tensor1d(values)));
  }
  return model;
}

function branched(): LayersModel {
  const input = tf.input({shape: [8, 8, 3]});
  const norm = (x: SymbolicTensor): SymbolicTensor => call(tf.layers.batchNormalization({}), x);
  const conv = {filters: 6, kernelSize: 3, padding: "same"} as const;
  const x = norm(call(tf.layers.conv2d({...conv, useBias: false}), input));
  const depthwise = tf.layers.depthwiseConv2d({kernelSize: 3, padding: "same", depthMultiplier: 2});
  const y = norm(call(depthwise, x));
  const z = norm(call(tf.layers.conv2d({...conv, filters: 6}), y));
  const sum = norm(call(tf.layers.add(), x, z)); // stays: nothing before it has weights
  const flat = call(tf.layers.globalAveragePooling2d({}), sum);
  return tf.model({inputs: input, outputs: norm(call(tf.layers.dense({units: 4}), flat))});
}

const pictures = ndarray(
  [2, 8, 8, 3],
  Array.from({length: 384}, (_, i) => Math.sin(i))
);

test("foldBatchNorm gives a model that says the same, without the layers that were folded", async () => {
  const model = shaken(branched());
  const folded = foldBatchNorm(model);
  const [before, after] = [await predict(model, pictures), await predict(folded, pictures)];
  expect(after.shape).toEqual(before.shape);
  before.data.forEach((value, i) => expect(after.data[i]).toBeCloseTo(value, 4));
  const norms = (one: LayersModel): number =>
    one.layers.filter((layer) => layer.getClassName() === "BatchNormalization").length;
  expect([norms(model), norms(folded)]).toEqual([5, 1]);
});

test("foldBatchNorm leaves the model as it was, and shares no weight with it", async () => {
  const model = shaken(branched());
  const before = await predict(model, pictures);
  const folded = foldBatchNorm(model);
  folded.setWeights(folded.getWeights().map((weight) => tf.zerosLike(weight)));
  expect((await predict(model, pictures)).data).toEqual(before.data);
});

test("foldBatchNorm keeps a normalisation whose input somebody else is given too", () => {
  const input = tf.input({shape: [4]});
  const x = call(tf.layers.dense({units: 4}), input);
  const outputs = call(tf.layers.add(), x, call(tf.layers.batchNormalization({}), x));
  expect(foldBatchNorm(tf.model({inputs: input, outputs})).layers).toHaveLength(4);
});

test("foldBatchNorm takes a sequential model, and keeps names and no tensor of its own", () => {
  const model = zoo.mobilenetV1({
    alpha: 0.25,
    blank: true,
    inputShape: [32, 32, 3],
    includeTop: false
  });
  const tensors = tf.memory().numTensors;
  const folded = foldBatchNorm(model);
  expect(folded.getLayer("conv_pw_13").weights).toHaveLength(2);
  expect(folded.layers.some(({name}) => name.endsWith("_bn"))).toBe(false);
  expect(tf.memory().numTensors - tensors).toBe(folded.weights.length);
  const chain = tf.sequential({
    layers: [tf.layers.dense({units: 2, inputShape: [3]}), tf.layers.batchNormalization({})]
  });
  expect(foldBatchNorm(chain).countParams()).toBe(8);
});
