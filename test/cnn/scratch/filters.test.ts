import {ndarray, reshape, scratch} from "@convnotes/cnn";
import type {NDArray} from "@convnotes/cnn";
import {expect, test} from "vitest";

/** What a filter says to a picture of its own size. */
function answer(filter: NDArray, picture: NDArray): number {
  return sum(Array.from(filter.data, (weight, k) => weight * picture.data[k]));
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((all, value) => all + value, 0);
}

const grey = ndarray([15, 15, 1], new Array(225).fill(0.5));

test("a Gabor filter answers most to a bar of its own orientation, and not to an even grey", () => {
  for (const orientation of [0, 30, 45, 90, 120]) {
    const filter = scratch.gabor({orientation});
    const answers = Array.from({length: 12}, (_, k) =>
      answer(filter, scratch.bar({size: 15, orientation: 15 * k, width: 4}))
    );
    expect(15 * answers.indexOf(Math.max(...answers))).toBe(orientation);
    expect(Math.abs(answer(filter, grey))).toBeLessThan(1e-6);
    expect(sum(filter.data.map(Math.abs))).toBeCloseTo(1, 5);
  }
});

test("a Gabor filter of phase 90 is an edge: it turns its sign with the side that is bright", () => {
  const edge = scratch.gabor({phase: 90});
  const left = answer(edge, scratch.bar({size: 15, width: 4, shift: -2}));
  const right = answer(edge, scratch.bar({size: 15, width: 4, shift: 2}));
  expect(left).toBeGreaterThan(0.1);
  expect(right).toBeCloseTo(-left, 5);
});

test("a difference of Gaussians is bright in its centre, dark around it, round, and sums to 0", () => {
  const filter = scratch.differenceOfGaussians({centre: 1.5});
  const [size] = filter.shape;
  const middle = (size - 1) / 2;
  const at = (row: number, col: number): number => filter.data[row * size + col];
  expect(at(middle, middle)).toBeGreaterThan(0.02);
  expect(at(middle, middle + 4)).toBeLessThan(0);
  expect(at(middle + 4, middle)).toBe(at(middle, middle - 4));
  expect(sum(filter.data)).toBeCloseTo(0, 6);
});

test("a bar has the area it should have, whatever its direction and place", () => {
  for (const orientation of [0, 20, 45, 90, 135]) {
    const picture = scratch.bar({size: 41, orientation, width: 4, length: 20, shift: 3});
    expect(sum(picture.data)).toBeCloseTo(80, -1);
  }
  const lying = reshape(scratch.bar({size: 5, width: 1, orientation: 0, shift: 1}), [5, 5]);
  expect([...lying.data.subarray(15, 20)]).toEqual([1, 1, 1, 1, 1]);
});

test("the filters say what is wrong with what they are given", () => {
  expect(() => scratch.gabor({size: 4})).toThrow("gabor: size is an odd whole number, but got 4");
  expect(() => scratch.gabor({wavelength: 0})).toThrow("gabor: wavelength is above 0, but got 0");
  expect(() => scratch.differenceOfGaussians({centre: 2, surround: 1})).toThrow(
    "differenceOfGaussians: the surround is wider than the centre and both above 0, but got centre 2 and surround 1"
  );
  expect(() => scratch.bar({size: 0})).toThrow("bar: size is a whole number from 1 up, but got 0");
  expect(() => scratch.bar({width: -1})).toThrow("bar: width is above 0, but got -1");
});
