// What every application says to what it cannot use, and to the smallest picture there is.
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {applications, ndarray, tf, useEngine, zeros} from "@convnotes/cnn";
import sharp from "sharp";
import {afterAll, beforeAll, expect, test} from "vitest";
import {byPhoto, byWeights, smallNetworks} from "./everyApplication.ts";

let networks: ReturnType<typeof smallNetworks>;
let folder: string;

beforeAll(async () => {
  await useEngine();
  networks = smallNetworks();
  folder = await mkdtemp(join(tmpdir(), "convnotes-pictures-"));
});

afterAll(async () => {
  await useEngine("cpu");
  await rm(folder, {recursive: true, force: true});
});

test.each(byPhoto)(
  "%s tells a broken image file, one that is none, and one that is not there",
  async (name, use) => {
    const jpeg = await sharp({create: {width: 64, height: 48, channels: 3, background: "teal"}})
      .jpeg()
      .toBuffer();
    const broken = jpeg.subarray(0, jpeg.length - 200);
    await expect(use(broken, networks)).rejects.toThrow(
      new RegExp(`^${name}: an image file is expected, but one of ${broken.length} bytes is broken`)
    );
    await expect(use(Buffer.from("no picture at all"), networks)).rejects.toThrow(
      `${name}: an image file is expected, but one of 17 bytes is none that can be read`
    );
    const nowhere = join(folder, "nowhere.jpg");
    await expect(use(nowhere, networks)).rejects.toThrow(
      `${name}: an image file is expected, but ${nowhere} is not there`
    );
    await expect(use(zeros([4, 4, 2]), networks)).rejects.toThrow(
      `${name}: a picture is [height, width, 1 or 3], but got [4,4,2]`
    );
    await expect(use(ndarray([1, 1, 1], [NaN]), networks)).rejects.toThrow(
      `${name}: brightness is from 0 to 255, but value 0 is NaN`
    );
  }
);

test.each(byWeights)(
  "%s tells whose weights are missing, and where it looked",
  async (_, asset, use) => {
    const nowhere = join(folder, "nowhere");
    await expect(use(zeros([2, 2, 3]), {from: nowhere})).rejects.toThrow(
      `fetchAsset: ${asset} was not taken: there is no file or folder ${nowhere}`
    );
    await expect(use(zeros([2, 2, 3]), {from: folder})).rejects.toThrow(
      `fetchAsset: ${asset} was not taken`
    );
    const stopped = AbortSignal.abort(new Error("stopped by the reader"));
    await expect(use(zeros([2, 2, 3]), {from: folder, signal: stopped})).rejects.toThrow(
      "stopped by the reader"
    );
  }
);

test("one pixel has colours, a mask and four pixels; a localiser says what size it wants", async () => {
  const pixel = ndarray([1, 1, 3], [200, 100, 50]);
  const {painter, cutter, finder} = networks;
  const coloured = await applications.colourise(painter, pixel);
  expect(coloured.shape).toEqual([1, 1, 3]);
  expect(coloured.data.every((value) => value >= 0 && value <= 255)).toBe(true);
  const mask = await applications.segment(cutter, pixel);
  expect(mask.shape).toEqual([1, 1]);
  expect(mask.data[0]).toBeGreaterThanOrEqual(0);
  expect((await applications.superResolve(pixel)).shape).toEqual([2, 2, 3]);
  const before = tf.memory().numTensors;
  await expect(applications.localise(finder, zeros([1, 1, 1, 1]))).rejects.toThrow(
    /\[.*16,16,1\].*1,1,1/
  );
  expect(tf.memory().numTensors).toBe(before);
});
