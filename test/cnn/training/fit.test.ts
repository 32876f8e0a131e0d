import {fit, ndarray, schedules, tf, toNDArray} from "@convnotes/cnn";
import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {expect, test} from "vitest";
import {stripes, stripesNet} from "./stripes.ts";

const train = stripes(96, 1);
const quick = {epochs: 2, batchSize: 16, learningRate: 0.01, quiet: true};

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

test("fit learns", async () => {
  const {history} = await fit(stripesNet(), train, {...quick, epochs: 25});
  expect(history.loss[24]).toBeLessThan(history.loss[0] / 3);
  expect(history.accuracy[24]).toBeGreaterThan(0.9);
});

test("fit gives a number for each epoch and each step", async () => {
  const result = await fit(stripesNet(), train, {...quick, validation: 0.25});
  expect(Object.keys(result.history)).toEqual(["loss", "accuracy", "val_loss", "val_accuracy"]);
  expect(Object.values(result.history).map((values) => values.length)).toEqual([2, 2, 2, 2]);
  // 72 of 96 are left to learn from: 4 batches of 16, and one of 8
  expect(Object.keys(result.steps)).toEqual(["loss", "accuracy", "learningRate"]);
  expect(result.steps.loss).toHaveLength(2 * 5);
  expect(result).toMatchObject({epochs: 2, stopped: false, stoppedEarly: false});
  const means = [0, 1].map((epoch) => {
    const own = result.steps.loss.slice(epoch * 5, epoch * 5 + 5);
    return own.reduce((sum, loss, k) => sum + loss * (k === 4 ? 8 : 16), 0) / 72;
  });
  means.forEach((mean, epoch) => expect(result.history.loss[epoch]).toBeCloseTo(mean, 12));
});

test("fit with equal seeds gives equal numbers, also with dropout", async () => {
  const run = async (seed: number) => {
    const model = stripesNet({noisy: true});
    const {steps, history} = await fit(model, train, {...quick, seed, validation: 0.25});
    return {steps, history, weights: weightsOf(model)};
  };
  const first = await run(7);
  expect(await run(7)).toEqual(first);
  expect((await run(8)).steps.loss).not.toEqual(first.steps.loss);
});

test("fit draws a new dropout mask at each step, even where the layer has a seed", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dropout({rate: 0.5, seed: 3, inputShape: [100]}),
      tf.layers.dense({units: 1, kernelInitializer: "ones"})
    ]
  });
  const data = {
    x: ndarray(
      [4, 100],
      Array.from({length: 400}, () => 1)
    ),
    y: [0, 0, 0, 0]
  };
  const {steps} = await fit(model, data, {
    batchSize: 1,
    learningRate: 1e-12, // all that changes is the mask
    loss: "meanSquaredError",
    quiet: true
  });
  expect(new Set(steps.loss).size).toBe(4);
});

test("fit learns as TensorFlow.js itself does", async () => {
  const x = await toNDArray(tf.randomNormal([8, 5], 0, 1, "float32", 11));
  const y = await toNDArray(tf.randomUniform([8, 2], 0, 1, "float32", 12));
  const make = (): LayersModel =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          units: 4,
          inputShape: [5],
          activation: "tanh",
          kernelInitializer: tf.initializers.glorotUniform({seed: 5}),
          kernelRegularizer: tf.regularizers.l2({l2: 0.01})
        }),
        tf.layers.dense({
          units: 2,
          activation: "softmax",
          kernelInitializer: tf.initializers.glorotUniform({seed: 6})
        })
      ]
    });
  const rules = [
    ["sgd", () => tf.train.sgd(0.1), {name: "sgd"}],
    ["momentum", () => tf.train.momentum(0.1, 0.9), {name: "sgd", momentum: 0.9}],
    [
      "nesterov",
      () => tf.train.momentum(0.1, 0.9, true),
      {name: "sgd", momentum: 0.9, nesterov: true}
    ],
    ["adam", () => tf.train.adam(0.1), {name: "adam"}],
    ["rmsprop", () => tf.train.rmsprop(0.1), {name: "rmsprop"}],
    ["adagrad", () => tf.train.adagrad(0.1), {name: "adagrad"}]
  ] as const;
  for (const [rule, theirs, ours] of rules) {
    for (const loss of ["categoricalCrossentropy", "meanSquaredError"] as const) {
      const expected = make();
      expected.compile({optimizer: theirs(), loss});
      const losses: number[] = [];
      for (let step = 0; step < 5; ++step) {
        const batch = [x, y].map(({data, shape}) => tf.tensor(data, [...shape]));
        losses.push((await expected.trainOnBatch(batch[0], batch[1])) as number);
      }
      const model = make();
      const {steps} = await fit(
        model,
        {x, y},
        {
          epochs: 5,
          batchSize: 8,
          shuffle: false,
          optimizer: ours,
          learningRate: 0.1,
          loss,
          quiet: true
        }
      );
      steps.loss.forEach((value, k) => expect(value, `${rule}, ${loss}`).toBeCloseTo(losses[k], 4));
      weightsOf(model).forEach((weight, w) =>
        weight.forEach((value, i) =>
          expect(value, `${rule}, ${loss}`).toBeCloseTo(weightsOf(expected)[w][i], 4)
        )
      );
    }
  }
});

test("fit takes rule, rate and loss of a compiled model", async () => {
  const compiled = stripesNet();
  compiled.compile({
    optimizer: tf.train.momentum(0.05, 0.8),
    loss: "sparseCategoricalCrossentropy"
  });
  const own = stripesNet();
  const common = {batchSize: 16, quiet: true};
  const {steps} = await fit(compiled, train, common);
  expect(steps.learningRate[0]).toBe(0.05);
  const named = await fit(own, train, {
    ...common,
    optimizer: {name: "sgd", momentum: 0.8},
    learningRate: 0.05
  });
  expect(steps).toEqual(named.steps);
});

test("fit takes a split of a dataset, its bytes as brightness between 0 and 1", async () => {
  const bytes = Uint8Array.from(train.x.data, (value) => Math.round(255 * Math.min(1, value)));
  const images = {shape: [96, 6, 6, 1] as const, data: bytes};
  const x = ndarray(
    [96, 6, 6, 1],
    Array.from(bytes, (byte) => byte / 255)
  );
  const split = await fit(stripesNet(), {images, labels: train.y}, quick);
  const arrays = await fit(stripesNet(), {x, y: train.y}, quick);
  expect(split.history.loss[1]).toBeCloseTo(arrays.history.loss[1], 5);
});

test("fit takes one unit for two classes with binary cross-entropy", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({inputShape: [6, 6, 1]}),
      tf.layers.dense({units: 1, activation: "sigmoid", kernelInitializer: "zeros"})
    ]
  });
  const y = Array.from(train.y, (label) => Number(label === 2));
  const {history} = await fit(model, {x: train.x, y}, {...quick, epochs: 15, learningRate: 0.1});
  expect(history.loss[0]).toBeLessThan(0.75);
  expect(history.accuracy[14]).toBeGreaterThan(0.95);
});

test("fit trains a model of several inputs and outputs by the weighted sum of their losses", async () => {
  const picture = tf.input({shape: [6, 6, 1]});
  const number = tf.input({shape: [1]});
  const flat = tf.layers.flatten().apply(picture) as SymbolicTensor;
  const both = tf.layers.concatenate().apply([flat, number]) as SymbolicTensor;
  const dense = (units: number, name: string, activation: "softmax" | "linear") =>
    tf.layers.dense({units, name, activation, kernelInitializer: "zeros"}).apply(both);
  const model = tf.model({
    inputs: [picture, number],
    outputs: [dense(3, "kind", "softmax"), dense(1, "double", "linear")] as SymbolicTensor[]
  });
  const numbers = ndarray([96, 1], Array.from(train.y));
  const twice = ndarray(
    [96, 1],
    Array.from(train.y, (label) => 2 * label)
  );
  const kinds = ndarray([96], train.y);
  const {history, steps} = await fit(
    model,
    {x: [train.x, numbers], y: [kinds, twice]},
    {
      ...quick,
      epochs: 10,
      learningRate: 0.1,
      loss: ["sparseCategoricalCrossentropy", "meanSquaredError"],
      lossWeights: [1, 0.5]
    }
  );
  expect(Object.keys(history)).toEqual(["loss", "kind_loss", "double_loss", "kind_accuracy"]);
  steps.loss.forEach((loss, k) =>
    expect(loss).toBeCloseTo(steps.kind_loss[k] + 0.5 * steps.double_loss[k], 5)
  );
  expect(history.double_loss[9]).toBeLessThan(history.double_loss[0] / 4);
});

test("fit changes batches by augment, with random numbers of the seed", async () => {
  const seen: number[] = [];
  const run = (seed: number) =>
    fit(stripesNet(), train, {
      ...quick,
      seed,
      augment(x, random) {
        seen.push(random.uniform());
        return {shape: x.shape, data: x.data.map(() => 0)};
      }
    });
  const {steps} = await run(1);
  expect(new Set(seen).size).toBe(12);
  expect(steps.loss[0]).toBeCloseTo(Math.log(3), 2); // black pictures say nothing
  const first = seen.splice(0);
  await run(1);
  expect(seen).toEqual(first);
});

test("fit follows the schedule from step to step", async () => {
  const {steps} = await fit(stripesNet(), train, {...quick, schedule: schedules.exponential(0.25)});
  steps.learningRate.forEach((rate, step) =>
    expect(rate).toBeCloseTo(0.01 * 0.25 ** (step / 6), 12)
  );
});

test("fit tells how it stands after each batch and epoch, and waits for the listener", async () => {
  const told: string[] = [];
  await fit(stripesNet(), train, {
    ...quick,
    async onBatch({epoch, batch, step}) {
      await new Promise((resolve) => setImmediate(resolve));
      told.push(`${epoch}/${batch}/${step}`);
    },
    onEpoch({epoch, scores}) {
      told.push(`epoch ${epoch}: ${Object.keys(scores).join()}`);
    }
  });
  expect(told.slice(4)).toEqual([
    "0/4/4",
    "0/5/5",
    "epoch 0: loss,accuracy",
    "1/0/6",
    "1/1/7",
    "1/2/8",
    "1/3/9",
    "1/4/10",
    "1/5/11",
    "epoch 1: loss,accuracy"
  ]);
});

test("fit leaves the weights of frozen layers as they are", async () => {
  const model = stripesNet();
  const [frozen, , , trained] = model.layers;
  frozen.trainable = false;
  const values = (layer: typeof frozen): number[][] =>
    layer.getWeights().map((weight) => [...weight.dataSync()]);
  const before = [values(frozen), values(trained)];
  await fit(model, train, quick);
  expect(values(frozen)).toEqual(before[0]);
  expect(values(trained)).not.toEqual(before[1]);
});
