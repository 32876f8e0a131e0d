import {execFile} from "node:child_process";
import {existsSync} from "node:fs";
import {mkdir, mkdtemp, rm, symlink, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {datasets, ndarray, writeImage} from "@convnotes/cnn";
import {afterEach, beforeEach, expect, test} from "vitest";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-pets-"));
});

afterEach(() => rm(folder, {recursive: true, force: true}));

/** A folder of a class with n grey pictures, the k-th of brightness `first` + k. */
async function addClass(path: string, n: number, first: number, size = 4): Promise<void> {
  await mkdir(join(folder, path), {recursive: true});
  for (let k = 0; k < n; ++k) {
    const picture = ndarray([size, size + 1], new Uint8Array(size * (size + 1)).fill(first + k));
    await writeImage(join(folder, path, `${String(k).padStart(2, "0")}.png`), picture);
  }
}

const brightness = ({images}: datasets.Split): number[] => {
  const [n] = images.shape;
  return Array.from({length: n}, (_, i) => images.data[(i * images.data.length) / n]);
};

test("a folder a class becomes a dataset, of one size, a part of each class held back", async () => {
  await addClass("dog", 10, 100, 9);
  await addClass("cat", 5, 50);
  await writeFile(join(folder, "cat", ".DS_Store"), "hidden");
  await writeFile(join(folder, "cat", "notes.txt"), "no picture");
  await writeFile(join(folder, "README.md"), "no class");
  const pets = await datasets.imageFolder(folder, {size: [6, 8], channels: 1});
  expect(pets.classNames).toEqual(["cat", "dog"]);
  expect(pets.train.images.shape).toEqual([12, 6, 8, 1]);
  expect(pets.test.images.shape).toEqual([3, 6, 8, 1]);
  expect([...pets.test.labels]).toEqual([0, 1, 1]);
  for (const split of [pets.train, pets.test]) {
    brightness(split).forEach((value, i) => expect(value >= 100 ? 1 : 0).toBe(split.labels[i]));
  }
  const all = [...brightness(pets.train), ...brightness(pets.test)].sort((a, b) => a - b);
  expect(all).toEqual([50, 51, 52, 53, 54, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
  expect(await datasets.imageFolder(folder, {size: [6, 8], channels: 1})).toEqual(pets);
  const other = await datasets.imageFolder(folder, {size: [6, 8], channels: 1, seed: 2});
  expect(brightness(other.test)).not.toEqual(brightness(pets.test));
});

test("a folder with train and test is taken as it is", async () => {
  await addClass("train/a", 2, 10);
  await addClass("train/b", 1, 20);
  await addClass("test/b", 1, 30);
  const {classNames, train, test} = await datasets.imageFolder(folder, {size: 2});
  expect(classNames).toEqual(["a", "b"]);
  expect(brightness(train)).toEqual([10, 11, 20]);
  expect(brightness(test)).toEqual([30]);
  expect([...test.labels]).toEqual([1]);
  expect(test.images.shape).toEqual([1, 2, 2, 3]);
  await addClass("test/c", 1, 40);
  await expect(datasets.imageFolder(folder)).rejects.toThrow(
    "imageFolder: test has the classes of train (a, b), but has c"
  );
});

test("what was written as a folder is read as it was", async () => {
  const {classNames, train, test} = await datasets.catsVsDogs({subset: true});
  const [few, fewer] = [datasets.take(train, 3, {perClass: true}), datasets.take(test, 4)];
  await datasets.writeImageFolder({classNames, train: few, test: fewer}, folder);
  const read = await datasets.imageFolder(folder, {size: 32});
  expect(read.classNames).toEqual(classNames);
  const byClass = ({labels}: datasets.Split): number[] =>
    [...labels.keys()].sort((i, j) => labels[i] - labels[j] || i - j);
  expect(read.train).toEqual(datasets.select(few, byClass(few)));
  expect(read.test).toEqual(datasets.select(fewer, byClass(fewer)));
});

test("pictures are written to a temporary folder where none is named, and it goes with the process", async () => {
  const program = `
    import {datasets} from "@convnotes/cnn";
    const {train, test, classNames} = await datasets.catsVsDogs({subset: true});
    const few = {classNames, train: datasets.take(train, 2), test: datasets.take(test, 2)};
    const folder = await datasets.writeImageFolder(few);
    const read = await datasets.imageFolder(folder, {size: 32});
    console.log(JSON.stringify([folder, read.train.labels.length]));
  `;
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  const node = ["--input-type=module", "--eval", program];
  const {stdout} = await promisify(execFile)(process.execPath, node, {cwd});
  const [home, count] = JSON.parse(stdout) as [string, number];
  expect(count).toBe(2);
  expect(existsSync(home)).toBe(false);
});

test("a folder without classes, a class without pictures, and no folder are named", async () => {
  const error = (path: string): Promise<unknown> => datasets.imageFolder(path).catch(String);
  expect(await error(folder)).toBe(
    `RangeError: imageFolder: one folder a class is expected, but ${folder} has no folder`
  );
  await mkdir(join(folder, "cat"));
  expect(await error(folder)).toBe(
    `RangeError: imageFolder: every class has pictures, but ${join(folder, "cat")} has no image file`
  );
  await writeFile(join(folder, "cat", "1.png"), "");
  expect(await error(join(folder, "cat", "1.png"))).toMatch(
    /a folder is expected, but \S+ is a file$/
  );
  expect(await error(join(folder, "dog"))).toMatch(/a folder is expected, but \S+ is not there$/);
});

test("a broken picture is named", async () => {
  await addClass("cat", 3, 0);
  const broken = join(folder, "cat", "01.png");
  await writeFile(broken, "not a picture");
  await expect(datasets.imageFolder(folder)).rejects.toThrow(
    `imageFolder: an image file is expected, but ${broken} is none that can be read`
  );
});

test("broken pictures are left out and named, if that is asked for", async () => {
  await addClass("cat", 4, 50);
  await addClass("dog", 3, 100);
  const broken = [join(folder, "cat", "01.png"), join(folder, "dog", "02.png")];
  await writeFile(broken[0], "not a picture");
  await writeFile(broken[1], "");
  const warnings: string[] = [];
  const {warn} = console;
  console.warn = (words: string) => warnings.push(words);
  try {
    const options = {size: [4, 5] as const, channels: 1, broken: "skip"} as const;
    const {train} = await datasets.imageFolder(folder, {...options, testFraction: 0});
    expect(brightness(train)).toEqual([50, 52, 53, 100, 101]);
    expect([...train.labels]).toEqual([0, 0, 0, 1, 1]);
    expect(warnings).toEqual([
      `imageFolder: 2 files are no pictures, left out: ${broken.join(", ")}`
    ]);
    await expect(datasets.imageFolder(folder, {...options, size: 0})).rejects.toThrow(/size is/);
  } finally {
    console.warn = warn;
  }
  await expect(datasets.imageFolder(folder, {broken: "ignore" as never})).rejects.toThrow(
    'imageFolder: broken is "refuse" or "skip", but got "ignore"'
  );
});

test("files are read batch by batch, as they are asked for", async () => {
  await addClass("cat", 3, 51);
  await addClass("dog", 4, 102);
  const files = await datasets.imageFiles(folder, {size: [4, 5], channels: 1});
  expect(files.classNames).toEqual(["cat", "dog"]);
  expect([...files.labels]).toEqual([0, 0, 0, 1, 1, 1, 1]);
  expect(files.paths[3]).toBe(join(folder, "dog", "00.png"));
  const seen: number[] = [];
  for await (const {x, labels} of files.batches({batchSize: 3})) {
    expect(x.shape).toEqual([labels.length, 4, 5, 1]);
    labels.forEach((label, k) => {
      const byte = Math.round(255 * x.data[20 * k]);
      expect(label).toBe(byte < 100 ? 0 : 1);
      seen.push(byte);
    });
  }
  expect(seen).toEqual([51, 52, 53, 102, 103, 104, 105]);
  const orders: string[] = [];
  for (const seed of [1, 1, 2]) {
    const order: number[] = [];
    for await (const {x} of files.batches({batchSize: 1, seed})) order.push(x.data[0]);
    expect(new Set(order).size).toBe(7);
    orders.push(order.join());
  }
  expect(orders[1]).toBe(orders[0]);
  expect(orders[2]).not.toBe(orders[0]);
  expect(() => files.batches({batchSize: 0})).toThrow(/batchSize .* but got 0$/);
});

test("of files that are read as asked for, one batch is read ahead, and no more", async () => {
  await addClass("cat", 6, 50);
  const files = await datasets.imageFiles(folder, {size: 2});
  const batches = files.batches({batchSize: 2});
  await batches.next();
  await rm(join(folder, "cat", "05.png")); // in the third batch: not read yet
  await batches.next();
  await expect(batches.next()).rejects.toThrow(
    `imageFiles: an image file is expected, but ${join(folder, "cat", "05.png")} is not there`
  );
});

test("a link to nowhere is passed over", async () => {
  await addClass("cat", 2, 0);
  await symlink(join(folder, "nowhere"), join(folder, "dog"));
  expect((await datasets.imageFolder(folder)).classNames).toEqual(["cat"]);
});

test("a share that is none is refused", async () => {
  await addClass("cat", 2, 0);
  for (const testFraction of [1, -0.1, NaN]) {
    await expect(datasets.imageFolder(folder, {testFraction})).rejects.toThrow(
      `imageFolder: testFraction is 0 or more and below 1, but got ${testFraction}`
    );
  }
  const {test} = await datasets.imageFolder(folder, {testFraction: 0});
  expect(test.images.shape).toEqual([0, 64, 64, 3]);
});
