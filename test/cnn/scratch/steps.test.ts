import {random, scratch, zeros} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {counting, normal} from "./arrays.ts";

test.each(["float32", "float64"] as const)(
  "the steps of a convolution give its %s output to the last bit",
  (dtype) => {
    const source = random(1);
    for (const options of [
      {},
      {strides: [2, 1], padding: "same"},
      {padding: 2, dilationRate: 2}
    ] as const) {
      const [x, kernel, bias] = [[6, 5, 3], [3, 2, 3, 2], [2]].map((shape) =>
        normal(source, shape, dtype)
      );
      const y = scratch.conv2d(x, kernel, bias, options);
      const steps = [...scratch.conv2dSteps(x, kernel, bias, options)];
      expect(steps.map(({result}) => result)).toEqual([...y.data]);
      const places = steps.map(({output: [i, j], filter}) => (i * y.shape[1] + j) * 2 + filter);
      expect(places).toEqual([...y.data.keys()]);
      for (const {products, sum, bias, result} of steps) {
        expect(products.shape).toEqual([3, 2, 3]);
        expect([...products.data].reduce((a, b) => a + b, 0)).toBeCloseTo(sum, 12);
        expect(sum + bias).toBeCloseTo(result, 5);
      }
    }
  }
);

test("a step tells which values of its window are padding", () => {
  const x = counting([3, 3, 1]);
  const ones = counting([3, 3, 1, 1]);
  const [corner] = scratch.conv2dSteps(x, ones, zeros([1]), {padding: "same"});
  expect(corner.rows).toEqual([-1, 0, 1]);
  expect(corner.cols).toEqual([-1, 0, 1]);
  expect(corner.padded).toEqual([
    [true, true, true],
    [true, false, false],
    [true, false, false]
  ]);
  expect([...corner.window.data]).toEqual([0, 0, 0, 0, 1, 2, 0, 4, 5]);
  expect([...corner.products.data]).toEqual([0, 0, 0, 0, 5, 12, 0, 32, 45]);
  expect(corner.sum).toBe(94);
});

test("steps are made as they are asked for", () => {
  const x = zeros([1000, 1000, 1]);
  const steps = scratch.conv2dSteps(x, zeros([3, 3, 1, 1]), zeros([1]));
  expect(steps.next().value?.output).toEqual([0, 0]);
  expect(steps.next().value?.output).toEqual([0, 1]);
});

test.each(["max", "avg"] as const)("the steps of %s pooling give its output", (kind) => {
  const source = random(2);
  for (const options of [{}, {poolSize: [3, 2], strides: 1, padding: "same"}] as const) {
    const x = normal(source, [5, 4, 2], "float32");
    const y = (kind === "max" ? scratch.maxPool2d : scratch.avgPool2d)(x, options);
    const steps = [...scratch.pool2dSteps(x, {kind, ...options})];
    expect(steps.map(({result}) => result)).toEqual([...y.data]);
    for (const step of steps) {
      const inside = step.padded.flat().filter((padded) => !padded).length;
      expect(step.count).toBe(inside);
      if (kind === "avg") expect(step.winner).toBeUndefined();
    }
  }
});

test("a step of max pooling names the winner, the first of equals", () => {
  const x = scratch.relu(normal(random(3), [4, 4, 1])); // with many equal zeros
  x.data.fill(0, 0, 8);
  for (const step of scratch.pool2dSteps(x)) {
    const [i, j] = step.output;
    const dOutput = zeros([2, 2, 1], {dtype: "float64"});
    dOutput.data[i * 2 + j] = 1;
    const {dInput} = scratch.maxPool2dBackward(dOutput, x);
    expect(dInput.data.indexOf(1)).toBe(step.winner![0] * 4 + step.winner![1]);
  }
  const [first] = scratch.pool2dSteps(x);
  expect(first.winner).toEqual([0, 0]);
});
