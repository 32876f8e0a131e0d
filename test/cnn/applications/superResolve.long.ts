import {join} from "node:path";
import {applications, assets, ndarray, predict, readImage, useEngine, zeros} from "@convnotes/cnn";
import sharp from "sharp";
import {afterAll, beforeAll, expect, test} from "vitest";
import {loadLayersModel} from "../../../src/cnn/weights/loadLayersModel.ts";
import {greatest, onBoth} from "./onCpu.ts";
import {photoFile} from "./photos.ts";

beforeAll(async () => {
  await useEngine();
});

afterAll(async () => {
  await useEngine("cpu");
});

/** Side of the crops from the middle of a photo that the network has to draw anew, in pixels. */
const side = 240;

/** How much a signal is stronger than what is wrong in it, in decibels. */
function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const squares = Array.from(a).reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.length));
}

test("on crops it never saw it is 1.5 dB above bicubic, on none below it", async () => {
  const gains: number[] = [];
  for (const photo of ["chelsea", "astronaut", "coffee", "rocket"]) {
    const file = await photoFile(photo);
    const {width, height} = await sharp(file).metadata();
    const [left, top] = [width, height].map((length) => (length - side) >> 1);
    const crop = await sharp(file).extract({left, top, width: side, height: side}).png().toBuffer();
    const original = await readImage(crop);
    const scaled = (from: Buffer, to: number): Promise<Buffer> =>
      sharp(from).resize(to, to, {kernel: "cubic"}).png().toBuffer();
    const small = await scaled(crop, side / 2);
    const bicubic = await readImage(await scaled(small, side));
    const drawn = await applications.superResolve(small, 2);
    expect(drawn.shape).toEqual([side, side, 3]);
    const [before, after] = [bicubic, drawn].map(({data}) => psnr(data, original.data));
    console.log(`superResolve: ${photo}: ${after.toFixed(2)} dB, bicubic ${before.toFixed(2)} dB`);
    gains.push(after - before);
  }
  expect(gains.reduce((a, b) => a + b, 0) / gains.length).toBeGreaterThan(1.5);
  expect(Math.min(...gains)).toBeGreaterThan(1);
  // The cat and the astronaut were named beforehand.
  expect(Math.min(gains[0], gains[1])).toBeGreaterThan(1.5);
});

test("pieces fit together: a picture in four is what it is in one, but for the edge", async () => {
  const photo = await readImage(await photoFile("chelsea"), {size: [100, 100]});
  const inPieces = await applications.superResolve(photo);
  const folder = await assets.fetchAsset("super-resolution");
  const model = await loadLayersModel("test", join(folder, "model.json"), {
    inputShape: [100, 100, 3]
  });
  const whole = await predict(
    model,
    ndarray(
      [1, 100, 100, 3],
      photo.data.map((value) => value / 255)
    )
  );
  // Beyond the edge the pieces go on as the edge, the whole is black: the network sees 12 pixels far.
  let worst = 0;
  for (let i = 26; i < 174; ++i) {
    for (let at = (i * 200 + 26) * 3; at < (i * 200 + 174) * 3; ++at) {
      const value = Math.min(255, Math.max(0, whole.data[at] * 255));
      worst = Math.max(worst, Math.abs(value - inPieces.data[at]));
    }
  }
  expect(worst / 255).toBeLessThan(1e-3);
});

test("the network computes what TensorFlow.js's own backend computes", async () => {
  const photo = await readImage(await photoFile("chelsea"), {size: [32, 32]});
  const x = ndarray(
    [1, 32, 32, 3],
    photo.data.map((value) => value / 255)
  );
  const file = join(await assets.fetchAsset("super-resolution"), "model.json");
  const [here, reference] = await onBoth(async () =>
    predict(await loadLayersModel("test", file, {inputShape: [32, 32, 3]}), x)
  );
  expect(here.shape).toEqual([1, 64, 64, 3]);
  expect(greatest(here.data, reference.data)).toBeLessThan(1e-3);
});

test("one pixel becomes four", async () => {
  const {shape, data} = await applications.superResolve(zeros([1, 1, 3]));
  expect(shape).toEqual([2, 2, 3]);
  expect(Math.max(...data)).toBeLessThan(30);
});
