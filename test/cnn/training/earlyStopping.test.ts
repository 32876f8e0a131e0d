import {evaluate, fit, ndarray} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {stripes, stripesNet} from "./stripes.ts";

const train = stripes(48, 1);
const validation = stripes(24, 2);
const quick = {batchSize: 16, quiet: true, validation};

test("early stopping ends after so many epochs without improvement, and restores the best", async () => {
  const model = stripesNet();
  const {history, stoppedEarly, bestEpoch, epochs} = await fit(model, train, {
    ...quick,
    epochs: 60,
    learningRate: 0.3, // too much: the loss soon rises
    earlyStopping: {patience: 3}
  });
  expect(stoppedEarly).toBe(true);
  expect(epochs).toBe(bestEpoch! + 4);
  expect(history.val_loss[bestEpoch!]).toBe(Math.min(...history.val_loss));
  expect((await evaluate(model, validation)).loss).toBeCloseTo(history.val_loss[bestEpoch!], 5);
});

test("early stopping leaves the last weights where the best are not wanted", async () => {
  const model = stripesNet();
  const {history} = await fit(model, train, {
    ...quick,
    epochs: 60,
    learningRate: 0.3,
    earlyStopping: {patience: 3, restoreBest: false}
  });
  expect((await evaluate(model, validation)).loss).toBeCloseTo(history.val_loss.at(-1)!, 5);
});

test("early stopping restores the best epoch when training comes to its end before", async () => {
  const rough = {...quick, learningRate: 0.3};
  const {history: known} = await fit(stripesNet(), train, {...rough, epochs: 20});
  const worse = known.val_loss.findIndex((loss, k) => k > 0 && loss > known.val_loss[k - 1]);
  const model = stripesNet();
  const {history, stoppedEarly, bestEpoch} = await fit(model, train, {
    ...rough,
    epochs: worse + 1,
    earlyStopping: {patience: 100}
  });
  expect(stoppedEarly).toBe(false);
  expect(bestEpoch).toBe(worse - 1);
  expect((await evaluate(model, validation)).loss).toBeCloseTo(history.val_loss[worse - 1], 5);
});

test("early stopping takes more for better with accuracy, and a change below minDelta for none", async () => {
  const {history, bestEpoch} = await fit(stripesNet(), train, {
    ...quick,
    epochs: 15,
    learningRate: 0.02,
    earlyStopping: {monitor: "val_accuracy", patience: 20}
  });
  expect(history.val_accuracy[bestEpoch!]).toBe(Math.max(...history.val_accuracy));
  const none = await fit(stripesNet(), train, {
    ...quick,
    epochs: 15,
    earlyStopping: {minDelta: 10, patience: 2}
  });
  expect(none).toMatchObject({epochs: 3, bestEpoch: 0, stoppedEarly: true});
});

test("early stopping names what can be monitored", async () => {
  const x = ndarray([2, 6, 6, 1], new Float32Array(72));
  await expect(
    fit(stripesNet(), {x, y: [0, 1]}, {quiet: true, earlyStopping: {monitor: "val_acc"}})
  ).rejects.toThrow("fit: earlyStopping monitors one of loss, accuracy, but got val_acc");
});
