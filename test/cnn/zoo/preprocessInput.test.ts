import {ndarray, zoo} from "@convnotes/cnn";
import {expect, test} from "vitest";

const {preprocessInput, preprocessing} = zoo;

/** A red and a dark pixel. */
const pixels = ndarray([1, 2, 3], [255, 0, 51, 0, 127.5, 255]);

/** Values to four places, as the files of weights have them in their documentation. */
const rounded = (data: ArrayLike<number>): number[] =>
  Array.from(data, (value) => Math.round(value * 1e4) / 1e4);

test("caffe: blue, green, red, and the mean of ImageNet's pictures is taken off", () => {
  const {shape, data} = preprocessInput(pixels, {mode: "caffe"});
  expect(shape).toEqual([1, 2, 3]);
  expect(rounded(data)).toEqual([-52.939, -116.779, 131.32, 151.061, 10.721, -123.68]);
});

test("tf: from -1 to 1", () => {
  expect(rounded(preprocessInput(pixels, {mode: "tf"}).data)).toEqual([1, -1, -0.6, -1, 0, 1]);
});

test("torch: each channel by its mean and deviation", () => {
  expect(rounded(preprocessInput(pixels, {mode: "torch"}).data)).toEqual([
    2.2489, -2.0357, -0.9156, -2.1179, 0.1964, 2.64
  ]);
});

test("a model's name stands for what its published weights expect, bytes are as good as numbers", () => {
  const bytes = {shape: [1, 1, 1, 3], data: Uint8Array.of(255, 0, 51)};
  const caffe = preprocessInput(bytes, {model: "resnet50"});
  expect(caffe).toEqual(preprocessInput(bytes, {mode: "caffe"}));
  expect(rounded(caffe.data)).toEqual([-52.939, -116.779, 131.32]);
  expect(bytes.data).toEqual(Uint8Array.of(255, 0, 51));
  // Every architecture of the zoo that has published weights has its row.
  const own = ["decodePredictions", "imagenetClasses", "kerasDemo", "lenet5", "neocognitron"];
  const makers = Object.entries(zoo).flatMap(([name, value]) =>
    typeof value === "function" && !own.includes(name) ? [name] : []
  );
  const others = ["neocognitronMaps", "preprocessInput"];
  expect(makers.filter((name) => !others.includes(name)).sort()).toEqual(
    Object.keys(preprocessing).sort()
  );
});

test("what is no picture in colour, and a mode or model that is none, are told", () => {
  expect(() => preprocessInput(pixels)).toThrow(
    "preprocessInput: mode is one of caffe, tf, torch, but got undefined"
  );
  expect(() => preprocessInput(pixels, {mode: "toString" as never})).toThrow("but got toString");
  expect(() => preprocessInput(pixels, {model: "resnet51" as never})).toThrow("but got resnet51");
  expect(() => preprocessInput(ndarray([2, 2, 1], [0, 0, 0, 0]), {mode: "tf"})).toThrow(
    "preprocessInput: x is [height, width, 3] or [n, height, width, 3], but got [2,2,1]"
  );
  expect(() => preprocessInput([[1]] as never, {mode: "tf"})).toThrow(TypeError);
});
