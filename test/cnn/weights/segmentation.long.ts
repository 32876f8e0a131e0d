import {join} from "node:path";
import {assets, datasets, loadTflite, ndarray, useEngine} from "@convnotes/cnn";
import {afterAll, expect, test} from "vitest";

afterAll(async () => {
  await useEngine("cpu");
});

test("a TensorFlow Lite file of half floats cuts the astronaut out of her photo", async () => {
  await useEngine();
  const model = await loadTflite(
    join(await assets.fetchAsset("selfie-segmentation"), "selfie_segmentation.tflite")
  );
  const photo = await datasets.photo("astronaut", {size: [256, 256]});
  const {shape, data} = await model.predict(
    ndarray(
      [1, 256, 256, 3],
      photo.data.map((value) => value / 255)
    )
  );
  expect(shape).toEqual([1, 256, 256, 1]);
  const at = (row: number, column: number): number => data[row * 256 + column];
  // Her face, her chest, her arm; the flag on the left, the model of the shuttle on the right.
  for (const [row, column] of [
    [50, 110],
    [200, 110],
    [240, 20]
  ]) {
    expect(at(row, column)).toBeGreaterThan(0.9);
  }
  for (const [row, column] of [
    [40, 20],
    [20, 220],
    [90, 220]
  ]) {
    expect(at(row, column)).toBeLessThan(0.1);
  }
  model.dispose();
});
