import {ndarray, random, scratch, tf} from "@convnotes/cnn";
import type {Optimizer} from "@tensorflow/tfjs";
import {beforeAll, expect, test} from "vitest";
import {normal} from "./arrays.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const pairs: [name: string, ours: scratch.Optimizer, theirs: () => Optimizer][] = [
  ["sgd", scratch.sgd({learningRate: 0.05}), () => tf.train.sgd(0.05)],
  [
    "momentum",
    scratch.sgd({learningRate: 0.02, momentum: 0.9}),
    () => tf.train.momentum(0.02, 0.9)
  ],
  [
    "nesterov",
    scratch.sgd({learningRate: 0.02, momentum: 0.8, nesterov: true}),
    () => tf.train.momentum(0.02, 0.8, true)
  ],
  ["adam", scratch.adam(), () => tf.train.adam()],
  [
    "adam with other numbers",
    scratch.adam({learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-3}),
    () => tf.train.adam(0.1, 0.5, 0.9, 1e-3)
  ]
];

test.each(pairs)("%s takes the same 20 steps as TensorFlow.js", (_, ours, theirs) => {
  const source = random(1);
  const start = normal(source, [4, 3], "float32");
  const target = normal(source, [4, 3], "float32");
  const w = ndarray(start.shape, start.data);
  const variable = tf.variable(tf.tensor2d([...start.data], [4, 3]));
  const optimizer = theirs();
  for (let step = 0; step < 20; ++step) {
    // Σ (w − target)⁴ / 4: its gradient is different in every entry and at every step.
    const gradient = w.data.map((value, i) => (value - target.data[i]) ** 3);
    ours.applyGradients({w}, {w: ndarray(w.shape, gradient)});
    optimizer.minimize(
      () =>
        tf
          .sub(variable, tf.tensor2d([...target.data], [4, 3]))
          .pow(4)
          .sum()
          .div(4)
          .asScalar(),
      false,
      [variable]
    );
    variable.dataSync().forEach((value, i) => {
      expect(Math.abs(value - w.data[i]), `step ${step}`).toBeLessThan(2e-6);
    });
  }
  const moved = w.data.map((value, i) => Math.abs(value - start.data[i]));
  expect(Math.max(...moved)).toBeGreaterThan(0.01);
});

test("an optimizer keeps the parameters apart, by name, and leaves those without gradient alone", () => {
  const [a, b, alone] = [1, 1, 5].map((value) => ndarray([1], [value], {dtype: "float64"}));
  const optimizer = scratch.sgd({learningRate: 1, momentum: 0.5});
  const gradient = (value: number) => ndarray([1], [value], {dtype: "float64"});
  optimizer.applyGradients({a, b, alone}, {a: gradient(1)});
  optimizer.applyGradients({a, b, alone}, {a: gradient(0), b: gradient(1)});
  expect([a, b, alone].map(({data}) => data[0])).toEqual([-0.5, 0, 5]);
});

test("a gradient of the wrong shape changes nothing", () => {
  const [a, b] = [ndarray([1], [1]), ndarray([1], [1])];
  const gradients = {a: ndarray([1], [1]), b: ndarray([2], [1, 1])};
  expect(() => scratch.sgd().applyGradients({a, b}, gradients)).toThrow('gradient "b"');
  expect(a.data[0]).toBe(1);
});
