import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {datasets, loadWeights, predict, useEngine, type NDArray} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test} from "vitest";
import {detailNetwork, luma, reach} from "../../../src/cnn/applications/detailNetwork.ts";
import {trainSuperResolution} from "../../../src/cnn/applications/trainSuperResolution.ts";
import {shipped} from "../../../src/cnn/datasets/shipped.ts";
import {againstBicubic} from "./againstBicubic.ts";
import {greatest, onBoth} from "./onCpu.ts";

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

test("on photos it never saw it is 1.5 dB above bicubic in the mean, on none below it", async () => {
  const gains: number[] = [];
  for (const name of ["chelsea", "astronaut", "coffee", "rocket"]) {
    const {rgb, luma} = await againstBicubic(await datasets.photo(name));
    const told = [rgb, luma].map(([before, after]) => `${before.toFixed(2)} → ${after.toFixed(2)}`);
    console.log(`superResolve: ${name}: ${told[0]} dB, lightness alone ${told[1]} dB`);
    gains.push(rgb[1] - rgb[0]);
  }
  expect(gains.reduce((a, b) => a + b, 0) / gains.length).toBeGreaterThan(1.5);
  expect(Math.min(...gains)).toBeGreaterThan(0);
});

test("the network computes what TensorFlow.js's own backend computes", async () => {
  const side = 24 + 2 * reach;
  const photo = luma(await datasets.photo("chelsea", {size: side}));
  const x: NDArray = {
    shape: [1, side, side, 1],
    data: Float32Array.from(photo.data, (value) => value / 255 - 0.5)
  };
  const [here, reference] = await onBoth(async () => {
    const model = detailNetwork(24, 24);
    await loadWeights(model, shipped("super-resolution/weights.safetensors"));
    return predict(model, x);
  });
  expect(here.shape).toEqual([1, 24, 24, 4]);
  expect(greatest(here.data, reference.data)).toBeLessThan(1e-3);
});

test("trained anew for a moment it learns, and equal seeds give equal weights", async () => {
  const folder = await mkdtemp(join(tmpdir(), "convnotes-super-resolution-"));
  try {
    const path = join(folder, "weights.safetensors");
    const train = async (): Promise<number[]> => {
      const model = await trainSuperResolution(path, {count: 400, epochs: 2});
      const read = detailNetwork(16, 16, 2);
      await loadWeights(read, path);
      const [written, trained] = [read, model].map((one) =>
        one.getWeights().flatMap((weight) => [...weight.dataSync()])
      );
      expect(written).toEqual(trained);
      return trained;
    };
    const first = await train();
    expect(await train()).toEqual(first);
    const start = detailNetwork(16, 16, 1)
      .getWeights()
      .flatMap((weight) => [...weight.dataSync()]);
    expect(greatest(first, start)).toBeGreaterThan(0.01);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});
