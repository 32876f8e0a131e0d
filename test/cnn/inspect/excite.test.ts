import {beforeAll, expect, test} from "vitest";
import {useEngine} from "../../../src/cnn/engine/useEngine.ts";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import {ndarray, zeros} from "../../../src/cnn/ndarray.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";
import {noise, residual} from "./models.ts";

beforeAll(() => useEngine("wasm"));

/** One filter, a 2×2 corner, on pictures of 5×5, padded. */
function corner() {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 2,
        padding: "same",
        inputShape: [5, 5, 1],
        name: "conv"
      })
    ]
  });
  tf.tidy(() => {
    const kernel = tf.tensor4d([0, 1, 0, 1, 0, 1, 0, -3], [2, 2, 1, 2]);
    model.setWeights([kernel, tf.tensor1d([0, 0])]);
  });
  return model;
}

test("maximalPatches cuts out what the unit saw, the strongest picture first", async () => {
  const model = corner();
  const images = zeros([3, 5, 5, 1]);
  const put = (picture: number, row: number, column: number, value: number) =>
    (images.data[picture * 25 + row * 5 + column] = value);
  put(0, 1, 1, 0.5);
  put(2, 2, 3, 0.8);
  put(2, 2, 4, 0.7);
  put(2, 3, 3, 0.6);
  const patches = await inspect.maximalPatches(model, "conv", 1, images, {top: 2, batchSize: 2});
  expect(patches).toHaveLength(2);
  expect(patches[0]).toMatchObject({picture: 2, row: 2, column: 3});
  expect(patches[0].activation).toBeCloseTo(2.1, 5);
  expect(patches[0].patch.shape).toEqual([2, 2, 1]);
  [0.8, 0.7, 0.6, 0].forEach((v, k) => expect(patches[0].patch.data[k]).toBeCloseTo(v, 6));
  expect(patches[1]).toMatchObject({picture: 0, activation: 0.5});
  model.dispose();
});

test("a patch at the border is not a number beyond it", async () => {
  const model = corner();
  const images = zeros([1, 5, 5, 1]);
  images.data[24] = 1; // the last pixel: of four windows only one has it in its upper left
  const [{patch, field}] = await inspect.maximalPatches(model, "conv", 1, images, {top: 1});
  expect(field).toMatchObject({height: 2, width: 2});
  expect([...patch.data].filter(Number.isNaN)).toHaveLength(
    4 - field.seen.height * field.seen.width
  );
  await expect(inspect.maximalPatches(model, "conv", 2, images)).rejects.toThrow(
    "maximalPatches: channel is one of 0 to 1 in layer conv, but got 2"
  );
  await expect(inspect.maximalPatches(model, "conv", 0, zeros([5, 5, 1]))).rejects.toThrow(
    "maximalPatches: images is [n, height, width, channels] with at least one picture, but got [5,5,1]"
  );
  model.dispose();
});

test("activationMaximization finds the picture that a filter is made for, the same for the same seed", async () => {
  const model = corner();
  const options = {steps: 40, blur: 0, jitter: 0, totalVariation: 0, decay: 0, seed: 3};
  const at = {...options, unit: [1, 1]} as const;
  const found = await inspect.activationMaximization(model, "conv", 1, at);
  const pixels = [6, 7, 11, 12].map((k) => found.image.data[k]);
  expect(pixels).toEqual([1, 1, 1, 0]); // white where the filter is 1, black where it is −3
  expect(found.activations).toHaveLength(41);
  expect(found.activations.at(-1)).toBeCloseTo(3, 5);
  expect(found.activations[0]).toBeLessThan(1);
  expect(await inspect.activationMaximization(model, "conv", 1, at)).toEqual(found);
  const other = await inspect.activationMaximization(model, "conv", 1, {...at, seed: 4});
  expect(other.image).not.toEqual(found.image);
  model.dispose();
});

test("activationMaximization raises any channel, keeps to the range, and smooth pictures smooth", async () => {
  const model = residual();
  const roughness = (x: ArrayLike<number>): number => {
    let sum = 0;
    for (let k = 2; k < x.length; ++k) sum += Math.abs(x[k] - x[k - 2]); // two channels
    return sum / x.length;
  };
  for (const [layer, channel] of [
    ["separable", 1],
    ["classes", 2]
  ] as const) {
    const options = {steps: 30, range: [-2, 2]} as const;
    const {image, activations} = await inspect.activationMaximization(
      model,
      layer,
      channel,
      options
    );
    expect(activations.at(-1)!, layer).toBeGreaterThan(activations[0] + 0.1);
    expect(Math.max(...image.data.map(Math.abs))).toBeLessThanOrEqual(2);
    const rough = await inspect.activationMaximization(model, layer, channel, {
      ...options,
      blur: 0,
      totalVariation: 0
    });
    const smooth = await inspect.activationMaximization(model, layer, channel, {
      ...options,
      totalVariation: 20
    });
    expect(roughness(smooth.image.data)).toBeLessThan(roughness(rough.image.data));
  }
  model.dispose();
});

test("what is wrong is named, and no tensor is left behind", async () => {
  const model = residual();
  const count = tf.memory().numTensors;
  const at = (options: object) => inspect.activationMaximization(model, "conv", 0, options);
  await at({steps: 2});
  await inspect.maximalPatches(model, "hidden", 1, ndarray([1, 12, 14, 2], noise([336], 1).data));
  expect(tf.memory().numTensors).toBe(count);
  await expect(at({blur: -1})).rejects.toThrow(
    "activationMaximization: blur is a number from 0 up, but got -1"
  );
  await expect(at({range: [1, 0]})).rejects.toThrow(
    "activationMaximization: range is a least and a greatest value, but got [1,0]"
  );
  await expect(at({unit: [9, 0]})).rejects.toThrow(
    "activationMaximization: unit is a row and a column of the 8×8 maps of conv, but got [9,0]"
  );
  await expect(inspect.activationMaximization(model, "conv", 4)).rejects.toThrow(
    "activationMaximization: channel is one of 0 to 3 in layer conv, but got 4"
  );
});
