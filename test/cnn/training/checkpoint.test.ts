import {mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fit, report, schedules, tf, type FitOptions, type History} from "@convnotes/cnn";
import type {LayersModel} from "@tensorflow/tfjs";
import {afterEach, beforeEach, expect, test} from "vitest";
import {stripes, stripesNet} from "./stripes.ts";

const train = stripes(64, 1);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
  path = join(folder, "runs", "checkpoint.safetensors");
});
afterEach(() => rm(folder, {recursive: true}));

const options = (more: FitOptions = {}): FitOptions => ({
  epochs: 6,
  batchSize: 16,
  learningRate: 0.05,
  schedule: schedules.cosine(),
  validation: 0.25,
  earlyStopping: {patience: 10},
  quiet: true,
  ...more
});

const weightsOf = (model: LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

const numbersOf = ({seconds, ...numbers}: History): Omit<History, "seconds"> => {
  expect(seconds).toBeGreaterThan(0);
  return numbers;
};

test.each(["sgd", "adam", "rmsprop", "adagrad"] as const)(
  "a training that goes on from a checkpoint gives the numbers of one that was never stopped: %s",
  async (name) => {
    const optimizer = name === "sgd" ? {name, momentum: 0.9} : name;
    const whole = stripesNet({noisy: true});
    const expected = await fit(whole, train, options({optimizer}));

    const controller = new AbortController();
    const first = await fit(
      stripesNet({noisy: true}),
      train,
      options({
        optimizer,
        checkpoint: {path},
        signal: controller.signal,
        onBatch({step}) {
          if (step === 7) controller.abort(); // in the midst of the third epoch
        }
      })
    );
    expect(first).toMatchObject({stopped: true, epochs: 2});

    const model = stripesNet({noisy: true, seed: 99}); // other weights, which the file replaces
    const resumed = await fit(model, train, options({optimizer, checkpoint: {path, resume: true}}));
    expect(numbersOf(resumed)).toEqual(numbersOf(expected));
    expect(weightsOf(model)).toEqual(weightsOf(whole));
  }
);

test("a finished training is not gone through again", async () => {
  const checkpoint = {path, resume: true};
  const first = await fit(stripesNet(), train, options({checkpoint}));
  const again = stripesNet({seed: 2});
  const second = await fit(again, train, options({checkpoint}));
  expect(second).toEqual(first);
  const longer = await fit(again, train, options({checkpoint, epochs: 8}));
  expect(longer.history.loss.slice(0, 6)).toEqual(first.history.loss);
  expect(longer.history.loss).toHaveLength(8);
});

test("a training that goes on tells first what was learned before", async () => {
  const told: string[] = [];
  const more = {
    checkpoint: {path, resume: true},
    onResume: ({epochs, history}: History) => void told.push(`${epochs}: ${history.loss.length}`),
    onEpoch: ({epoch}: {epoch: number}) => void told.push(`epoch ${epoch}`)
  };
  await fit(stripesNet(), train, options({...more, epochs: 2}));
  await fit(stripesNet(), train, options({...more, epochs: 3}));
  expect(told).toEqual(["epoch 0", "epoch 1", "2: 2", "epoch 2"]);
});

test("in a run, each epoch is a line of its metrics, those before a stop too", async () => {
  process.env.CONVNOTES_RUN = folder;
  process.env.CONVNOTES_CHECKPOINTS = join(folder, "checkpoints");
  const metrics = join(folder, "metrics.jsonl");
  try {
    const {history} = await fit(stripesNet(), train, options({epochs: 2}));
    await report({score: 7, worst: NaN}, {step: 3});
    const lines = (await readFile(metrics, "utf8")).trimEnd().split("\n");
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, number>);
    expect(parsed[1]).toMatchObject({epoch: 1, val_loss: history.val_loss[1]});
    expect(parsed[2]).toEqual({step: 3, score: 7, worst: "NaN"});

    const [own] = await readdir(join(folder, "checkpoints"));
    expect(own).toBe(`fit-${parsed[0].training}.safetensors`);
    await rm(metrics);
    const checkpoint = {path: join(folder, "checkpoints", own), resume: true};
    await fit(stripesNet(), train, options({epochs: 3, checkpoint}));
    const again = (await readFile(metrics, "utf8")).trimEnd().split("\n");
    const epochs = again.map((line) => JSON.parse(line) as Record<string, number>);
    expect(epochs.map(({epoch}) => epoch)).toEqual([0, 1, 2]);
    expect(epochs[1]).toEqual({...parsed[1], training: epochs[1].training});
  } finally {
    delete process.env.CONVNOTES_RUN;
    delete process.env.CONVNOTES_CHECKPOINTS;
  }
  await expect(report({})).rejects.toThrow(
    "report: numbers by name are expected, but there is none"
  );
});

test("a checkpoint is written after so many epochs, and after the last", async () => {
  const written: number[] = [];
  let before = "";
  await fit(
    stripesNet(),
    train,
    options({
      checkpoint: {path, every: 4},
      async onEpoch({epoch}) {
        const now = await readFile(path, "latin1").catch(() => "");
        if (now !== before) written.push(epoch);
        before = now;
      }
    })
  );
  expect(written).toEqual([3, 5]);
  expect(await readdir(join(folder, "runs"))).toEqual(["checkpoint.safetensors"]);
});

test("without resume a training starts anew and replaces the file", async () => {
  await fit(stripesNet(), train, options({checkpoint: {path}}));
  const {history} = await fit(stripesNet(), train, options({epochs: 1, checkpoint: {path}}));
  expect(history.loss).toHaveLength(1);
  const resumed = await fit(stripesNet(), train, options({checkpoint: {path, resume: true}}));
  expect(resumed.history.loss).toHaveLength(6);
});

test("a checkpoint of a training with other settings is refused by the name of what differs", async () => {
  await fit(stripesNet(), train, options({epochs: 1, checkpoint: {path}}));
  const checkpoint = {path, resume: true};
  const [same, other] = [stripesNet(), stripesNet({noisy: true})];
  const before = tf.memory().numTensors;
  await expect(fit(same, train, options({seed: 2, checkpoint}))).rejects.toThrow(
    `fit: the checkpoint is of a training with seed 2, but it has 1 (${path})`
  );
  await expect(fit(other, train, options({checkpoint}))).rejects.toThrow(
    "fit: the checkpoint holds weight 2/gamma of shape [4], but it has none of that name"
  );
  expect(tf.memory().numTensors).toBe(before);
});

test("a file that is no checkpoint, or cut short, is named", async () => {
  await fit(stripesNet(), train, options({epochs: 1, checkpoint: {path}}));
  const bytes = await readFile(path);
  const checkpoint = {path, resume: true};
  for (const bad of [bytes.subarray(0, bytes.length - 9), Buffer.from("hello"), Buffer.alloc(64)]) {
    await writeFile(path, bad);
    await expect(fit(stripesNet(), train, options({checkpoint}))).rejects.toThrow(
      `fit: ${path} is expected to be a checkpoint of a training, but it is not (${bad.length} bytes)`
    );
  }
});
