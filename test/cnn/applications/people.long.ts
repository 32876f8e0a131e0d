import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {applications, datasets, useEngine, zeros, type NDArray} from "@convnotes/cnn";
import sharp from "sharp";
import {afterAll, beforeAll, expect, test} from "vitest";
import {outlines, poses} from "./labels.ts";
import {greatest, onBoth} from "./onCpu.ts";
import {photoFile} from "./photos.ts";

const {pose, segmentPerson} = applications;

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

test("on three photos every point that can be seen is within 5 % of the body's height", async () => {
  for (const {photo, crop, head, points} of poses) {
    let file: string | Uint8Array = await photoFile(photo);
    if (crop) file = await sharp(file).extract(crop).png().toBuffer();
    const {score, keypoints} = await pose(file);
    expect(score).toBeGreaterThan(0.3);
    const errors = Object.entries(points).map(([name, [row, column]]) => {
      const found = keypoints.find((one) => one.name === name);
      if (!found) throw new Error(`${name} is a point, but it is not there`);
      return Math.hypot(
        found.row + (crop?.top ?? 0) - row,
        found.column + (crop?.left ?? 0) - column
      );
    });
    const body = 7.5 * head;
    const share = (error: number): string => `${((100 * error) / body).toFixed(1)} %`;
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    console.log(`pose: ${photo}: mean ${share(mean)}, at most ${share(Math.max(...errors))}`);
    expect(Math.max(...errors)).toBeLessThan(0.05 * body);
  }
});

/** Which pixels of 512 × 512 are inside an outline: those from which a line to the right crosses it an odd number of times. */
function inside(outline: readonly (readonly [number, number])[]): Uint8Array {
  return Uint8Array.from({length: 512 * 512}, (_, p) => {
    const [row, column] = [Math.floor(p / 512) + 0.5, (p % 512) + 0.5];
    const crossings = outline.filter(([x, y], k) => {
      const [nextX, nextY] = outline[(k + 1) % outline.length];
      return y > row !== nextY > row && column < x + ((row - y) / (nextY - y)) * (nextX - x);
    });
    return crossings.length % 2;
  });
}

function agreement(mask: NDArray, truth: Uint8Array): number {
  let [both, either] = [0, 0];
  truth.forEach((value, p) => {
    const found = mask.data[p] >= 0.5 ? 1 : 0;
    both += value & found;
    either += value | found;
  });
  return both / either;
}

test("a person's mask agrees with an outline drawn by hand, but takes what she holds for a part of her", async () => {
  // The outline leaves out the astronaut's helmet; the network does not.
  const least: Record<string, number> = {astronaut: 0.7, camera: 0.9};
  for (const [photo, outline] of Object.entries(outlines)) {
    const mask = await segmentPerson(await photoFile(photo));
    expect(mask.shape).toEqual([512, 512]);
    const iou = agreement(mask, inside(outline));
    console.log(`segmentPerson: ${photo}: IoU ${iou.toFixed(3)}`);
    expect(iou).toBeGreaterThan(least[photo]);
  }
});

test("points and masks are those of TensorFlow.js's own backend", async () => {
  const photo = await datasets.photo("astronaut");
  const [here, reference] = await onBoth(async () => {
    const {keypoints} = await pose(photo);
    return {
      places: keypoints.flatMap(({row, column}) => [row / 512, column / 512]),
      scores: keypoints.map(({score}) => score),
      mask: (await segmentPerson(photo)).data
    };
  });
  expect(greatest(here.places, reference.places)).toBeLessThan(1e-3);
  expect(greatest(here.scores, reference.scores)).toBeLessThan(1e-3);
  expect(greatest(here.mask, reference.mask)).toBeLessThan(1e-3);
});

test("where there is nobody the scores say so; one pixel has a mask of one pixel", async () => {
  const {score, keypoints} = await pose(await datasets.photo("brick"));
  expect(score).toBeLessThan(0.2);
  expect(keypoints).toHaveLength(17);
  expect((await pose(zeros([1, 1, 3]))).score).toBeLessThan(0.2);
  const wall = await segmentPerson(await datasets.photo("brick"));
  expect(wall.data.filter((value) => value >= 0.5).length / wall.data.length).toBeLessThan(0.05);
  expect((await segmentPerson(zeros([1, 1, 3]))).shape).toEqual([1, 1]);
});

test("a file of 48 million pixels has points and a mask in its own pixels", async () => {
  const folder = await mkdtemp(join(tmpdir(), "convnotes-people-"));
  try {
    const large = join(folder, "large.jpg");
    await sharp(await photoFile("astronaut"))
      .resize(8000, 6000, {fit: "fill"})
      .jpeg()
      .toFile(large);
    const nose = (await pose(large)).keypoints[0];
    expect(nose.score).toBeGreaterThan(0.3);
    expect(Math.abs(nose.column / 8000 - 224 / 512)).toBeLessThan(0.05);
    expect(Math.abs(nose.row / 6000 - 119 / 512)).toBeLessThan(0.05);
    const mask = await segmentPerson(large);
    expect(mask.shape).toEqual([6000, 8000]);
    expect(mask.data[1400 * 8000 + 3500]).toBeGreaterThan(0.9);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
});
