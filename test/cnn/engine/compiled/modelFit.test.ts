import type {LayersModel, ModelCompileArgs, Optimizer, Tensor} from "@tensorflow/tfjs";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {tf, useEngine} from "@convnotes/cnn";
import {
  batch as integerBatch,
  distance,
  lenet,
  noisyNet,
  smallInception,
  smallResNet
} from "./models.ts";
import {weightsOf} from "./steps.ts";

const quiet = {threads: 1, log: (): void => {}};
beforeEach(() => useEngine("native", quiet));
afterEach(() => useEngine("cpu", quiet));

/** The kernels for convolutions that TensorFlow.js itself runs meanwhile. */
async function convolutions(work: () => Promise<unknown>): Promise<number> {
  const runKernel = vi.spyOn(tf.engine(), "runKernel");
  try {
    await work();
    return runKernel.mock.calls.filter(([name]) => name.startsWith("Conv2D")).length;
  } finally {
    runKernel.mockRestore();
  }
}

/** Class numbers as TensorFlow.js's own losses want them: floats. */
function batch(model: LayersModel, n: number, seed: number): {x: Tensor[]; y: Tensor[]} {
  const {x, y} = integerBatch(model, n, seed);
  return {x, y: y.map((classes) => tf.cast(classes, "float32"))};
}

const optimizers: Record<string, () => Optimizer> = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.02, 0.9),
  nesterov: () => tf.train.momentum(0.02, 0.8, true),
  adam: () => tf.train.adam(0.002),
  rmsprop: () => tf.train.rmsprop(0.002, 0.9),
  "rmsprop with momentum": () => tf.train.rmsprop(0.002, 0.9, 0.5),
  adagrad: () => tf.train.adagrad(0.02)
};

const classes: ModelCompileArgs = {
  optimizer: "sgd",
  loss: "sparseCategoricalCrossentropy",
  metrics: ["accuracy"]
};

interface Trained {
  history: Record<string, number[]>;
  weights: Float32Array[];
  optimizer: {name: string; data: Float32Array}[];
}

/** Trains by TensorFlow.js's own `fit`, with batches of 8 and a smaller last one, and a validation. */
async function train(model: LayersModel, compile: ModelCompileArgs): Promise<Trained> {
  model.compile(compile);
  const [{x, y}, others] = [batch(model, 20, 1), batch(model, 12, 2)];
  const settings = {batchSize: 8, epochs: 3, shuffle: false, verbose: 0 as const};
  const {history} = await model.fit(x[0], y[0], {
    ...settings,
    validationData: [others.x[0], others.y[0]],
    callbacks: {}
  });
  const kept = await model.optimizer.getWeights();
  return {
    history: history as Record<string, number[]>,
    weights: weightsOf(model),
    optimizer: kept.map(({name, tensor}) => ({name, data: tensor.dataSync<"float32">()}))
  };
}

function expectSame(one: Trained, other: Trained, tolerance = 1e-4): void {
  expect(Object.keys(one.history)).toEqual(Object.keys(other.history));
  for (const [name, values] of Object.entries(other.history)) {
    expect(distance(one.history[name], values), name).toBeLessThan(tolerance);
  }
  other.weights.forEach((weight, k) =>
    expect(distance(one.weights[k], weight), `weight ${k}`).toBeLessThan(tolerance)
  );
  expect(one.optimizer.map(({data}) => data.length)).toEqual(
    other.optimizer.map(({data}) => data.length)
  );
  other.optimizer.forEach(({name, data}, k) =>
    expect(distance(one.optimizer[k].data, data), name).toBeLessThan(tolerance)
  );
}

/** A convolutional network that is trained soon, even by plain JavaScript. */
function small(): LayersModel {
  const kernelInitializer = (seed: number): never => tf.initializers.glorotUniform({seed}) as never;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [9, 9, 2],
        filters: 4,
        kernelSize: 3,
        activation: "relu",
        kernelInitializer: kernelInitializer(1)
      }),
      tf.layers.maxPooling2d({poolSize: 2}),
      tf.layers.flatten(),
      tf.layers.dense({units: 5, activation: "softmax", kernelInitializer: kernelInitializer(2)})
    ]
  });
}

/** Has every dropout draw the same masks in both. */
function withSeeds(model: LayersModel): LayersModel {
  model.layers
    .filter((layer) => layer.getClassName() === "Dropout")
    .forEach((layer, k) => ((layer as unknown as {seed: number}).seed = k + 1));
  return model;
}

test.each(Object.keys(optimizers))(
  "model.fit with %s runs as one graph, and gives what it gives eagerly",
  async (name) => {
    let compiled: Trained | undefined;
    const own = await convolutions(async () => {
      compiled = await train(small(), {...classes, optimizer: optimizers[name]()});
    });
    // The first batch of a validation with new weights is not worth a new graph.
    expect(own).toBeLessThanOrEqual(2 * 3);
    await tf.setBackend("cpu");
    expectSame(compiled!, await train(small(), {...classes, optimizer: optimizers[name]()}));
  }
);

test.each([
  ["batch normalisation and dropout", () => withSeeds(noisyNet())],
  ["residual blocks", smallResNet],
  ["inception modules", smallInception]
])("a model with %s trains through model.fit as it does eagerly", async (_, make) => {
  const compile = (): ModelCompileArgs => ({
    ...classes,
    optimizer: tf.train.momentum(0.01, 0.9)
  });
  const compiled = await train(make(), compile());
  await tf.setBackend("cpu");
  expectSame(compiled, await train(make(), compile()), 5e-4);
});

test("mean squared error and binary cross-entropy, with two outputs and metrics, are the same", async () => {
  const make = (): LayersModel => {
    const kernelInitializer = (seed: number): never =>
      tf.initializers.glorotUniform({seed}) as never;
    const input = tf.input({shape: [5]});
    const h = tf.layers
      .dense({units: 7, activation: "tanh", kernelInitializer: kernelInitializer(1)})
      .apply(input);
    const a = tf.layers.dense({
      units: 3,
      kernelInitializer: kernelInitializer(2),
      kernelRegularizer: tf.regularizers.l2({l2: 0.01})
    });
    const b = tf.layers.dense({
      units: 1,
      activation: "sigmoid",
      kernelInitializer: kernelInitializer(3)
    });
    return tf.model({inputs: input, outputs: [a.apply(h), b.apply(h)] as never});
  };
  const x = tf.randomNormal([10, 5], 0, 1, "float32", 1);
  const y = [
    tf.randomNormal([10, 3], 0, 1, "float32", 2),
    tf.cast(tf.randomUniform([10, 1], 0, 2, "int32", 3), "float32")
  ];
  const data = [x, ...y].map((one) => ({data: one.dataSync<"float32">(), shape: one.shape}));
  const run = async (): Promise<{losses: unknown[]; weights: Float32Array[]}> => {
    const model = make();
    model.compile({
      optimizer: tf.train.adam(0.01),
      loss: ["meanSquaredError", "binaryCrossentropy"],
      metrics: ["mae"]
    });
    const [inputs, ...answers] = data.map((one) => tf.tensor(one.data.slice(), one.shape));
    const losses: unknown[] = [];
    for (let step = 0; step < 4; ++step) losses.push(await model.trainOnBatch(inputs, answers));
    return {losses, weights: weightsOf(model)};
  };
  const compiled = await run();
  await tf.setBackend("cpu");
  const eager = await run();
  const flat = ({losses}: {losses: unknown[]}): number[] => losses.flat() as number[];
  expect(flat(compiled)).toHaveLength(flat(eager).length);
  expect(distance(flat(compiled), flat(eager))).toBeLessThan(1e-4);
  eager.weights.forEach((weight, k) =>
    expect(distance(compiled.weights[k], weight)).toBeLessThan(1e-4)
  );
});

test("callbacks see the weights after every step, and what they set is what the next step starts from", async () => {
  const run = async (): Promise<number[]> => {
    const model = small();
    model.compile({...classes, optimizer: tf.train.momentum(0.02, 0.9)});
    const {x, y} = batch(model, 24, 3);
    const seen: number[] = [];
    await model.fit(x[0], y[0], {
      batchSize: 8,
      epochs: 1,
      shuffle: false,
      verbose: 0,
      yieldEvery: "never",
      callbacks: {
        onBatchEnd: () => {
          tf.tidy(() => {
            seen.push(model.getWeights()[0].abs().sum().arraySync() as number);
            model.setWeights(model.getWeights().map((weight) => weight.mul(0.9)));
          });
        }
      }
    });
    return seen;
  };
  const compiled = await run();
  await tf.setBackend("cpu");
  expect(distance(compiled, await run())).toBeLessThan(1e-3);
});

test("the learning rate of the moment counts, and an eager step goes on where compiled ones ended", async () => {
  const run = async (middle: () => Promise<unknown>): Promise<Float32Array[]> => {
    const model = small();
    const optimizer = tf.train.adam(0.001);
    model.compile({...classes, optimizer});
    const {x, y} = batch(model, 8, 4);
    const step = (): Promise<unknown> => model.trainOnBatch(x[0], y[0]);
    await step();
    (optimizer as unknown as {learningRate: number}).learningRate = 0.004;
    await step();
    await middle();
    await step();
    return weightsOf(model);
  };
  const mixed = await run(() => {
    // A profile wants to see the operations, so the last step is eager.
    (tf.engine() as unknown as {state: {profiling: boolean}}).state.profiling = true;
    return Promise.resolve();
  });
  (tf.engine() as unknown as {state: {profiling: boolean}}).state.profiling = false;
  await tf.setBackend("cpu");
  const eager = await run(() => Promise.resolve());
  eager.forEach((weight, k) => expect(distance(mixed[k], weight)).toBeLessThan(1e-4));
});

test.each<[string, Partial<ModelCompileArgs>]>([
  [
    "a loss of the reader's own",
    {loss: (y: Tensor, p: Tensor) => tf.losses.meanSquaredError(y, p), metrics: []}
  ],
  ["an optimiser that the compiler does not know", {optimizer: tf.train.adadelta(0.01)}],
  ["classes without a softmax", {loss: "categoricalCrossentropy", metrics: []}]
])("with %s, fit runs operation by operation", async (what, compile) => {
  const model = what.includes("softmax") ? regression() : lenet();
  model.compile({...classes, ...compile});
  const {x, y} = batch(model, 16, 1);
  const answers = model.loss === classes.loss ? y[0] : tf.oneHot(tf.cast(y[0], "int32"), 10);
  const own = await convolutions(async () => {
    const {history} = await model.fit(x[0], answers, {batchSize: 8, epochs: 1, verbose: 0});
    expect(history.loss.every(Number.isFinite)).toBe(true);
  });
  expect(own).toBeGreaterThanOrEqual(4);
});

/** Ten numbers of a picture that need not be probabilities. */
function regression(): LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({inputShape: [6, 6, 1], filters: 2, kernelSize: 3}),
      tf.layers.flatten(),
      tf.layers.dense({units: 10, activation: "sigmoid"})
    ]
  });
}

test("evaluate runs as one graph and gives what it gives eagerly", async () => {
  const model = noisyNet();
  model.compile(classes);
  const {x, y} = batch(model, 20, 5);
  const ask = async (): Promise<number[]> => {
    const answers = model.evaluate(x[0], y[0], {batchSize: 8}) as Tensor[];
    const numbers = await Promise.all(answers.map(async (one) => (await one.data())[0]));
    tf.dispose(answers);
    return numbers;
  };
  let compiled: number[] = [];
  expect(await convolutions(async () => (compiled = await ask()))).toBe(0);
  await tf.setBackend("cpu");
  expect(distance(compiled, await ask())).toBeLessThan(1e-4);
});

test("no tensor is left after fit but those that it leaves eagerly", async () => {
  const count = async (): Promise<number> => {
    const model = lenet();
    model.compile({...classes, optimizer: tf.train.adam(0.001)});
    const {x, y} = batch(model, 16, 6);
    const fit = (): Promise<unknown> =>
      model.fit(x[0], y[0], {batchSize: 8, epochs: 2, verbose: 0});
    await fit();
    const before = tf.memory().numTensors;
    await fit();
    return tf.memory().numTensors - before;
  };
  expect(await count()).toBe(0);
});
