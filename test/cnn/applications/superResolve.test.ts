import {applications, datasets, useEngine, zeros, type NDArray} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test} from "vitest";
import {againstBicubic} from "./againstBicubic.ts";
import {greatest} from "./onCpu.ts";

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

function crop({shape, data}: NDArray, top: number, left: number, side: number): NDArray {
  const result = new Float32Array(side * side * 3);
  for (let i = 0; i < side; ++i) {
    const from = ((top + i) * shape[1] + left) * 3;
    result.set(data.subarray(from, from + side * 3), i * side * 3);
  }
  return {shape: [side, side, 3], data: result};
}

test("the astronaut's face, halved, is drawn 1.5 dB better than by bicubic interpolation", async () => {
  const face = crop(await datasets.photo("astronaut"), 30, 150, 160);
  const {rgb, luma} = await againstBicubic(face);
  expect(rgb[1] - rgb[0]).toBeGreaterThan(1.5);
  expect(luma[1] - luma[0]).toBeGreaterThan(1.5);
});

test("pieces fit together: far enough from the edge a picture is drawn as a part of a larger one", async () => {
  const photo = await datasets.photo("chelsea");
  // In the larger one the edge of a piece, 96, goes through the middle.
  const [large, small] = await Promise.all([
    applications.superResolve(crop(photo, 0, 0, 140)),
    applications.superResolve(crop(photo, 60, 60, 80))
  ]);
  const [inLarge, inSmall] = [crop(large, 140, 140, 120), crop(small, 20, 20, 120)];
  expect(greatest(inLarge.data, inSmall.data)).toBeLessThan(0.01);
});

test("one pixel becomes four, and black and white stay what they are", async () => {
  for (const brightness of [0, 255]) {
    const pixel = {...zeros([1, 1, 3]), data: new Float32Array(3).fill(brightness)};
    const {shape, data} = await applications.superResolve(pixel);
    expect(shape).toEqual([2, 2, 3]);
    data.forEach((value) => expect(Math.abs(value - brightness)).toBeLessThan(4));
  }
});

test("colours stay: what is added is grey", async () => {
  const photo = crop(await datasets.photo("coffee"), 100, 200, 64);
  const grey = {...photo, data: photo.data.map((_, k) => photo.data[k - (k % 3)])};
  const {data} = await applications.superResolve(grey);
  for (let k = 0; k < data.length; k += 3) {
    expect(data[k + 1]).toBe(data[k]);
    expect(data[k + 2]).toBe(data[k]);
  }
});
