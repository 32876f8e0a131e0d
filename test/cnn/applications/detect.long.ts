import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {applications, datasets, useEngine, zeros} from "@convnotes/cnn";
import sharp from "sharp";
import {afterAll, beforeAll, expect, test} from "vitest";
import {objects} from "./labels.ts";
import {greatest, onBoth} from "./onCpu.ts";
import {photoFile} from "./photos.ts";

const {detect, intersectionOverUnion} = applications;

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

test("of 18 labelled things most are found, and most of what is found is right", async () => {
  let [found, right, labelled] = [0, 0, 0];
  for (const {photo, objects: expected} of objects) {
    const file = await photoFile(photo);
    const {width = 0, height = 0} = await sharp(file).metadata();
    const large = (await detect(file)).filter(
      (one) => one.width * one.height >= 0.02 * width * height
    );
    const open = [...expected];
    for (const one of large) {
      const k = open.findIndex(
        ({label, box}) => label === one.label && intersectionOverUnion(box, one) >= 0.5
      );
      if (k < 0) continue;
      open.splice(k, 1);
      ++right;
    }
    found += large.length;
    labelled += expected.length;
  }
  console.log(`detect: ${right} of ${labelled} found; ${right} of ${found} boxes right`);
  expect(labelled).toBe(18);
  expect(right / found).toBeGreaterThanOrEqual(0.9);
  expect(right / labelled).toBeGreaterThanOrEqual(0.7);
});

test("boxes and scores are those of TensorFlow.js's own backend", async () => {
  const photo = await datasets.photo("coffee");
  const [here, reference] = await onBoth(() => detect(photo, {threshold: 0.3}));
  expect(here.map(({label}) => label)).toEqual(reference.map(({label}) => label));
  expect(here.length).toBeGreaterThan(1);
  const scores = (all: typeof here): number[] => all.map(({score}) => score);
  const sides = (all: typeof here): number[] =>
    all.flatMap(({top, left, height, width}) => [top / 400, left / 600, height / 400, width / 600]);
  expect(greatest(scores(here), scores(reference))).toBeLessThan(1e-3);
  expect(greatest(sides(here), sides(reference))).toBeLessThan(1e-3);
});

test("a grey picture is a picture; in one with nothing in it, or of one pixel, nothing is found", async () => {
  const grey = await detect(await datasets.photo("camera", {channels: 1}));
  expect(grey.map(({label}) => label)).toEqual(["person"]);
  expect(await detect(await datasets.photo("brick"))).toEqual([]);
  expect(await detect(zeros([1, 1, 3]))).toEqual([]);
});

test("in a file of 48 million pixels boxes are in its own pixels", async () => {
  const folder = await mkdtemp(join(tmpdir(), "convnotes-detect-"));
  try {
    const large = join(folder, "large.jpg");
    await sharp(await photoFile("coffee"))
      .resize(8000, 6000, {fit: "fill"})
      .jpeg()
      .toFile(large);
    const [cup] = await detect(large);
    expect(cup.label).toBe("cup");
    const scaled = {top: 17 * 15, left: (173 * 40) / 3, height: 291 * 15, width: (234 * 40) / 3};
    expect(intersectionOverUnion(cup, scaled)).toBeGreaterThan(0.5);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});
