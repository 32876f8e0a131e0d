import {
  classReport,
  confusionMatrix,
  evaluate,
  fit,
  ndarray,
  predict,
  schedules,
  seedModel,
  tf,
  zeros,
  zoo,
  type FitOptions,
  type TrainingData
} from "@convnotes/cnn";
import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {expect, test} from "vitest";
import {stripes, stripesNet} from "./stripes.ts";

const train = stripes(6, 1);
const spoilt = ndarray([6, 6, 6, 1], train.x.data);
spoilt.data[77] = NaN;

const data: [string, TrainingData, string][] = [
  ["nothing", undefined as never, "fit: data is {x, y} or a split of a dataset, but got undefined"],
  [
    "a whole dataset",
    {train, test: train} as never,
    "fit: data is {x, y} or a split of a dataset, but got an object {train, test}"
  ],
  [
    "tensors",
    {x: tf.zeros([6, 6, 6, 1]) as never, y: train.y},
    "fit: x is an NDArray or pictures, but got a value of type Tensor"
  ],
  [
    "nested arrays",
    {x: [[[[0]]]] as never, y: [0]},
    "fit: x[0] is an NDArray or pictures, but got a value of type Array"
  ],
  ["one label", {x: train.x, y: 1 as never}, "fit: y is class numbers or an NDArray, but got 1"],
  [
    "wrong rank",
    {x: zeros([6, 36]), y: train.y},
    "fit: the model expects x of shape [null,6,6,1], but got [6,36]"
  ],
  [
    "channel mismatch",
    {x: zeros([6, 6, 6, 3]), y: train.y},
    "fit: the model expects x of shape [null,6,6,1], but got [6,6,6,3]"
  ],
  [
    "too many inputs",
    {x: [train.x, train.x], y: train.y},
    "fit: the model has 1 input, but x has 2"
  ],
  [
    "mismatched lengths",
    {x: train.x, y: [0, 1]},
    "fit: y has as many examples as x, but x has 6 and y has 2"
  ],
  [
    "no examples",
    {x: zeros([0, 6, 6, 1]), y: []},
    "fit: there is at least one example, but x has none"
  ],
  [
    "label out of range",
    {x: train.x, y: [0, 1, 2, 3, 0, 1]},
    "fit: labels are class numbers from 0 to 2, but y[3] is 3"
  ],
  [
    "label that is no whole number",
    {x: train.x, y: [0, 1, 0.5, 2, 0, 1]},
    "fit: labels are class numbers from 0 to 2, but y[2] is 0.5"
  ],
  [
    "one-hot labels without a loss",
    {x: train.x, y: zeros([6, 3])},
    "fit: loss is named unless y is a list of class numbers, but y is [6,3] and no loss came"
  ],
  [
    "NaN in x",
    {x: spoilt, y: train.y},
    "fit: every value of x is a finite number, but one is NaN (example 2, value 5)"
  ]
];

test.each(data)("fit names what is wrong with the data: %s", async (_, given, message) => {
  await expect(fit(stripesNet(), given, {quiet: true})).rejects.toThrow(message);
});

const options: [string, FitOptions, string][] = [
  ["epochs", {epochs: 0}, "fit: epochs is a whole number of 1 or more, but got 0"],
  ["batchSize", {batchSize: 1.5}, "fit: batchSize is a whole number of 1 or more, but got 1.5"],
  ["seed", {seed: -1}, "fit: seed is a whole number from 0 to 4294967295, but got -1"],
  ["learningRate", {learningRate: 0}, "fit: learningRate is a number more than 0, but got 0"],
  [
    "optimizer",
    {optimizer: "adamax" as never},
    "fit: optimizer is one of sgd, adam, rmsprop, adagrad, but got adamax"
  ],
  [
    "loss",
    {loss: "crossentropy" as never},
    "fit: loss is one of sparseCategoricalCrossentropy, categoricalCrossentropy, " +
      "binaryCrossentropy, meanSquaredError, meanAbsoluteError or a function, but got crossentropy"
  ],
  [
    "loss that does not go with the labels",
    {loss: "categoricalCrossentropy"},
    "fit: loss categoricalCrossentropy expects y of shape [null,3], but got [6]"
  ],
  [
    "metric",
    {metrics: ["acc" as never]},
    "fit: a metric is one of accuracy, top5Accuracy, meanSquaredError, meanAbsoluteError " +
      "or a function, but got acc"
  ],
  ["lossWeights", {lossWeights: [1, 2]}, "fit: lossWeights is 1 finite numbers, but got [1, 2]"],
  [
    "validation",
    {validation: 1},
    "fit: validation is a share between 0 and 1 that leaves examples on both sides, but got 1 of 6"
  ],
  [
    "validation data",
    {validation: {x: zeros([2, 5, 5, 1]), y: [0, 1]}},
    "fit: validation: the model expects x of shape [null,6,6,1], but got [2,5,5,1]"
  ],
  [
    "patience",
    {earlyStopping: {patience: -1}},
    "fit: patience is a whole number of epochs, 0 or more, but got -1"
  ],
  [
    "checkpoint.every",
    {checkpoint: {path: "never", every: 0}},
    "fit: checkpoint.every is a whole number of 1 or more, but got 0"
  ]
];

test.each(options)("fit names the option that is wrong: %s", async (_, given, message) => {
  const model = stripesNet();
  const before = tf.memory().numTensors;
  await expect(fit(model, train, {quiet: true, ...given})).rejects.toThrow(new RangeError(message));
  expect(tf.memory().numTensors).toBe(before);
});

test("fit names the step at which the loss is no longer a number", async () => {
  const onBatch = ({step}: {step: number}): void => {
    if (step === 3)
      model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, NaN)));
  };
  const model = stripesNet();
  await expect(
    fit(model, train, {epochs: 3, batchSize: 2, learningRate: 0.25, quiet: true, onBatch})
  ).rejects.toThrow(
    "fit: the loss is a finite number, but it is NaN at step 5 (epoch 2, batch 2 of 3, learning rate 0.25)"
  );
});

test("fit names a model that has nothing to train, and one that is not built", async () => {
  const frozen = stripesNet();
  for (const layer of frozen.layers) layer.trainable = false;
  await expect(fit(frozen, train, {quiet: true})).rejects.toThrow(
    /^fit: a model with weights to train is expected, but sequential_\d+ has none \(4 not trained\)$/
  );
  await expect(fit(tf.sequential({name: "empty"}), train)).rejects.toThrow(
    "fit: a model whose input shape is known is expected, but empty has none yet"
  );
});

test("fit names an optimiser of model.compile that it does not know", async () => {
  const model = stripesNet();
  model.compile({optimizer: "adamax", loss: "sparseCategoricalCrossentropy"});
  await expect(fit(model, train, {quiet: true})).rejects.toThrow(
    "fit: the model is compiled with plain sgd, momentum, adam, rmsprop or adagrad, but got Adamax"
  );
});

test("predict and evaluate name what is wrong", async () => {
  const model = stripesNet();
  await expect(predict(model, zeros([2, 6, 6]))).rejects.toThrow(
    "predict: the model expects x of shape [null,6,6,1], but got [2,6,6]"
  );
  await expect(evaluate(model, {x: train.x, y: [9, 0, 0, 0, 0, 0]})).rejects.toThrow(
    "evaluate: labels are class numbers from 0 to 2, but y[0] is 9"
  );
  const input = tf.input({shape: [2]});
  const head = (name: string): SymbolicTensor =>
    tf.layers.dense({units: 1, name}).apply(input) as SymbolicTensor;
  const twoHeaded: LayersModel = tf.model({inputs: input, outputs: [head("left"), head("right")]});
  await expect(predict(twoHeaded, zeros([1, 2]))).rejects.toThrow(
    "predict: a model of one output is expected, but this one has 2 (left, right)"
  );
});

test("the other functions name what is wrong", () => {
  expect(() => confusionMatrix([0, 1], [0])).toThrow(
    "confusionMatrix: there are as many predictions as labels, but there are 1 and 2"
  );
  expect(() => confusionMatrix([0, 7], [0, 1], {classes: 2})).toThrow(
    "confusionMatrix: labels are class numbers from 0 to 1, but labels[1] is 7"
  );
  expect(() =>
    classReport(
      [
        [1, 0],
        [0, 1]
      ],
      ["cat"]
    )
  ).toThrow("classReport: there is a name for each of the 2 classes, but got 1");
  expect(() => schedules.step(2, 1)).toThrow(
    "schedules.step: factor is a number from 0 to 1, but got 2"
  );
  expect(() => schedules.warmup(-1)).toThrow(
    "schedules.warmup: epochs is a number 0 or more, but got -1"
  );
  expect(() => seedModel(stripesNet(), 0.5)).toThrow(
    "seedModel: seed is a whole number from 0 to 4294967295, but got 0.5"
  );
  expect(() => zoo.kerasDemo("full" as never)).toThrow(
    "kerasDemo: demo is one of valid, same, strided, pooled, but got full"
  );
});
