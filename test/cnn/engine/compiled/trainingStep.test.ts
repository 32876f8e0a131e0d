import type {LayersModel, SymbolicTensor, Tensor} from "@tensorflow/tfjs";
import {beforeAll, expect, test} from "vitest";
import {random, tf} from "@convnotes/cnn";
import {useEngine} from "../../../../src/cnn/engine/useEngine.ts";
import type {OptimizerConfig} from "../../../../src/cnn/training/optimizerConfig.ts";
import {
  batch,
  competingNet,
  distance,
  lenet,
  noisyNet,
  pooledNet,
  shrinkingNet,
  smallInception,
  smallResNet,
  tinyMapsNet,
  wideNet
} from "./models.ts";
import {bothSteps, weightsOf} from "./steps.ts";

beforeAll(async () => {
  await useEngine("native", {threads: 1, log: () => undefined});
});

const networks = {lenet, noisyNet, smallResNet, smallInception};

test.each(Object.entries(networks))(
  "50 compiled steps of %s give the losses and weights of 50 eager ones within 1e-4",
  async (_, make) => {
    const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {
      name: "sgd",
      momentum: 0.9
    });
    for (let step = 0; step < 50; ++step) {
      const {x, y} = batch(eagerModel, 16, step % 5);
      const each = {learningRate: 0.01, seed: step + 1};
      const theirs = await eager.run(x, y, each);
      const ours = compiled.run(x, y, settings(each));
      expect(Math.abs(ours.loss - theirs.loss), `loss of step ${step}`).toBeLessThan(1e-4);
      tf.dispose([x, y]);
    }
    compiled.sync();
    const theirs = weightsOf(eagerModel);
    weightsOf(compiledModel).forEach((own, k) =>
      expect(distance(own, theirs[k]), `weight ${k}`).toBeLessThan(1e-4)
    );
  }
);

test.each([
  ...Object.entries({...networks, wideNet, pooledNet, competingNet, tinyMapsNet}).map(
    ([name, make]) => [name, 6, make] as const
  ),
  ["wideNet", 8, wideNet], // whose images are put side by side, eight by eight
  ["shrinkingNet", 8, shrinkingNet] // whose images are not
] as const)(
  "the gradients of %s for %i images are those of the CPU backend's autodiff within 1e-5 of the largest",
  async (_, images, make) => {
    const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
    const before = weightsOf(compiledModel);
    const {x, y} = batch(eagerModel, images, 3);
    // A rate of 1024 makes the step so large that the weight's own rounding does not hide it.
    const each = {learningRate: 1024, seed: 7};
    compiled.run(x, y, settings(each));
    compiled.sync();
    const ours = weightsOf(compiledModel);
    await tf.setBackend("cpu");
    try {
      await eager.run(x, y, each);
      const theirs = weightsOf(eagerModel);
      const trained = eagerModel.trainableWeights.map((weight) =>
        eagerModel.weights.indexOf(weight)
      );
      const largest = Math.max(...trained.map((k) => distance(theirs[k], before[k])));
      for (const k of trained) {
        const size = distance(theirs[k], before[k]);
        // Of a weight whose gradient is nothing but rounding, no share is right.
        const allowed = Math.max(1e-5 * size, 1e-6 * largest);
        expect(distance(ours[k], theirs[k]), `weight ${k}`).toBeLessThan(allowed);
      }
    } finally {
      await tf.setBackend("native");
    }
  }
);

const rules: OptimizerConfig[] = [
  {name: "sgd"},
  {name: "sgd", momentum: 0.9},
  {name: "sgd", momentum: 0.5, nesterov: true},
  {name: "adam"},
  {name: "adam", beta1: 0.8, beta2: 0.99, epsilon: 1e-3},
  {name: "rmsprop"},
  {name: "adagrad"}
];

test.each(rules.map((rule) => [JSON.stringify(rule), rule] as const))(
  "the rule %s moves weights and slots as the eager one, with a rate that changes",
  async (_, rule) => {
    const make = (): LayersModel =>
      tf.sequential({
        layers: [
          tf.layers.dense({inputShape: [6], units: 5, activation: "tanh"}),
          tf.layers.dense({units: 3, activation: "softmax"})
        ]
      });
    const {eager, compiled, eagerModel, compiledModel, optimizers, settings} = bothSteps(
      make,
      rule
    );
    const {x, y} = batch(eagerModel, 4, 1);
    for (let step = 0; step < 10; ++step) {
      const each = {learningRate: 0.02 / (1 + step), seed: 1};
      await eager.run(x, y, each);
      compiled.run(x, y, settings(each));
    }
    compiled.sync();
    const theirs = weightsOf(eagerModel);
    weightsOf(compiledModel).forEach((own, k) =>
      expect(distance(own, theirs[k])).toBeLessThan(1e-5)
    );
    const [mine, other] = optimizers;
    expect(mine.iterations).toBe(10);
    for (const [name, slots] of Object.entries(mine.slots)) {
      slots.forEach((slot, k) =>
        expect(distance(slot.dataSync(), other.slots[name][k].dataSync()), name).toBeLessThan(1e-5)
      );
    }
  }
);

/** Two outputs, one a picture, from one input. */
function twoHeads(activation: "softmax" | "sigmoid"): LayersModel {
  const input = tf.input({shape: [4, 4, 2]});
  const maps = tf.layers
    .conv2d({filters: 3, kernelSize: 3, padding: "same", activation})
    .apply(input) as SymbolicTensor;
  const flat = tf.layers.flatten().apply(maps) as SymbolicTensor;
  const answer = tf.layers.dense({units: 4, activation}).apply(flat) as SymbolicTensor;
  return tf.model({inputs: input, outputs: [answer, maps]});
}

const losses = [
  ["categoricalCrossentropy", "softmax"],
  ["sparseCategoricalCrossentropy", "softmax"],
  ["binaryCrossentropy", "sigmoid"],
  ["meanSquaredError", "sigmoid"],
  ["meanAbsoluteError", "sigmoid"]
] as const;

test.each(losses)(
  "the loss %s has the eager value and gradient, of a vector and of a picture",
  async (loss, activation) => {
    const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(
      () => twoHeads(activation),
      {name: "sgd"},
      {losses: [loss, loss]}
    );
    const source = random(5);
    const x = [
      tf.tensor(
        Float32Array.from({length: 96}, () => source.normal()),
        [3, 4, 4, 2]
      )
    ];
    const shapes = [
      [3, 4],
      [3, 4, 4, 3]
    ];
    const y: Tensor[] = shapes.map((shape) => {
      const classes = shape[shape.length - 1];
      const labels = Int32Array.from({length: shape.slice(0, -1).reduce((a, b) => a * b)}, () =>
        source.integer(classes)
      );
      const sparse = tf.tensor(labels, shape.slice(0, -1), "int32");
      return loss.startsWith("sparse")
        ? sparse
        : tf.cast(tf.oneHot(sparse as never, classes), "float32");
    });
    const each = {learningRate: 1, seed: 1};
    const theirs = await eager.run(x, y, each);
    const ours = compiled.run(x, y, settings(each));
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    expect(distance(ours.outputLosses, theirs.outputLosses)).toBeLessThan(1e-5);
    ours.outputs.forEach(({shape, data}, k) => {
      expect(shape).toEqual(theirs.outputs[k].shape);
      expect(distance(data, theirs.outputs[k].data)).toBeLessThan(1e-6);
    });
    compiled.sync();
    const expected = weightsOf(eagerModel);
    weightsOf(compiledModel).forEach((own, k) =>
      expect(distance(own, expected[k])).toBeLessThan(1e-5)
    );
  }
);

test("no gradient passes through a probability that the loss has clipped", async () => {
  const make = (): LayersModel =>
    tf.sequential({layers: [tf.layers.dense({inputShape: [1], units: 2, activation: "softmax"})]});
  const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
  for (const model of [eagerModel, compiledModel]) {
    model.setWeights([tf.tensor2d([[0, 40]]), tf.zeros([2])]);
  }
  const x = [tf.ones([1, 1])];
  const y = [tf.tensor1d([0], "int32")];
  await eager.run(x, y, {learningRate: 1, seed: 1});
  compiled.run(x, y, settings({learningRate: 1, seed: 1}));
  compiled.sync();
  expect(weightsOf(compiledModel)).toEqual(weightsOf(eagerModel));
  expect(Array.from(weightsOf(compiledModel)[0])).toEqual([0, 40]);
});

test.each([
  [2, 2, "valid", 7, 1, 2],
  [3, 2, "valid", 7, 1, 2],
  [3, 1, "same", 7, 1, 2],
  [3, 2, "same", 7, 1, 2],
  [2, 3, "valid", 7, 1, 2],
  [2, 2, "valid", 8, 16, 32], // in blocks of channels, where the processor has them
  [2, 2, "valid", 7, 16, 32]
] as const)(
  "of equal values in a window of %i with strides %i, %s, in %i pixels of %i channels, the first gets the gradient",
  async (poolSize, strides, padding, side, channels, filters) => {
    const make = (): LayersModel =>
      tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [side, side, channels],
            filters,
            kernelSize: 3,
            padding: "same",
            activation: "relu"
          }),
          tf.layers.maxPooling2d({poolSize, strides, padding}),
          tf.layers.flatten(),
          tf.layers.dense({units: 3, activation: "softmax"})
        ]
      });
    const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
    const source = random(9);
    // Whole numbers below three, through kernels of whole numbers: most windows hold equal maxima.
    const digits = (shape: number[], from: number, limit: number): Tensor =>
      tf.tensor(
        Float32Array.from(
          {length: shape.reduce((a, b) => a * b)},
          () => from + source.integer(limit)
        ),
        shape
      );
    const [kernel, , dense] = compiledModel.getWeights();
    // Of many channels few are looked at, or sums would hardly ever be equal.
    const looked = tf.tensor(
      Float32Array.from({length: kernel.size}, (_, i) => Number(channels === 1 || i % 29 === 0)),
      kernel.shape
    );
    const weights = [
      tf.mul(digits(kernel.shape, -1, 3), looked),
      tf.zeros([filters]),
      dense,
      tf.zeros([3])
    ];
    for (const model of [eagerModel, compiledModel]) model.setWeights(weights);
    const x = [digits([4, side, side, channels], 0, 3)];
    const y = [tf.tensor1d([0, 1, 2, 1], "int32")];
    const each = {learningRate: 1, seed: 1};
    compiled.run(x, y, settings(each));
    compiled.sync();
    await tf.setBackend("cpu");
    await eager.run(x, y, each);
    const theirs = weightsOf(eagerModel);
    await tf.setBackend("native");
    weightsOf(compiledModel).forEach((own, k) =>
      expect(distance(own, theirs[k])).toBeLessThan(1e-5)
    );
  }
);

test("layers of every kind pass gradients on as eager ones do", async () => {
  const make = (): LayersModel => {
    const L = tf.layers;
    const input = tf.input({shape: [8, 8, 3]});
    const apply = (layer: {apply(x: unknown): unknown}, ...x: SymbolicTensor[]): SymbolicTensor =>
      layer.apply(x.length === 1 ? x[0] : x) as SymbolicTensor;
    const a = apply(L.depthwiseConv2d({kernelSize: 3, depthMultiplier: 2, padding: "same"}), input);
    const b = apply(
      L.separableConv2d({filters: 6, kernelSize: 3, padding: "same", activation: "elu"}),
      input
    );
    const c = apply(
      L.leakyReLU({alpha: 0.1}),
      apply(L.conv2d({filters: 6, kernelSize: 3, padding: "same"}), input)
    );
    const joined = apply(L.add(), a, apply(L.multiply(), b, c));
    const upper = apply(L.maximum(), joined, apply(L.average(), b, c));
    const shrunk = apply(
      L.conv2d({filters: 4, kernelSize: 3, strides: 2}),
      apply(L.zeroPadding2d({padding: 1}), upper)
    );
    const grown = apply(
      L.conv2dTranspose({
        filters: 5,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "sigmoid"
      }),
      shrunk
    );
    const cut = apply(
      L.cropping2D({
        cropping: [
          [1, 2],
          [0, 3]
        ]
      }),
      grown
    );
    const pooled = apply(L.averagePooling2d({poolSize: 3, strides: 2, padding: "same"}), cut);
    const gate = apply(
      L.reshape({targetShape: [1, 1, 5]}),
      apply(
        L.dense({units: 5, activation: "sigmoid"}),
        apply(L.globalMaxPooling2d({dataFormat: "channelsLast"}), pooled)
      )
    );
    const gated = apply(L.multiply(), pooled, gate);
    const turned = apply(
      L.permute({dims: [3, 1, 2]}),
      apply(L.dense({units: 4, activation: "swish"}), gated)
    );
    const flat = apply(
      L.batchNormalization(),
      apply(L.flatten(), apply(L.activation({activation: "relu6"}), turned))
    );
    const rows = apply(L.reshape({targetShape: [4, 1 * 0 + flat.shape[1]! / 4]}), flat);
    const each = apply(L.dense({units: 3, activation: "softplus"}), rows);
    const out = apply(
      L.softmax(),
      apply(
        L.dense({units: 4}),
        apply(L.flatten(), apply(L.minimum(), each, apply(L.reLU({maxValue: 0.8}), each)))
      )
    );
    return tf.model({inputs: input, outputs: out});
  };
  const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
  const {x, y} = batch(eagerModel, 5, 11);
  for (let step = 0; step < 3; ++step) {
    const each = {learningRate: 0.1, seed: 1};
    const theirs = await eager.run(x, y, each);
    expect(compiled.run(x, y, settings(each)).loss).toBeCloseTo(theirs.loss, 4);
  }
  compiled.sync();
  const theirs = weightsOf(eagerModel);
  weightsOf(compiledModel).forEach((own, k) =>
    expect(distance(own, theirs[k]), `weight ${k}`).toBeLessThan(2e-5)
  );
});

test("regularisers add to the loss and pull at the weights; frozen layers stay", async () => {
  const make = (): LayersModel => {
    const frozen = tf.layers.conv2d({
      inputShape: [6, 6, 1],
      filters: 2,
      kernelSize: 3,
      kernelRegularizer: "l1l2"
    });
    frozen.trainable = false;
    return tf.sequential({
      layers: [
        frozen,
        tf.layers.flatten(),
        tf.layers.dense({
          units: 3,
          activation: "softmax",
          kernelRegularizer: tf.regularizers.l1l2({l1: 0.01, l2: 0.02}),
          biasRegularizer: tf.regularizers.l2({l2: 0.1})
        })
      ]
    });
  };
  const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
  const first = weightsOf(compiledModel);
  const {x, y} = batch(eagerModel, 4, 2);
  for (let step = 0; step < 5; ++step) {
    const each = {learningRate: 0.1, seed: 1};
    const theirs = await eager.run(x, y, each);
    expect(compiled.run(x, y, settings(each)).loss).toBeCloseTo(theirs.loss, 5);
  }
  compiled.sync();
  const theirs = weightsOf(eagerModel);
  const ours = weightsOf(compiledModel);
  ours.forEach((own, k) => expect(distance(own, theirs[k])).toBeLessThan(1e-5));
  const frozenKernel = compiledModel.weights.indexOf(compiledModel.layers[0].weights[0]);
  expect(ours[frozenKernel]).toEqual(first[frozenKernel]);
});

test("a model inside a model, called twice, learns once with both gradients", async () => {
  const make = (): LayersModel => {
    const inner = tf.sequential({
      layers: [
        tf.layers.conv2d({inputShape: [6, 6, 1], filters: 3, kernelSize: 3, activation: "tanh"}),
        tf.layers.flatten()
      ]
    });
    const inputs = [tf.input({shape: [6, 6, 1]}), tf.input({shape: [6, 6, 1]})];
    const both = tf.layers
      .concatenate()
      .apply(inputs.map((one) => inner.apply(one) as SymbolicTensor));
    const out = tf.layers.dense({units: 2, activation: "softmax"}).apply(both);
    return tf.model({inputs, outputs: out as SymbolicTensor});
  };
  const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
  const {x, y} = batch(eagerModel, 4, 2);
  const each = {learningRate: 1, seed: 1};
  await eager.run(x, y, each);
  compiled.run(x, y, settings(each));
  compiled.sync();
  const theirs = weightsOf(eagerModel);
  weightsOf(compiledModel).forEach((own, k) => expect(distance(own, theirs[k])).toBeLessThan(1e-5));
});

test("weights that are set between steps are taken over, batches may have any size", async () => {
  const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(smallInception, {
    name: "sgd",
    momentum: 0.9
  });
  const other = smallInception();
  for (const [step, n] of [3, 8, 3, 1, 5, 2, 7, 8].entries()) {
    const {x, y} = batch(eagerModel, n, step);
    const each = {learningRate: 0.05, seed: step};
    const theirs = await eager.run(x, y, each);
    expect(compiled.run(x, y, settings(each)).loss).toBeCloseTo(theirs.loss, 4);
    if (step === 3) {
      compiled.sync();
      for (const model of [eagerModel, compiledModel]) model.setWeights(other.getWeights());
    }
    if (step === 5) {
      compiled.sync();
      for (const model of [eagerModel, compiledModel])
        model.layers[1].setWeights(other.layers[1].getWeights());
    }
  }
  compiled.sync();
  const theirs = weightsOf(eagerModel);
  weightsOf(compiledModel).forEach((own, k) => expect(distance(own, theirs[k])).toBeLessThan(1e-4));
});

test("the variables stay as they are until sync, and no tensor is left over", async () => {
  const {compiled, compiledModel, settings} = bothSteps(noisyNet, {name: "adam"});
  const {x, y} = batch(compiledModel, 4, 1);
  const first = weightsOf(compiledModel);
  const run = (seed: number): number =>
    compiled.run(x, y, settings({learningRate: 0.01, seed})).loss;
  run(1);
  expect(weightsOf(compiledModel)).toEqual(first);
  compiled.sync();
  expect(weightsOf(compiledModel)).not.toEqual(first);
  const {numTensors} = tf.memory();
  for (let seed = 2; seed < 12; ++seed) {
    run(seed);
    compiled.sync();
  }
  expect(tf.memory().numTensors).toBe(numTensors);
  compiled.dispose();
  await Promise.resolve();
});

test.each([1, 2])("with %i threads the same steps give the same bits, twice", (threads) => {
  const train = (): Float32Array[] => {
    const {compiled, compiledModel, settings} = bothSteps(smallResNet, {name: "adam"}, {}, threads);
    for (let step = 0; step < 20; ++step) {
      const {x, y} = batch(compiledModel, 8, step % 4);
      compiled.run(x, y, settings({learningRate: 0.01, seed: step}));
      tf.dispose([x, y]);
    }
    compiled.sync();
    return weightsOf(compiledModel);
  };
  expect(train()).toEqual(train());
});

test("the gradient through upsampling is that of an eager step, for every image of a batch", async () => {
  const make = (): LayersModel =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({inputShape: [4, 4, 2], filters: 3, kernelSize: 3, padding: "same"}),
        tf.layers.upSampling2d({size: [2, 3]}),
        tf.layers.conv2d({filters: 2, kernelSize: 3, activation: "tanh"}),
        tf.layers.flatten(),
        tf.layers.dense({units: 3, activation: "softmax"})
      ]
    });
  const {eager, compiled, eagerModel, compiledModel, settings} = bothSteps(make, {name: "sgd"});
  const {x, y} = batch(compiledModel, 3, 4);
  const each = {learningRate: 1, seed: 1};
  compiled.run(x, y, settings(each));
  compiled.sync();
  await eager.run(x, y, each); // on native, whose gradient is right, unlike the CPU backend's
  const theirs = weightsOf(eagerModel);
  weightsOf(compiledModel).forEach((own, k) => expect(distance(own, theirs[k])).toBeLessThan(1e-5));
});
