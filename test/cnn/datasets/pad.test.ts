import {datasets} from "@convnotes/cnn";
import {expect, test} from "vitest";

test("pad puts a black border around each picture", () => {
  const split: datasets.Split = {
    images: {shape: [2, 1, 2, 2], data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)},
    labels: Uint8Array.of(0, 1)
  };
  const {images, labels} = datasets.pad(split, 1);
  expect(images.shape).toEqual([2, 3, 4, 2]);
  const black = [0, 0, 0, 0, 0, 0, 0, 0];
  expect([...images.data]).toEqual([
    ...[...black, 0, 0, 1, 2, 3, 4, 0, 0, ...black],
    ...[...black, 0, 0, 5, 6, 7, 8, 0, 0, ...black]
  ]);
  expect(labels).toBe(split.labels);
  expect(datasets.pad(split, 0).images).toEqual(split.images);
  expect(() => datasets.pad(split, -1)).toThrow(
    "pad: border is a whole number of pixels, 0 or more, but got -1"
  );
});
