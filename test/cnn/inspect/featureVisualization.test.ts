import type {Tensor} from "@tensorflow/tfjs";
import {beforeAll, expect, test} from "vitest";
import {cifar10} from "../../../src/cnn/datasets/cifar10.ts";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import {fourierPicture, photoColours} from "../../../src/cnn/inspect/fourierPicture.ts";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import {roll} from "../../../src/cnn/inspect/regularisation.ts";
import {warp} from "../../../src/cnn/inspect/warp.ts";
import {random} from "../../../src/cnn/random.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";
import {fineness} from "./fineness.ts";
import {residual} from "./models.ts";

beforeAll(() => useEngine("wasm"));

const drawn = (size: number, seed: number): Float32Array => {
  const source = random(seed);
  return Float32Array.from({length: size}, () => source.normal());
};

test("one wave is one pattern along both axes, as strong as it is long", () => {
  const [height, width] = [6, 8];
  const {pictureOf, dispose} = fourierPicture([height, width, 1], [0, 1], 1);
  for (const [u, v] of [
    [0, 0],
    [0, 1],
    [2, 0],
    [5, 3],
    [3, 4]
  ]) {
    // prettier-ignore
    const waves = new Float32Array(height * width);
    waves[u * width + v] = 0.3;
    const seen = tf.tidy(() => pictureOf(tf.tensor3d(waves, [height, width, 1])).dataSync());
    const frequency = Math.hypot(Math.min(u, height - u) / height, Math.min(v, width - v) / width);
    const strength = 0.3 / Math.max(frequency, 1 / width) / 4 / Math.sqrt(height * width);
    const cas = (turns: number): number =>
      Math.cos(2 * Math.PI * turns) + Math.sin(2 * Math.PI * turns);
    seen.forEach((value, p) => {
      const [i, j] = [Math.floor(p / width), p % width];
      const logit = strength * cas((u * i) / height) * cas((v * j) / width);
      expect(value).toBeCloseTo(1 / (1 + Math.exp(-logit)), 5);
    });
  }
  dispose();
});

test("the directions of colour are the root of the covariance of photos' colours", async () => {
  const {images} = (await cifar10({subset: true})).train;
  const count = images.data.length / 3;
  const sums = new Float64Array(3);
  images.data.forEach((v, k) => (sums[k % 3] += v / 255 / count));
  for (const a of [0, 1, 2]) {
    for (const b of [0, 1, 2]) {
      let covariance = 0;
      for (let k = 0; k < images.data.length; k += 3) {
        const [p, q] = [a, b].map((c) => images.data[k + c] / 255 - sums[c]);
        covariance += (p * q) / count;
      }
      const product = [0, 1, 2].reduce(
        (sum, k) => sum + photoColours[a][k] * photoColours[b][k],
        0
      );
      expect(product).toBeCloseTo(covariance, 3);
    }
  }
});

test("warp shifts as roll does, and turns a picture about its middle", () => {
  tf.tidy(() => {
    const x = tf.tensor4d(drawn(5 * 5 * 2, 3), [1, 5, 5, 2]);
    const at = (how: object): Float32Array =>
      warp(x, {shift: [0, 0], zoom: 1, turn: 0, ...how}).dataSync<"float32">();
    expect(at({})).toEqual(x.dataSync());
    const shifted = roll(x, [2, -1]).dataSync();
    at({shift: [2, -1]}).forEach((v, k) => expect(v).toBeCloseTo(shifted[k], 5));
    const half = x.reverse([1, 2]).dataSync();
    at({turn: 180}).forEach((v, k) => expect(v).toBeCloseTo(half[k], 4));
    // The middle stays where it is, and what lay a pixel below it lies two pixels below.
    const twice = at({zoom: 2});
    const given = x.dataSync();
    expect(twice[24]).toBeCloseTo(given[24], 5);
    expect(twice[(4 * 5 + 2) * 2]).toBeCloseTo(given[(3 * 5 + 2) * 2], 5);
  });
});

test("the gradient of warp gives back to each pixel what it gave", () => {
  tf.tidy(() => {
    const how = {shift: [1.3, -0.4], zoom: 1.2, turn: 25} as const;
    const x = tf.tensor4d(drawn(7 * 6 * 3, 4), [1, 7, 6, 3]);
    const y = tf.tensor4d(drawn(7 * 6 * 3, 5), [1, 7, 6, 3]);
    const back = tf.grad((x: Tensor) =>
      warp(x as typeof y, how)
        .mul(y)
        .sum()
    )(x);
    // warp is linear: ⟨warp(x), y⟩ = ⟨x, back⟩.
    const [there] = warp(x, how).mul(y).sum().dataSync();
    const [here] = x.mul(back).sum().dataSync();
    expect(here).toBeCloseTo(there, 3);
    expect(Math.abs(there)).toBeGreaterThan(0.1);
  });
});

test("featureVisualization raises a channel by coarse patterns, the same from the same seed", async () => {
  const model = residual();
  const range = [-1, 1] as const;
  const at = (seed: number) =>
    inspect.featureVisualization(model, "classes", 1, {steps: 30, range, seed});
  const found = await at(2);
  expect(found.image.shape).toEqual([12, 14, 2]);
  expect(found.activations).toHaveLength(31);
  expect(found.activations[30]).toBeGreaterThan(found.activations[0] + 0.1);
  expect(Math.max(...found.image.data.map(Math.abs))).toBeLessThan(1);
  expect(await at(2)).toEqual(found);
  expect((await at(3)).image).not.toEqual(found.image);
  const plain = await inspect.activationMaximization(model, "classes", 1, {
    ...{steps: 30, range, seed: 2},
    ...{blur: 0, jitter: 0, totalVariation: 0, decay: 0}
  });
  expect(fineness(found.image)).toBeLessThan(fineness(plain.image) / 2);
  const smooth = await inspect.featureVisualization(model, "classes", 1, {
    ...{steps: 30, range, seed: 2},
    ...{totalVariation: 5, l2: 1}
  });
  expect(fineness(smooth.image)).toBeLessThan(fineness(found.image));
  model.dispose();
});

test("featureVisualization names what is wrong, and leaves no tensor behind", async () => {
  const model = residual();
  const count = tf.memory().numTensors;
  const at = (options: object) => inspect.featureVisualization(model, "conv", 0, options);
  await at({steps: 2, unit: [1, 1], totalVariation: 1, l2: 1});
  await expect(at({zoom: 1})).rejects.toThrow(
    "featureVisualization: zoom is a number from 0 to below 1, but got 1"
  );
  await expect(at({l2: -1})).rejects.toThrow(
    "featureVisualization: l2 is a number from 0 up, but got -1"
  );
  await expect(at({range: [1, 1]})).rejects.toThrow(
    "featureVisualization: range is a least and a greatest value, but got [1,1]"
  );
  await expect(inspect.featureVisualization(model, "conv", 4)).rejects.toThrow(
    "featureVisualization: channel is one of 0 to 3 in layer conv, but got 4"
  );
  expect(tf.memory().numTensors).toBe(count);
  model.dispose();
});
