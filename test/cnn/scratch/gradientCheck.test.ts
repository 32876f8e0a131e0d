import {ndarray, random, scratch} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {normal, weighed} from "./arrays.ts";

const f64 = (...values: number[]): NDArray => ndarray([values.length], values, {dtype: "float64"});

test("a right gradient passes, entry by entry", () => {
  const [x, y] = [f64(1, 2, 3), f64(4, 5, 6)];
  const result = scratch.gradientCheck(
    () => weighed(x, y),
    {x, y},
    {x: f64(4, 5, 6), y: f64(1, 2, 3)}
  );
  expect(result.ok).toBe(true);
  expect(result.checked).toBe(6);
  expect(result.maxRelativeError).toBeLessThan(1e-9);
  expect(result.parameters.x.checked).toBe(3);
  expect(result.parameters.y.worst?.parameter).toBe("y");
  expect(result.kinks).toEqual([]);
});

test("a wrong entry is named, with its place, and nothing is left changed", () => {
  const x = normal(random(1), [2, 3]);
  const before = [...x.data];
  const wrong = {shape: x.shape, data: x.data.map((value, i) => 2 * value + (i === 5 ? 1e-4 : 0))};
  const result = scratch.gradientCheck(() => weighed(x, x), {x}, {x: wrong});
  expect(result.ok).toBe(false);
  expect(result.worst?.index).toEqual([1, 2]);
  expect(result.worst!.analytic - result.worst!.numeric).toBeCloseTo(1e-4, 8);
  const {analytic, numeric, relativeError} = result.worst!;
  const error = Math.abs(analytic - numeric) / Math.max(Math.abs(analytic), Math.abs(numeric));
  expect(relativeError).toBe(error);
  expect(result.kinks).toEqual([]);
  expect([...x.data]).toEqual(before);
});

test("it catches the usual mistakes in backpropagation", () => {
  const source = random(2);
  const [x, kernel, bias] = [[5, 5, 1], [3, 3, 1, 1], [1]].map((shape) => normal(source, shape));
  const dOutput = normal(source, [3, 3, 1]);
  const right = scratch.conv2dBackward(dOutput, x, kernel);
  const check = (dKernel: NDArray, dInput: NDArray): boolean =>
    scratch.gradientCheck(
      () => weighed(scratch.conv2d(x, kernel, bias), dOutput),
      {x, kernel},
      {x: dInput, kernel: dKernel}
    ).ok;
  expect(check(right.dKernel, right.dInput)).toBe(true);
  const turned = {shape: kernel.shape, data: right.dKernel.data.slice().reverse()};
  expect(check(turned, right.dInput)).toBe(false);
  const unturned = scratch.correlate(
    scratch.reshape(dOutput, [3, 3]),
    scratch.reshape(kernel, [3, 3]),
    {padding: "full"}
  );
  expect(check(right.dKernel, {shape: x.shape, data: unturned.data})).toBe(false);
});

test("a corner on the spot is a kink, not a mistake", () => {
  const x = f64(-1, 0, 2);
  const f = (): number => weighed(scratch.relu(x), f64(1, 1, 1));
  const {dInput} = scratch.reluBackward(f64(1, 1, 1), x);
  const result = scratch.gradientCheck(f, {x}, {x: dInput});
  expect(result.ok).toBe(true);
  expect(result.checked).toBe(2);
  expect(result.kinks.map(({index}) => index)).toEqual([[1]]);
  expect(result.kinks[0].numeric).toBeCloseTo(0.5, 9);
  expect(result.kinks[0].analytic).toBe(0);
});

test("a corner anywhere within the step is found", () => {
  for (let part = -0.99; part < 1; part += 0.03) {
    const x = f64(part * 1e-5);
    const result = scratch.gradientCheck(
      () => Math.abs(x.data[0]) + x.data[0] ** 2,
      {x},
      {x: f64(Math.sign(x.data[0]) + 2 * x.data[0])}
    );
    expect(result.kinks, `${part}`).toHaveLength(1);
    expect(result.ok, "nothing else was checked").toBe(false);
  }
});

test("a corner outside the step does not disturb, and a mistake there is a mistake", () => {
  const x = f64(1.5e-5);
  const f = (): number => Math.abs(x.data[0]);
  expect(scratch.gradientCheck(f, {x}, {x: f64(1)}).ok).toBe(true);
  const wrong = scratch.gradientCheck(f, {x}, {x: f64(-1)});
  expect(wrong.ok).toBe(false);
  expect(wrong.kinks).toEqual([]);
});

test("a wrong gradient of a strongly bent curve is no kink", () => {
  const x = f64(0.3);
  const f = (): number => Math.sin(30 * x.data[0]) * Math.exp(x.data[0]);
  const result = scratch.gradientCheck(f, {x}, {x: f64(1)});
  expect(result.ok).toBe(false);
  expect(result.kinks).toEqual([]);
});

test("samples limit the work, and the seed chooses them", () => {
  const x = normal(random(3), [100]);
  const places = (seed: number): unknown => {
    let calls = 0;
    const f = (): number => (++calls, weighed(x, x));
    const gradient = {shape: x.shape, data: x.data.map((value) => value)}; // half of what is right
    const result = scratch.gradientCheck(f, {x}, {x: gradient}, {samples: 5, seed});
    expect(result.checked).toBe(5);
    expect(calls).toBeLessThan(100);
    return result.worst?.index;
  };
  expect(places(1)).toEqual(places(1));
});
