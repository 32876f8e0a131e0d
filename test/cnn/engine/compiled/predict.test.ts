import type {LayersModel, Tensor, Tensor4D} from "@tensorflow/tfjs";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {tf, useEngine} from "@convnotes/cnn";
import {batch, distance, noisyNet, smallInception} from "./models.ts";
import {randomModel} from "./randomModel.ts";

const quiet = {threads: 2, log: (): void => {}};
beforeEach(() => useEngine("native", quiet));
afterEach(() => useEngine("cpu", quiet));

const values = (x: Tensor | Tensor[]): Float32Array[] => {
  const arrays = [x].flat().map((one) => one.dataSync<"float32">());
  tf.dispose(x);
  return arrays;
};

/** The names of the kernels that TensorFlow.js runs meanwhile. */
function kernels(work: () => void): string[] {
  const runKernel = vi.spyOn(tf.engine(), "runKernel");
  try {
    work();
    return runKernel.mock.calls.map(([name]) => name);
  } finally {
    runKernel.mockRestore();
  }
}

/** What the model says, operation by operation. */
async function eagerly(model: LayersModel, x: Tensor | Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend("cpu");
  const answer = values(model.predict(x));
  await tf.setBackend("native");
  return answer;
}

/** Moves every weight a little, each by another amount. */
function change(model: LayersModel): void {
  tf.tidy(() => {
    model.setWeights(model.getWeights().map((weight, k) => weight.mul(1.1).add(0.01 * (k + 1))));
  });
}

test("a convolutional network with batch normalisation predicts as one graph what it does eagerly", async () => {
  const model = noisyNet();
  change(model);
  const [x] = batch(model, 10, 1).x;
  const expected = await eagerly(model, x);
  const before = tf.memory().numTensors;
  for (const options of [{}, {batchSize: 3}, {batchSize: 10}]) {
    let answer: Tensor | undefined;
    expect(kernels(() => (answer = model.predict(x, options) as Tensor))).toEqual([]);
    expect(answer!.shape).toEqual([10, 4]);
    expect(distance(values(answer!)[0], expected[0])).toBeLessThan(1e-4);
  }
  const whole = values(model.predictOnBatch(x))[0];
  expect(distance(whole, expected[0])).toBeLessThan(1e-4);
  expect(tf.memory().numTensors).toBe(before);
});

test("several outputs come as several tensors, which belong to who asked", async () => {
  const model = randomModel(3);
  const {x} = batch(model, 4, 2);
  const input = x.length === 1 ? x[0] : x;
  const expected = await eagerly(model, input);
  const before = tf.memory().numTensors;
  const kept = tf.tidy(() => {
    model.predict(input); // goes with the scope
    return model.predict(input, {batchSize: 3});
  }) as Tensor[];
  expect(tf.memory().numTensors).toBe(before + 2);
  values(kept).forEach((own, k) => expect(distance(own, expected[k])).toBeLessThan(1e-4));
  expect(tf.memory().numTensors).toBe(before);
});

test("weights that change are honoured, and the graph is made anew once they hold", async () => {
  const model = smallInception();
  const [x] = batch(model, 3, 3).x;
  const ran: boolean[] = [];
  for (let round = 0; round < 4; ++round) {
    if (round > 0 && round < 3) change(model);
    const expected = await eagerly(model, x);
    let answer: Tensor | undefined;
    ran.push(kernels(() => (answer = model.predict(x) as Tensor)).length > 0);
    expect(distance(values(answer!)[0], expected[0]), `round ${round}`).toBeLessThan(1e-4);
  }
  expect(ran).toEqual([false, true, true, false]);
});

test("input that the model cannot take is refused as TensorFlow.js does", () => {
  const model = noisyNet();
  expect(() => model.predict(tf.zeros([2, 5, 5, 2]))).toThrow(/to have shape \[null,12,12,2\]/);
  expect(() => model.predict(tf.zeros([2, 12, 12, 2]), {batchSize: 0})).toThrow(/batchSize/);
});

test("a gradient goes through predict", async () => {
  const model = noisyNet();
  const [x] = batch(model, 2, 4).x;
  values(model.predict(x)); // has a graph made
  const gradient = (): Float32Array =>
    tf.tidy(() =>
      tf
        .grad((image) => (model.predict(image as Tensor4D) as Tensor).square().sum())(x)
        .dataSync<"float32">()
    );
  const ours = gradient();
  await tf.setBackend("cpu");
  const theirs = gradient();
  expect(Math.max(...theirs.map(Math.abs))).toBeGreaterThan(1e-3);
  expect(distance(ours, theirs)).toBeLessThan(1e-5);
});

test("a hook is called, and a profile sees the operations, though there is a graph", async () => {
  const model = noisyNet();
  const [x] = batch(model, 2, 5).x;
  values(model.predict(x));
  const hook = vi.fn();
  const pool = model.layers[3]; // convolutions of TensorFlow.js call no hooks
  pool.setCallHook(hook);
  values(model.predict(x));
  expect(hook).toHaveBeenCalledTimes(1);
  pool.clearCallHook();
  expect(kernels(() => values(model.predict(x)))).toEqual([]);
  const {kernelNames} = await tf.profile(() => tf.tidy(() => void model.predict(x)));
  expect(kernelNames).toContain("MaxPool");
});

class Halve extends tf.layers.Layer {
  static className = "Halve";
  override call(x: Tensor | Tensor[]): Tensor {
    return tf.mul([x].flat()[0], 0.5);
  }
}

test("a model with an unknown layer predicts operation by operation, and says so once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const model = tf.sequential({layers: [tf.layers.flatten({inputShape: [2, 2]})]});
  model.add(new Halve({name: "halve"}));
  const x = tf.ones([1, 2, 2]);
  for (let round = 0; round < 2; ++round) {
    expect([...values(model.predict(x))[0]]).toEqual([0.5, 0.5, 0.5, 0.5]);
  }
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/runs operation by operation, .* does not know halve \(Halve\)$/)]
  ]);
  warn.mockRestore();
});

test("on other engines predict runs operation by operation", async () => {
  const model = noisyNet();
  const [x] = batch(model, 2, 6).x;
  for (const engine of ["cpu", "wasm"] as const) {
    await useEngine(engine, quiet);
    expect(kernels(() => values(model.predict(x)))).toContain("MaxPool");
  }
});
