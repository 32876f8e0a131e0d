import {datasets} from "@convnotes/cnn";
import {expect, test} from "vitest";

const split = (shape: [number, number, number, number], data: number[]) => ({
  images: {shape, data: Uint8Array.from(data)},
  labels: new Uint8Array(shape[0])
});

test("resize puts each pixel between those around its place", () => {
  const {images} = datasets.resize(split([1, 1, 2, 1], [0, 100]), [1, 4]);
  expect(images.shape).toEqual([1, 1, 4, 1]);
  expect([...images.data]).toEqual([0, 25, 75, 100]);
});

test("resize works on every picture and every channel by itself", () => {
  const two = split([2, 2, 1, 2], [0, 10, 100, 20, 200, 30, 240, 40]);
  const {images, labels} = datasets.resize(two, [4, 1]);
  expect([...images.data]).toEqual([
    0, 10, 25, 13, 75, 18, 100, 20, 200, 30, 210, 33, 230, 38, 240, 40
  ]);
  expect(labels).toBe(two.labels);
});

test("resize to the same size changes nothing", async () => {
  const {test: some} = await datasets.mnist({subset: true});
  const few = datasets.take(some, 3);
  expect(datasets.resize(few, 28).images).toEqual(few.images);
});

test("resize keeps the mean brightness of a photo", async () => {
  const {test: photos} = await datasets.cifar10({subset: true});
  const mean = (values: Uint8Array): number =>
    values.reduce((sum, v) => sum + v, 0) / values.length;
  expect(mean(datasets.resize(photos, 64).images.data)).toBeCloseTo(mean(photos.images.data), 0);
});

test("resize names a size that is none", () => {
  expect(() => datasets.resize(split([1, 1, 1, 1], [0]), [2, 0.5])).toThrow(
    "resize: size is a whole number of pixels from 1 up, but got 0.5"
  );
});
