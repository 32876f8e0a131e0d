import {ndarray, random, scratch, zeros} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import {describe, expect, test} from "vitest";
import {normal} from "./arrays.ts";

/** The images of a batch one by one. */
function images({shape, data}: NDArray): NDArray[] {
  const size = data.length / shape[0];
  return Array.from({length: shape[0]}, (_, n) => ({
    shape: shape.slice(1),
    data: data.slice(n * size, (n + 1) * size)
  }));
}

describe("a batch is its images, one by one:", () => {
  const source = random(1);
  const batch = normal(source, [3, 5, 4, 2]);
  const [kernel, bias] = [normal(source, [2, 3, 2, 3]), normal(source, [3])];
  const layers: Record<string, (x: NDArray) => NDArray> = {
    conv2d: (x) => scratch.conv2d(x, kernel, bias, {padding: "same"}),
    maxPool2d: scratch.maxPool2d,
    avgPool2d: scratch.avgPool2d,
    globalMaxPool2d: scratch.globalMaxPool2d,
    globalAvgPool2d: scratch.globalAvgPool2d,
    localResponseNorm: scratch.localResponseNorm,
    zeroPad2d: (x) => scratch.zeroPad2d(x, 2),
    flatten: scratch.flatten
  };
  test.each(Object.entries(layers))("%s", (_, layer) => {
    expect(images(layer(batch))).toEqual(images(batch).map((image) => layer(image)));
  });
});

test("no function writes to its arguments", () => {
  const source = random(2);
  const [x, kernel, bias] = [[5, 4, 2], [2, 3, 2, 3], [3]].map((shape) => normal(source, shape));
  const before = [x, kernel, bias].map(({data}) => [...data]);
  const y = scratch.conv2d(x, kernel, bias);
  scratch.conv2dBackward(y, x, kernel);
  scratch.softmaxBackward(scratch.softmax(x), x);
  scratch.reluBackward(scratch.relu(x), x);
  scratch.dropout(x);
  scratch.convolutionMatrix(kernel, x.shape);
  expect([x, kernel, bias].map(({data}) => [...data])).toEqual(before);
});

test("softmax and the losses from logits survive scores of any size", () => {
  const logits = ndarray([2, 3], [1000, 0, -1000, -1e30, 1e30, 0], {dtype: "float64"});
  expect([...scratch.softmax(logits).data]).toEqual([1, 0, 0, 0, 1, 0]);
  const labels = ndarray([2, 3], [0, 1, 0, 0, 1, 0], {dtype: "float64"});
  const fromLogits = true;
  expect(scratch.categoricalCrossentropy(labels, logits, {fromLogits})).toBe(500);
  const [one, far] = [1, -1000].map((value) => ndarray([1], [value], {dtype: "float64"}));
  expect(scratch.binaryCrossentropy(one, far, {fromLogits})).toBe(1000);
  expect(scratch.binaryCrossentropyBackward(one, far, {fromLogits}).dPredictions.data[0]).toBe(-1);
});

test("a certain and wrong prediction costs much, but not infinitely much", () => {
  const [labels, wrong] = [ndarray([1], [1]), ndarray([1], [0])];
  expect(scratch.binaryCrossentropy(labels, wrong)).toBeCloseTo(-Math.log(1e-7), 9);
  expect([...scratch.binaryCrossentropyBackward(labels, wrong).dPredictions.data]).toEqual([0]);
  expect(scratch.categoricalCrossentropy(labels, wrong)).toBeCloseTo(-Math.log(1e-7), 9);
});

test("dropout silences its share, keeps the mean, and repeats itself", () => {
  const x = ndarray([10_000], new Float32Array(10_000).fill(1));
  for (const rate of [0.2, 0.5]) {
    const y = scratch.dropout(x, {rate, seed: 5});
    const silent = y.data.filter((value) => value === 0).length / 10_000;
    expect(Math.abs(silent - rate)).toBeLessThan(0.02);
    expect(
      Math.abs(scratch.globalAvgPool2d({shape: [100, 100, 1], data: y.data}).data[0] - 1)
    ).toBeLessThan(0.05);
    expect(scratch.dropout(x, {rate, seed: 5})).toEqual(y);
    expect(scratch.dropout(x, {rate, seed: 6})).not.toEqual(y);
    expect(scratch.dropoutBackward(x, x, {rate, seed: 5}).dInput).toEqual(y);
  }
  expect(scratch.dropout(x, {rate: 0})).toEqual(x);
});

test("batchNorm brings a batch to mean 0 and variance 1, and a constant channel to 0", () => {
  const x = normal(random(3), [4, 3, 3, 2]);
  x.data.forEach((value, i) => (x.data[i] = i % 2 ? 7 : 5 * value + 3));
  const [ones, none] = [ndarray([2], [1, 1]), zeros([2])];
  const {output, mean, variance} = scratch.batchNorm(x, ones, none, {epsilon: 1e-12});
  const again = scratch.batchNorm(output, ones, none);
  expect(again.mean.data[0]).toBeCloseTo(0, 10);
  expect(again.variance.data[0]).toBeCloseTo(1, 10);
  expect(mean.data[1]).toBeCloseTo(7, 10);
  expect(variance.data[1]).toBeCloseTo(0, 10);
  expect(output.data.filter((_, i) => i % 2).every((value) => Math.abs(value) < 1e-6)).toBe(true);
});

test("not-a-number is passed on, not hidden", () => {
  const x = ndarray([2, 2, 1], [1, NaN, 3, 4]);
  expect(scratch.relu(x).data[1]).toBeNaN();
  expect(scratch.avgPool2d(x).data[0]).toBeNaN();
  expect(scratch.conv2d(x, ndarray([2, 2, 1, 1], [1, 1, 1, 1]), zeros([1])).data[0]).toBeNaN();
});
