// The networks that the lecture trains, after a moment of training.
import {applications, datasets, fit, ndarray, useEngine} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test} from "vitest";
import {greatest, onBoth} from "./onCpu.ts";

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

const moment = {epochs: 1, batchSize: 8, learningRate: 0.008, metrics: [], quiet: true, seed: 1};

test("the localiser, the U-Net and the painter compute what TensorFlow.js's own backend computes", async () => {
  const {train} = await datasets.mnist({subset: true});
  const digits = applications.digitsOnCanvas(datasets.take(train, 200, {seed: 1}), {seed: 1});
  const finder = applications.localiser();
  const labels = ndarray([200], Array.from(digits.labels));
  await fit(
    finder,
    {x: digits.images, y: [labels, digits.targets]},
    {...moment, loss: ["sparseCategoricalCrossentropy", "meanAbsoluteError"]}
  );
  const stamped = await applications.stampsOnPhotos({count: 160, seed: 1});
  const cutter = applications.unet({inputShape: [48, 48, 3]});
  await fit(cutter, {x: stamped.images, y: stamped.masks}, {...moment, loss: "binaryCrossentropy"});
  const cifar = await datasets.cifar10({subset: true});
  const {lightness, colours} = applications.takeColours(cifar.test.images);
  const painter = applications.unet({
    inputShape: [32, 32, 1],
    filters: [16, 24, 32, 32],
    outputs: 2,
    activation: "tanh"
  });
  await fit(painter, {x: lightness, y: colours}, {...moment, loss: "meanSquaredError"});

  const photo = await datasets.photo("coffee");
  const size = 40 * 40;
  const few = ndarray([5, 40, 40, 1], Array.from(digits.images.data.subarray(0, 5 * size)));
  const [here, reference] = await onBoth(async () => ({
    places: (await applications.localise(finder, few)).flatMap((found) =>
      [found.top, found.left, found.height, found.width].map((side) => side / 40)
    ),
    scores: (await applications.localise(finder, few)).map(({score}) => score),
    mask: (await applications.segment(cutter, photo)).data,
    colours: (await applications.colourise(painter, photo)).data.map((value) => value / 255)
  }));
  expect(greatest(here.places, reference.places)).toBeLessThan(1e-3);
  expect(greatest(here.scores, reference.scores)).toBeLessThan(1e-3);
  expect(greatest(here.mask, reference.mask)).toBeLessThan(1e-3);
  expect(greatest(here.colours, reference.colours)).toBeLessThan(1e-3);
  // Not all the same, which would be near each other, too.
  for (const values of [here.mask, here.colours]) {
    expect(
      Math.max(...values.subarray(0, 1e5)) - Math.min(...values.subarray(0, 1e5))
    ).toBeGreaterThan(0.05);
  }
});
