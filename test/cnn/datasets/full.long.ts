import {execFileSync} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {assets, datasets} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test, vi} from "vitest";
import {readIdxSplit} from "../../../src/cnn/datasets/idx.ts";
import {makeSubsets} from "../../../src/cnn/datasets/makeSubsets.ts";
import {readTiles} from "../../../src/cnn/datasets/tiles.ts";

// Everything comes from the registry anew, into a cache of its own.
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-full-"));
  vi.stubEnv("CONVNOTES_CACHE", join(folder, "cache"));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, {recursive: true, force: true});
});

function histogram({labels}: datasets.Split): number[] {
  const counts = Array<number>(10).fill(0);
  for (const label of labels) counts[label] += 1;
  return counts;
}

/** Mean and standard deviation of each channel, of brightness in [0, 1]. */
function moments({images: {shape, data}}: datasets.Split): {mean: number[]; deviation: number[]} {
  const channels = shape[3];
  const n = data.length / channels;
  const sums = Array.from({length: channels}, () => ({sum: 0, squares: 0}));
  for (let i = 0; i < data.length; ++i) {
    const value = data[i] / 255;
    const channel = sums[i % channels];
    channel.sum += value;
    channel.squares += value * value;
  }
  return {
    mean: sums.map(({sum}) => sum / n),
    deviation: sums.map(({sum, squares}) => Math.sqrt(squares / n - (sum / n) ** 2))
  };
}

test("convnotes data fetch brings MNIST from the registry, and path finds it", () => {
  const main = fileURLToPath(new URL("../../../dist/src/cli/main.js", import.meta.url));
  const convnotes = (...args: string[]): string =>
    execFileSync(process.execPath, [main, "data", ...args], {encoding: "utf8"});
  const here = join(assets.cacheFolder(), "mnist");
  expect(convnotes("fetch", "mnist")).toBe(`mnist is in ${here}\n`);
  expect(convnotes("path", "mnist")).toBe(`${here}\n`);
});

test("MNIST is all of MNIST", async () => {
  const {train, test} = await datasets.mnist();
  expect(train.images.shape).toEqual([60_000, 28, 28, 1]);
  expect(test.images.shape).toEqual([10_000, 28, 28, 1]);
  expect(histogram(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  expect(histogram(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  expect([...train.labels.slice(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect([...test.labels.slice(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  // As published, and used everywhere to normalise it.
  const {mean, deviation} = moments(train);
  expect(mean[0]).toBeCloseTo(0.1307, 4);
  expect(deviation[0]).toBeCloseTo(0.3081, 4);
});

test("CIFAR-10 is all of CIFAR-10", async () => {
  const {train, test} = await datasets.cifar10();
  expect(train.images.shape).toEqual([50_000, 32, 32, 3]);
  expect(test.images.shape).toEqual([10_000, 32, 32, 3]);
  expect(histogram(train)).toEqual(Array(10).fill(5000));
  expect(histogram(test)).toEqual(Array(10).fill(1000));
  expect([...train.labels.slice(0, 5)]).toEqual([6, 9, 9, 4, 1]);
  expect([...test.labels.slice(0, 5)]).toEqual([3, 8, 8, 0, 6]);
  const {mean, deviation} = moments(train);
  [0.4914, 0.4822, 0.4465].forEach((value, c) => expect(mean[c]).toBeCloseTo(value, 4));
  [0.247, 0.2435, 0.2616].forEach((value, c) => expect(deviation[c]).toBeCloseTo(value, 4));
});

test("there are 5,000 and 1,000 cats, and as many dogs", async () => {
  const {train, test} = await datasets.catsVsDogs();
  expect(histogram(train).slice(0, 3)).toEqual([5000, 5000, 0]);
  expect(histogram(test).slice(0, 3)).toEqual([1000, 1000, 0]);
});

test("the subset of MNIST is the first 200 and 50 of each digit of the whole", async () => {
  const [whole, subset] = [await datasets.mnist(), await datasets.mnist({subset: true})];
  expectSame(subset.train, datasets.take(whole.train, 200, {perClass: true}));
  expectSame(subset.test, datasets.take(whole.test, 50, {perClass: true}));
});

test("the subset of CIFAR-10 is the first 20 and 5 of each class of the whole", async () => {
  const [whole, subset] = [await datasets.cifar10(), await datasets.cifar10({subset: true})];
  for (const [few, split, n] of [
    [subset.train, whole.train, 20],
    [subset.test, whole.test, 5]
  ] as const) {
    const first = datasets.take(split, n, {perClass: true});
    for (let label = 0; label < 10; ++label) {
      expectSame(
        datasets.select(few, ofClass(few, label)),
        datasets.select(first, ofClass(first, label))
      );
    }
  }
});

test("the subsets that ship are what their script makes", async () => {
  const made = join(folder, "made");
  await makeSubsets(made);
  const digits = await datasets.mnist({subset: true});
  const photos = await datasets.cifar10({subset: true});
  for (const [file, split] of [
    ["train", digits.train],
    ["t10k", digits.test]
  ] as const) {
    const path = (kind: string): string => join(made, "mnist", `${file}-${kind}-ubyte.gz`);
    expectSame(await readIdxSplit(path("images-idx3"), path("labels-idx1")), split);
  }
  expectSame(await readTiles(join(made, "cifar-10", "train.webp"), 10, 32), photos.train);
  expectSame(await readTiles(join(made, "cifar-10", "test.webp"), 10, 32), photos.test);
});

function ofClass({labels}: datasets.Split, label: number): number[] {
  return [...labels.keys()].filter((i) => labels[i] === label);
}

/** As `toEqual` says it, for arrays too long for it. */
function expectSame(a: datasets.Split, b: datasets.Split): void {
  expect(a.images.shape).toEqual(b.images.shape);
  expect(Buffer.compare(a.images.data, b.images.data)).toBe(0);
  expect(Buffer.compare(a.labels, b.labels)).toBe(0);
}
