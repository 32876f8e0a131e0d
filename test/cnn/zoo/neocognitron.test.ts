import {datasets, ndarray, type NDArray, zeros, zoo} from "@convnotes/cnn";
import {expect, test} from "vitest";
import {cCells, sCells, windowsOfCells} from "../../../src/cnn/zoo/neocognitronCells.ts";

const {train, test: unseen} = await datasets.mnist({subset: true});
const learned = datasets.take(train, 150, {seed: 1});
const net = zoo.neocognitron(learned.images);

/** What the topmost cells say to a picture. */
function top(x: NDArray): number[] {
  const {maps} = zoo.neocognitronMaps(net, x)[5];
  return Array.from(maps.data);
}

const indexOfMax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

test("an S-cell says how much more alike than its threshold a window is to its template", () => {
  const maps = ndarray([1, 3, 1], [3, 4, 0]);
  const windows = windowsOfCells(maps, 1, 0);
  expect([...windows.norms]).toEqual([3, 4, 0]);
  // Window (3, 4) of two taps: |x| = 5; along the template (0.6, 0.8) x · t = 5, along (1, 0) it is 3.
  const pair = windowsOfCells(ndarray([1, 1, 2], [3, 4]), 1, 0);
  const kernel = ndarray([1, 1, 2, 2], [0.6, 1, 0.8, 0]);
  const [same, other] = sCells(pair, kernel, 0.5).data;
  expect(same).toBeCloseTo((5 - 0.5 * 5) / 0.5, 5);
  expect(other).toBeCloseTo((3 - 0.5 * 5) / 0.5, 5);
  expect([...sCells(pair, kernel, 0.7).data].map((value) => value > 0)).toEqual([true, false]);
});

test("a C-cell answers wherever in its neighbourhood the S-cell does, most in the middle", () => {
  const at = (row: number, col: number): number[] => {
    const maps = zeros([4, 4, 1]);
    maps.data[row * 4 + col] = 1;
    return Array.from(cCells(maps, 3, 2).data);
  };
  expect(at(2, 2)).toEqual([0, 0, 0, 1]);
  const [a, b, c, d] = at(1, 1);
  expect(a).toBeCloseTo(Math.exp(-1), 6);
  expect([b, c, d]).toEqual([a, a, a]);
});

test("neocognitron makes templates of length 1 that are unlike one another, as its threshold asks", () => {
  for (const {kernel, threshold} of net.stages) {
    const planes = kernel.shape[3];
    const template = (k: number): number[] =>
      Array.from(kernel.data).filter((_, i) => i % planes === k);
    const shown = Array.from({length: Math.min(planes, 12)}, (_, k) => template(k));
    shown.forEach((one, k) =>
      shown.slice(0, k + 1).forEach((other, j) => {
        const cosine = one.reduce((sum, weight, i) => sum + weight * other[i], 0);
        if (j === k) expect(cosine).toBeCloseTo(1, 4);
        else expect(cosine).toBeLessThanOrEqual(threshold + 1e-5);
      })
    );
  }
});

test("neocognitronMaps gives six layers, smaller and smaller, none of them silent", () => {
  const layers = zoo.neocognitronMaps(net, datasets.example(unseen, 0));
  expect(layers.map(({name}) => name)).toEqual(["S1", "C1", "S2", "C2", "S3", "C3"]);
  expect(layers.map(({maps}) => maps.shape.slice(0, 2))).toEqual([
    [28, 28],
    [14, 14],
    [14, 14],
    [7, 7],
    [3, 3],
    [1, 1]
  ]);
  for (const {maps} of layers) expect(Math.max(...maps.data)).toBeGreaterThan(0);
});

test("without a label it groups the digits: a class for each topmost plane, read off afterwards, is right for more than half", () => {
  const planes = net.stages[2].kernel.shape[3];
  const votes = Array.from({length: planes}, () => new Array<number>(10).fill(0));
  learned.labels.forEach((label, i) => {
    votes[indexOfMax(top(datasets.example(learned, i)))][label] += 1;
  });
  const few = datasets.take(unseen, 100, {seed: 2});
  let right = 0;
  few.labels.forEach((label, i) => {
    if (indexOfMax(votes[indexOfMax(top(datasets.example(few, i)))]) === label) ++right;
  });
  expect(right).toBeGreaterThan(50);
});

test("neocognitron learns the same again, from bytes and from brightness 0 to 1", () => {
  const few = datasets.take(train, 20, {seed: 3}).images;
  const scaled = {shape: few.shape, data: Float32Array.from(few.data, (value) => value / 255)};
  const first = zoo.neocognitron(few);
  expect(zoo.neocognitron(few)).toEqual(first);
  expect(zoo.neocognitron(scaled)).toEqual(first);
});

test("neocognitron makes no more planes than it may", () => {
  const few = zoo.neocognitron(learned.images, {planes: [2, 3, 4]});
  expect(few.stages.map(({kernel}) => kernel.shape)).toEqual([
    [5, 5, 1, 2],
    [5, 5, 2, 3],
    [5, 5, 3, 4]
  ]);
});

test("neocognitron says what is wrong with what it is given", () => {
  expect(() => zoo.neocognitron(zeros([2, 28, 28, 3]))).toThrow(
    "neocognitron: images are pictures [n, height, width, 1] of at least 20×20 pixels, but got shape [2,28,28,3]"
  );
  expect(() => zoo.neocognitron(learned.images, {planes: [0, 1, 1]})).toThrow(
    "neocognitron: planes are three whole numbers from 1 up, but got [0,1,1]"
  );
  expect(() => zoo.neocognitron(learned.images, {thresholds: [1, 0, 0]})).toThrow(
    "neocognitron: thresholds are three numbers from 0 to below 1, but got [1,0,0]"
  );
  expect(() => zoo.neocognitronMaps(net, zeros([32, 32, 1]))).toThrow(
    "neocognitronMaps: x has shape [28,28,1], but got [32,32,1]"
  );
});
