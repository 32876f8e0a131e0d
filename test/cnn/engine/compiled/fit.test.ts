import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {afterAll, beforeAll, expect, test, vi} from "vitest";
import {eagerStep, evaluate, fit, predict, random, schedules, tf} from "@convnotes/cnn";
import type {FitOptions} from "../../../../src/cnn/training/fit.ts";
import type {NDArray} from "../../../../src/cnn/ndarray.ts";
import {useEngine} from "../../../../src/cnn/engine/useEngine.ts";
import {distance} from "./models.ts";
import {weightsOf} from "./steps.ts";

const folder = mkdtempSync(join(tmpdir(), "compiled-"));
beforeAll(async () => {
  await useEngine("native", {threads: 1, log: () => undefined});
});
afterAll(() => rmSync(folder, {recursive: true}));

/** A network with everything that has a state of its own: averages, masks. */
function network(): LayersModel {
  const init = (seed: number): never => tf.initializers.glorotUniform({seed}) as never;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        filters: 6,
        kernelSize: 3,
        kernelInitializer: init(1)
      }),
      tf.layers.batchNormalization(),
      tf.layers.activation({activation: "relu"}),
      tf.layers.maxPooling2d({poolSize: 3, strides: 2}),
      tf.layers.flatten(),
      tf.layers.dropout({rate: 0.25}),
      tf.layers.dense({units: 3, activation: "softmax", kernelInitializer: init(2)})
    ]
  });
}

/** Pictures of a bright row, column or nothing in noise. */
function pictures(n: number, seed: number): {x: NDArray; y: number[]} {
  const source = random(seed);
  const y = Array.from({length: n}, () => source.integer(3));
  const data = Float32Array.from({length: n * 64}, () => 0.3 * source.normal());
  y.forEach((kind, k) => {
    const at = source.integer(8);
    for (let i = 0; i < 8 && kind < 2; ++i)
      data[k * 64 + (kind === 0 ? at * 8 + i : i * 8 + at)] += 1;
  });
  return {x: {shape: [n, 8, 8, 1], data}, y};
}

const data = pictures(90, 1);
const others = pictures(40, 2);

/** The same training, compiled and eager. */
async function both(options: FitOptions): Promise<void> {
  const models = [network(), network()];
  const settings = {batchSize: 16, quiet: true, learningRate: 0.01, ...options};
  const compiled = await fit(models[0], data, settings);
  const eager = await fit(models[1], data, {...settings, makeStep: eagerStep});
  expect(compiled.epochs).toBe(eager.epochs);
  for (const [name, values] of Object.entries(eager.history)) {
    expect(distance(compiled.history[name], values), name).toBeLessThan(2e-3);
  }
  expect(compiled.steps.learningRate).toEqual(eager.steps.learningRate);
  const theirs = weightsOf(models[1]);
  weightsOf(models[0]).forEach((own, k) => expect(distance(own, theirs[k])).toBeLessThan(2e-3));
}

test("fit compiled gives the history of fit eager: validation, schedule, a smaller last batch", () =>
  both({
    epochs: 3,
    validation: others,
    optimizer: {name: "sgd", momentum: 0.9},
    schedule: schedules.cosine()
  }));

test("fit compiled stops early where fit eager does, with the best weights put back", () =>
  both({
    epochs: 30,
    validation: others,
    optimizer: "sgd",
    learningRate: 0.3,
    earlyStopping: {patience: 1, restoreBest: true}
  }));

test("onBatch sees the weights of its step", async () => {
  const model = network();
  const seen: number[][] = [];
  await fit(model, data, {
    batchSize: 45,
    quiet: true,
    onBatch: () => void seen.push(Array.from(weightsOf(model)[0]))
  });
  expect(seen).toHaveLength(2);
  expect(distance(seen[0], seen[1])).toBeGreaterThan(1e-6);
  expect(distance(seen[1], weightsOf(model)[0])).toBe(0);
});

test("stopped within an epoch, the model has what it has learned", async () => {
  const model = network();
  const [first] = weightsOf(model);
  const controller = new AbortController();
  let steps = 0;
  const history = await fit(model, data, {
    batchSize: 16,
    quiet: true,
    signal: controller.signal,
    augment: (x) => {
      if (++steps === 3) controller.abort();
      return x;
    }
  });
  expect(history.stopped).toBe(true);
  expect(distance(weightsOf(model)[0], first)).toBeGreaterThan(1e-4);
});

test("resumed from a checkpoint, training gives the bits of one that was not interrupted", async () => {
  const settings = {batchSize: 16, quiet: true, optimizer: "adam", learningRate: 0.01} as const;
  const whole = network();
  await fit(whole, data, {...settings, epochs: 4});
  const path = join(folder, "half");
  await fit(network(), data, {...settings, epochs: 2, checkpoint: {path}});
  const rest = network();
  await fit(rest, data, {...settings, epochs: 4, checkpoint: {path, resume: true}});
  expect(weightsOf(rest)).toEqual(weightsOf(whole));
});

test("predict and evaluate run compiled, and see weights that change", async () => {
  const model = network();
  const eager = async (): Promise<Float32Array> => {
    await tf.setBackend("cpu");
    const values = (
      model.predict(tf.tensor4d(others.x.data as Float32Array, [40, 8, 8, 1])) as Tensor
    ).dataSync<"float32">();
    await tf.setBackend("native");
    return values;
  };
  for (let round = 0; round < 3; ++round) {
    const spy = vi.spyOn(model, "apply");
    const compiled = await predict(model, others.x, {batchSize: 7});
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
    expect(distance(compiled.data, await eager())).toBeLessThan(1e-5);
    await fit(model, data, {quiet: true});
  }
  const {data: p} = await predict(model, others.x);
  const right = others.y.filter((kind, k) =>
    [0, 1, 2].every((c) => p[3 * k + c] <= p[3 * k + kind])
  );
  expect((await evaluate(model, others)).accuracy).toBeCloseTo(right.length / others.y.length, 6);
});

class Twice extends tf.layers.Layer {
  static className = "Twice";
  override call(x: Tensor | Tensor[]): Tensor {
    return tf.mul([x].flat()[0], 2);
  }
}

test("a layer that the compiler does not know is named once, and training goes on without it", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({inputShape: [8, 8, 1]}),
      new Twice({name: "my_twice"}),
      tf.layers.dense({units: 3, activation: "softmax"})
    ]
  });
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  try {
    const first = await fit(model, data, {quiet: true, epochs: 3});
    await fit(model, data, {quiet: true});
    await predict(model, others.x);
    expect(first.history.loss[2]).toBeLessThan(first.history.loss[0]);
    expect(warn.mock.calls.map(([line]) => String(line))).toEqual([
      expect.stringMatching(
        /runs operation by operation, since the compiler does not know my_twice \(Twice\)$/
      )
    ]);
  } finally {
    warn.mockRestore();
  }
});

test("a loss of one's own is trained with, operation by operation", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  try {
    const squares = (y: Tensor, p: Tensor): Tensor =>
      tf.mean(tf.square(tf.sub(p, tf.oneHot(tf.cast(tf.reshape(y, [-1]), "int32"), 3))));
    const {history} = await fit(network(), data, {
      loss: squares,
      metrics: [],
      epochs: 2,
      quiet: true
    });
    expect(history.loss[1]).toBeLessThan(history.loss[0]);
    expect(String(warn.mock.calls[0][0])).toMatch(/does not know the loss function squares$/);
  } finally {
    warn.mockRestore();
  }
});
