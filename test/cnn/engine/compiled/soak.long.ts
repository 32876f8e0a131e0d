import {setFlagsFromString} from "node:v8";
import {runInNewContext} from "node:vm";
import type {LayersModel} from "@tensorflow/tfjs";
import {expect, test} from "vitest";
import {fit, predict, random, tf, useEngine} from "@convnotes/cnn";
import type {NDArray} from "../../../../src/cnn/ndarray.ts";
import {batch, lenet, noisyNet} from "./models.ts";
import {bothSteps, weightsOf} from "./steps.ts";

const megabyte = 2 ** 20;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Memory of the process in bytes, without what only waits for the collector. */
function resident(): number {
  collect();
  return process.memoryUsage().rss;
}

function pictures(model: LayersModel, n: number, seed: number): {x: NDArray; y: number[]} {
  const source = random(seed);
  const shape = [n, ...(model.inputs[0].shape.slice(1) as number[])];
  const classes = model.outputs[0].shape[1]!;
  const size = shape.reduce((all, length) => all * length, 1);
  const data = Float32Array.from({length: size}, () => source.normal());
  return {x: {shape, data}, y: Array.from({length: n}, () => source.integer(classes))};
}

test.each([1, 2])("200 steps of fit with %i threads give the same bits, twice", async (threads) => {
  await useEngine("native", {threads, log: () => undefined});
  for (const make of [lenet, noisyNet]) {
    const train = async (): Promise<Float32Array[]> => {
      const model = make();
      const data = pictures(model, 640, 1);
      const options = {epochs: 10, batchSize: 32, optimizer: "adam", seed: 7, quiet: true} as const;
      await fit(model, data, options);
      return weightsOf(model);
    };
    expect(await train()).toEqual(await train());
  }
});

test("2,000 steps, of changing sizes, take no more memory than 1,000", async () => {
  await useEngine("native", {threads: 2, log: () => undefined});
  const {compiled, compiledModel, settings} = bothSteps(noisyNet, {name: "adam"}, {}, 2);
  const steps = async (count: number): Promise<void> => {
    for (let step = 0; step < count; ++step) {
      const {x, y} = batch(compiledModel, 8 + (Math.floor(step / 20) % 9), step);
      compiled.run(x, y, settings({learningRate: 0.001, seed: step}));
      if (step % 10 === 0) compiled.sync();
      tf.dispose([x, y]);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await steps(1000);
  const rss = resident();
  const {numTensors} = tf.memory();
  await steps(1000);
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(resident() - rss).toBeLessThan(100 * megabyte);
});

test("1,000 predictions, each with other weights, take no more memory than 200", async () => {
  await useEngine("native", {threads: 2, log: () => undefined});
  const model = lenet();
  const {x} = pictures(model, 4, 2);
  const weights = model.getWeights().map((weight) => weight.clone());
  const predictions = async (count: number): Promise<void> => {
    for (let k = 0; k < count; ++k) {
      tf.tidy(() => model.setWeights(weights.map((weight) => tf.mul(weight, 1 + k / 1000))));
      await predict(model, x);
    }
  };
  await predictions(200);
  const rss = resident();
  const {numTensors} = tf.memory();
  await predictions(800);
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(resident() - rss).toBeLessThan(100 * megabyte);
});
