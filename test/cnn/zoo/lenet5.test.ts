import {ndarray, predict, zoo} from "@convnotes/cnn";
import {expect, test} from "vitest";

test("lenet5 is the model of the course: five layers with weights, tanh, average pooling, softmax", () => {
  const model = zoo.lenet5();
  expect(model.inputs[0].shape).toEqual([null, 32, 32, 1]);
  expect(model.layers.map((layer) => layer.getClassName())).toEqual([
    "Conv2D",
    "AveragePooling2D",
    "Conv2D",
    "AveragePooling2D",
    "Flatten",
    "Dense",
    "Dense",
    "Dense"
  ]);
  const withWeights = model.layers.filter(({weights}) => weights.length > 0);
  expect(
    withWeights.map((layer) => (layer.getConfig().activation as string).toLowerCase())
  ).toEqual(["tanh", "tanh", "tanh", "tanh", "softmax"]);
  expect(model.countParams()).toBe(61706);
});

test("lenet5 gives probabilities of ten digits, the same for the same seed", async () => {
  const x = ndarray(
    [2, 32, 32, 1],
    Array.from({length: 2048}, (_, i) => (i % 7) / 7)
  );
  const [first, again, other] = await Promise.all(
    [1, 1, 2].map((seed) => predict(zoo.lenet5({seed}), x))
  );
  expect(first.shape).toEqual([2, 10]);
  expect([...first.data].slice(0, 10).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("kerasDemo has the parameters of the notes' models, and those of the rows cut off", () => {
  const count = (demo: zoo.KerasDemo): number => zoo.kerasDemo(demo).countParams();
  expect(count("valid")).toBe(320 + 2 * 9248 + (15488 * 128 + 128) + 1290);
  expect(count("same")).toBe(320 + 2 * 9248 + (25088 * 128 + 128) + 1290);
  expect(count("strided")).toBe(320 + 2 * 9248 + (512 * 128 + 128) + 1290);
  expect(count("pooled")).toBe(320 + 9248 + (800 * 128 + 128) + 1290);
});
