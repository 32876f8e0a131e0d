import {evaluate, fit, predict, tf} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {inNotebook} from "../hosts.ts";
import {stripes, stripesNet} from "./stripes.ts";

const train = stripes(96, 1);
const quick = {epochs: 3, batchSize: 16, learningRate: 0.01, quiet: true};

test("fit stops within a batch when the kernel wants it, and gives what has come of it", async () => {
  const result = await inNotebook(({stop}) =>
    fit(stripesNet(), train, {
      ...quick,
      onBatch({step}) {
        if (step === 8) stop();
      }
    })
  );
  expect(result).toMatchObject({stopped: true, epochs: 1});
  expect(result.history.loss).toHaveLength(1);
  expect(result.steps.loss).toHaveLength(9);
});

test("fit lets events in between batches, so that a message can stop it", async () => {
  const controller = new AbortController();
  const training = fit(stripesNet(), train, {...quick, epochs: 1000, signal: controller.signal});
  setImmediate(() => setImmediate(() => controller.abort()));
  const {stopped, steps} = await training;
  expect(stopped).toBe(true);
  expect(steps.loss.length).toBeLessThan(6);
});

test("fit stops in the midst of validation", async () => {
  const controller = new AbortController();
  const result = await fit(stripesNet(), train, {
    ...quick,
    validation: train,
    signal: controller.signal,
    onBatch({step}) {
      if (step === 5) controller.abort();
    }
  });
  expect(result).toMatchObject({stopped: true, epochs: 0, history: {}});
});

test("fit leaves the signal of an earlier, stopped training alone", async () => {
  const stopped = AbortSignal.abort();
  expect((await fit(stripesNet(), train, {...quick, signal: stopped})).steps).toEqual({});
  expect((await fit(stripesNet(), train, {...quick, epochs: 1})).stopped).toBe(false);
});

test("predict and evaluate throw the reason when the reader stops them", async () => {
  await inNotebook(async ({stop}) => {
    stop();
    await expect(predict(stripesNet(), train.x)).rejects.toThrow("aborted");
    await expect(evaluate(stripesNet(), train)).rejects.toThrow("aborted");
  });
});

test("fit, evaluate and predict leave no tensor behind, also when stopped or failing", async () => {
  const model = stripesNet({noisy: true});
  await predict(model, train.x); // whatever the model makes once
  const before = tf.memory().numTensors;
  const left = (): number => tf.memory().numTensors - before;
  for (const optimizer of ["sgd", "adam", "rmsprop", "adagrad"] as const) {
    await fit(model, train, {...quick, optimizer, validation: 0.2, earlyStopping: {patience: 1}});
    expect(left(), optimizer).toBe(0);
  }
  await evaluate(model, train);
  await predict(model, train.x);
  expect(left(), "evaluate and predict").toBe(0);
  await fit(model, train, {...quick, signal: AbortSignal.abort()});
  await inNotebook(({stop}) => fit(model, train, {...quick, onBatch: stop}));
  expect(left(), "stopped").toBe(0);
  const onBatch = (): never => {
    throw new Error("the listener's own");
  };
  await expect(fit(model, train, {...quick, onBatch})).rejects.toThrow("the listener's own");
  await expect(fit(model, train, {...quick, loss: () => tf.scalar(NaN)})).rejects.toThrow();
  await expect(
    fit(model, train, {
      ...quick,
      loss() {
        throw new Error("the loss's own");
      }
    })
  ).rejects.toThrow("the loss's own");
  await expect(fit(model, train, {...quick, optimizer: "best" as never})).rejects.toThrow();
  expect(left(), "failed").toBe(0);
});
