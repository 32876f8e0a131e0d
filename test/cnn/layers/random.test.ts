import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {augment, layers, ndarray, random, seedModel, tf, toNDArray, toTensor} from "@convnotes/cnn";
import {
  compileInference,
  eagerStep,
  evaluate,
  fit,
  predict,
  summary,
  useEngine
} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";

const quiet = {threads: 1, log: (): void => {}};
beforeAll(() => useEngine("native", quiet));
afterAll(() => useEngine("cpu", quiet));

const row = (...values: number[]): NDArray => ndarray([1, values.length, 1], values);
const close = ({data}: NDArray, expected: number[]): void => {
  expect(data).toHaveLength(expected.length);
  expected.forEach((value, k) => expect(data[k]).toBeCloseTo(value, 5));
};

/** Pictures of noise, with every pixel between 0 and 1. */
function noise(n: number, side = 8, channels = 3): NDArray {
  const source = random(5);
  return ndarray(
    [n, side, side, channels],
    Float32Array.from({length: n * side * side * channels}, () => source.uniform())
  );
}

const every = {
  randomFlip: () => layers.randomFlip(),
  randomTranslation: () => layers.randomTranslation({heightFactor: 0.2, widthFactor: [-0.1, 0.3]}),
  randomRotation: () => layers.randomRotation({factor: 0.2, fillMode: "constant", fillValue: 0.5}),
  randomZoom: () => layers.randomZoom({heightFactor: 0.3, widthFactor: 0.1, fillMode: "wrap"}),
  randomCrop: () => layers.randomCrop({height: 6, width: 5, padding: 2}),
  randomBrightness: () => layers.randomBrightness({factor: 0.3}),
  randomContrast: () => layers.randomContrast({factor: [0.5, 0.25]})
};

describe("by hand", () => {
  test("a flip is an exact mirror, of about half of the pictures, each way by a coin of its own", () => {
    const n = 400;
    const pictures = ndarray(
      [n, 2, 2, 1],
      Float32Array.from({length: n * 4}, (_, k) => k % 4)
    );
    const kinds = (
      mode: "horizontal" | "vertical" | "horizontalAndVertical"
    ): Map<string, number> => {
      const {data} = augment(pictures, [layers.randomFlip({mode})]);
      const found = new Map<string, number>();
      for (let k = 0; k < n; ++k) {
        const one = [...data.subarray(4 * k, 4 * k + 4)].join("");
        found.set(one, (found.get(one) ?? 0) + 1);
      }
      return found;
    };
    expect([...kinds("horizontal").keys()].sort()).toEqual(["0123", "1032"]);
    expect([...kinds("vertical").keys()].sort()).toEqual(["0123", "2301"]);
    const both = kinds("horizontalAndVertical");
    expect([...both.keys()].sort()).toEqual(["0123", "1032", "2301", "3210"]);
    for (const count of both.values()) expect(Math.abs(count - 100)).toBeLessThan(35); // 4 deviations
  });

  test("a shift moves right and down, and what comes in is as the fill mode says", () => {
    const shifted = (fillMode: "reflect" | "wrap" | "nearest" | "constant", by = 0.25): NDArray =>
      augment(row(1, 2, 3, 4), [
        layers.randomTranslation({heightFactor: 0, widthFactor: [by, by], fillMode, fillValue: 9})
      ]);
    close(shifted("reflect"), [1, 1, 2, 3]);
    close(shifted("wrap"), [4, 1, 2, 3]);
    close(shifted("nearest"), [1, 1, 2, 3]);
    close(shifted("constant"), [9, 1, 2, 3]);
    close(shifted("constant", 0.125), [5, 1.5, 2.5, 3.5]); // half a pixel
    const down = layers.randomTranslation({heightFactor: [0.5, 0.5], widthFactor: 0});
    close(augment(ndarray([2, 1, 1], [3, 4]), [down]), [3, 3]);
  });

  test("a quarter turn is counter-clockwise and exact; half a turn of a row is its mirror", () => {
    const turn = (factor: number) => layers.randomRotation({factor: [factor, factor]});
    close(augment(ndarray([2, 2, 1], [1, 2, 3, 4]), [turn(0.25)]), [2, 4, 1, 3]);
    close(augment(row(1, 2, 3), [turn(0.5)]), [3, 2, 1]);
  });

  test("a negative zoom brings near, a positive one shows more, about the middle", () => {
    const zoom = (by: number) =>
      layers.randomZoom({heightFactor: [by, by], fillMode: "constant", fillValue: 9});
    close(augment(row(0, 2, 4), [zoom(-0.5)]), [1, 2, 3]);
    close(augment(row(0, 2, 4), [zoom(1)]), [9, 2, 9]);
    const wide = layers.randomZoom({heightFactor: 0, widthFactor: [-0.5, -0.5]});
    close(augment(ndarray([2, 3, 1], [0, 2, 4, 4, 2, 0]), [wide]), [1, 2, 3, 3, 2, 1]);
  });

  test("a crop takes every window that there is, and those beyond the border with padding", () => {
    const windows = (padding: number): Set<string> => {
      const crop = layers.randomCrop({height: 1, width: 2, padding});
      const found = new Set<string>();
      for (let seed = 1; seed <= 60; ++seed) {
        const {shape, data} = augment(row(1, 2, 3), [crop], {seed});
        expect(shape).toEqual([1, 2, 1]);
        found.add([...data].join(""));
      }
      return found;
    };
    expect([...windows(0)].sort()).toEqual(["12", "23"]);
    expect([...windows(1)].sort()).toEqual(["00", "01", "12", "23", "30"]);
  });

  test("brightness adds, contrast spreads about each channel's mean, and both stay in their range", () => {
    close(augment(row(0.5, 1), [layers.randomBrightness({factor: [0.25, 0.25]})]), [0.75, 1]);
    const bytes = layers.randomBrightness({factor: [-0.5, -0.5], valueRange: [0, 255]});
    close(augment(row(100, 255), [bytes]), [0, 127.5]);
    const source = random(3);
    const pale = layers.randomContrast({factor: [1, 0]});
    const strong = layers.randomContrast({factor: [0, 1]});
    const x = ndarray([1, 2, 2], [0.2, 0.5, 0.6, 0.7]);
    for (let k = 0; k < 10; ++k) {
      const seed = 1 + source.integer(1e6);
      const faint = augment(x, [pale], {seed}).data;
      expect(faint[0] + faint[2]).toBeCloseTo(0.8, 5);
      expect(faint[1] + faint[3]).toBeCloseTo(1.2, 5);
      expect(faint[2] - faint[0]).toBeLessThan(0.4);
      expect(faint[2] - faint[0]).toBeCloseTo(2 * (faint[3] - faint[1]), 5); // one factor a picture
      const clear = augment(x, [strong], {seed}).data;
      expect(clear[2] - clear[0]).toBeGreaterThan(0.4);
    }
  });
});

describe.each(Object.entries(every))("%s", (name, make) => {
  test("gives the same pictures for the same seed, others for another, each with draws of its own", () => {
    const one = noise(1).data;
    const same = ndarray(
      [6, 8, 8, 3],
      Float32Array.from({length: 6 * 192}, (_, k) => one[k % 192])
    );
    const before = tf.memory().numTensors;
    const {shape, data} = augment(same, [make()], {seed: 4});
    expect(augment(same, [make()], {seed: 4}).data).toEqual(data);
    expect(augment(same, [make()], {seed: 5}).data).not.toEqual(data);
    const size = data.length / shape[0];
    const pictures = Array.from({length: 6}, (_, k) =>
      data.slice(k * size, k * size + size).join()
    );
    expect(new Set(pictures).size).toBeGreaterThan(name === "randomFlip" ? 1 : 4);
    expect(tf.memory().numTensors).toBe(before);
    expect(data.every((value) => value >= -1e-6 && value <= 1 + 1e-6)).toBe(true);
  });

  test("draws anew at every call in training, in the same series for the same seed", async () => {
    const x = toTensor(noise(2));
    const twice = async (layer: ReturnType<typeof make>): Promise<NDArray[]> => {
      const calls = [0, 1].map(() => layer.apply(x, {training: true}) as Tensor);
      return Promise.all(calls.map(toNDArray));
    };
    const layer = make();
    const [first, second] = await twice(layer);
    expect(second).not.toEqual(first);
    expect(await twice(make())).toEqual([first, second]);
    expect((await twice(layer))[0]).not.toEqual(first); // the series goes on
  });

  test("does nothing in use, compiled or not, and survives a trip through JSON", async () => {
    const x = noise(3);
    const model = tf.sequential({
      layers: [Object.assign(make(), {batchInputShape: [null, 8, 8, 3]})]
    });
    const copy = await tf.models.modelFromJSON(model.toJSON(undefined, false) as never);
    const [, height, width] = model.outputs[0].shape as number[];
    const [top, left] = [(8 - height) / 2, (8 - width) / 2].map(Math.floor);
    const expected = tf.tidy(() =>
      tf.slice4d(toTensor(x) as never, [0, top, left, 0], [-1, height, width, -1]).dataSync()
    );
    for (const one of [model, copy]) {
      expect((await predict(one, x)).data).toEqual(expected);
      expect((one.apply(toTensor(x)) as Tensor).dataSync()).toEqual(expected);
      expect(compileInference(one, {threads: 1}).run(x).data).toEqual(expected);
    }
    const [mine, others] = [model, copy].map(({layers: [first]}) => first);
    expect(others.getConfig()).toMatchObject(mine.getConfig());
    const changed = [mine, others].map((layer) =>
      (layer.apply(toTensor(x), {training: true}) as Tensor).dataSync()
    );
    expect(changed[1]).toEqual(changed[0]);
    expect(summary(model).rows.at(-1)!.params).toBe(0);
  });
});

/** A small net that begins with every layer of augmentation. */
function net(): LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({inputShape: [8, 8, 3]}));
  for (const make of Object.values(every)) model.add(make());
  model.add(tf.layers.conv2d({filters: 4, kernelSize: 3, activation: "relu"}));
  model.add(tf.layers.dropout({rate: 0.25}));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({units: 2, activation: "softmax"}));
  return seedModel(model, 1);
}

const learned = (model: LayersModel): number[] =>
  model.getWeights().flatMap((weight) => [...weight.dataSync()]);
const data = {x: noise(48), y: Uint8Array.from({length: 48}, (_, k) => k % 2)};

test("a compiled training draws what one operation by operation draws, and says that it compiles", async () => {
  const warnings: unknown[] = [];
  const {warn} = console;
  console.warn = (...words) => warnings.push(words);
  try {
    const [compiled, eager] = [net(), net()];
    const options = {epochs: 4, batchSize: 20, quiet: true, learningRate: 0.01};
    const ours = await fit(compiled, data, options);
    const theirs = await fit(eager, data, {...options, makeStep: eagerStep});
    expect(warnings).toEqual([]);
    ours.steps.loss.forEach((loss, k) => expect(loss).toBeCloseTo(theirs.steps.loss[k], 4));
    const weights = learned(eager);
    learned(compiled).forEach((weight, k) => expect(weight).toBeCloseTo(weights[k], 4));
    expect((await evaluate(compiled, data)).loss).toBeCloseTo(
      (await evaluate(eager, data)).loss,
      4
    );
    const plain = net();
    await fit(plain, data, {...options, seed: 2});
    expect(learned(plain)).not.toEqual(learned(compiled)); // the seed of fit decides
  } finally {
    console.warn = warn;
  }
});

test("a training that goes on from a checkpoint draws what it would have drawn", async () => {
  const folder = await mkdtemp(join(tmpdir(), "convnotes-random-"));
  try {
    const checkpoint = {path: join(folder, "half.safetensors"), resume: true};
    const options = {batchSize: 20, quiet: true, learningRate: 0.01};
    const [whole, first, resumed] = [net(), net(), net()];
    const expected = await fit(whole, data, {...options, epochs: 4});
    await fit(first, data, {...options, epochs: 2, checkpoint});
    const rest = await fit(resumed, data, {...options, epochs: 4, checkpoint});
    expect(rest.steps).toEqual(expected.steps);
    expect(learned(resumed)).toEqual(learned(whole));
  } finally {
    await rm(folder, {recursive: true});
  }
});

test("TensorFlow.js's own fit draws anew at every step, compiled too", async () => {
  const losses = async (rate: number): Promise<number[]> => {
    const model = tf.sequential();
    model.add(layers.randomBrightness({factor: [0, 1], inputShape: [8, 8, 3]}));
    model.add(tf.layers.flatten());
    model.add(tf.layers.dense({units: 1}));
    seedModel(model, 1).compile({optimizer: tf.train.sgd(rate), loss: "meanSquaredError"});
    const own: number[] = [];
    const [x, y] = [toTensor(noise(2)), tf.tensor2d([[0], [1]])];
    for (let step = 0; step < 4; ++step) own.push((await model.trainOnBatch(x, y)) as number);
    return own;
  };
  const still = await losses(1e-12); // nothing is learned, so only the draws change the loss
  expect(new Set(still).size).toBe(4);
  expect(await losses(1e-12)).toEqual(still);
});

test("an augmentation behind a layer that computes still trains, and the reason is told", async () => {
  const model = tf.sequential({name: "late"});
  model.add(tf.layers.batchNormalization({inputShape: [8, 8, 3], trainable: false}));
  model.add(layers.randomFlip());
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({units: 2, activation: "softmax"}));
  const warnings: string[] = [];
  const {warn} = console;
  console.warn = (word: string) => warnings.push(word);
  try {
    const before = learned(seedModel(model, 1));
    await fit(model, data, {quiet: true});
    expect(learned(model)).not.toEqual(before);
  } finally {
    console.warn = warn;
  }
  expect(warnings.join()).toMatch(/RandomFlip\) with its place behind layers that compute/);
});

test("what is no argument is refused by name", () => {
  const {randomBrightness, randomContrast, randomCrop, randomFlip} = layers;
  const {randomRotation, randomTranslation, randomZoom} = layers;
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return String(error);
    }
    return "nothing thrown";
  };
  expect(message(() => randomFlip({mode: "sideways" as never}))).toBe(
    "RangeError: randomFlip: mode is one of horizontal, vertical, horizontalAndVertical, but got sideways"
  );
  expect(message(() => randomRotation({factor: [0.2, 0.1]}))).toMatch(
    /^RangeError: randomRotation: factor .* but got \[0.2,0.1\]$/
  );
  expect(message(() => randomTranslation({heightFactor: 2, widthFactor: 0}))).toMatch(
    /heightFactor .* but got 2$/
  );
  expect(message(() => randomZoom({heightFactor: -1}))).toMatch(/heightFactor .* but got -1$/);
  expect(message(() => randomZoom({heightFactor: [-1, 0]}))).toMatch(/but got \[-1,0\]$/);
  expect(message(() => randomBrightness({factor: NaN}))).toMatch(/randomBrightness: factor/);
  expect(message(() => randomBrightness({factor: 0, valueRange: [1, 1]}))).toMatch(/valueRange/);
  expect(message(() => randomContrast({factor: 1.5}))).toMatch(/factor .* but got 1.5$/);
  expect(message(() => randomCrop({height: 0, width: 2}))).toMatch(/height .* but got 0$/);
  expect(message(() => randomFlip({seed: -1}))).toMatch(/^RangeError: randomFlip: seed .* -1$/);
  expect(message(() => randomRotation({factor: 1, fillMode: "mirror" as never}))).toMatch(
    /fillMode is one of reflect, wrap, nearest, constant, but got mirror$/
  );
  const build = (layer: ReturnType<typeof randomFlip>, shape: number[]): string =>
    message(() => layer.apply(tf.input({shape})));
  expect(build(randomFlip(), [8, 8])).toMatch(
    /randomFlip: pictures \[n, height, width, channels\] are expected, but got \[n,8,8\]$/
  );
  expect(build(randomCrop({height: 9, width: 2}) as never, [8, 8, 1])).toMatch(
    /randomCrop: a window of at most the picture's size is expected, but it is 9×2 and the picture 8×8$/
  );
  expect(message(() => augment(row(1), [randomFlip()], {seed: 0.5}))).toMatch(/augment: seed/);
  expect(message(() => augment(ndarray([2], [1, 2]), []))).toMatch(/augment: .* but got \[2\]$/);
  expect(message(() => augment(row(1), [tf.layers.flatten() as never]))).toMatch(
    /^TypeError: augment: random layers are expected, but layer 0 is Flatten$/
  );
});
