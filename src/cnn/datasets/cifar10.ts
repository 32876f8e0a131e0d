import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {assetNamed} from "../assets/table.ts";
import {decode} from "../image/decode.ts";
import type {Dataset, Split} from "./dataset.ts";
import type {SubsetOptions} from "./mnist.ts";
import {select} from "./select.ts";
import {shipped} from "./shipped.ts";
import {readTiles} from "./tiles.ts";

const classNames = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck"
];

const trainBatches = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.png`);

/**
 * CIFAR-10: photos of ten things, 32×32, colour; 50,000 to learn from and 10,000 to be judged by.
 *
 * Downloaded (138.9 MB) when it is first asked for. The subset is the first 20 of each class to learn
 * from and the first 5 to be judged by, the classes taking turns.
 *
 * @throws Error if it cannot be downloaded; says what to do
 * @see Krizhevsky (2009), Learning multiple layers of features from tiny images
 *
 * @example
 * ```ts
 * const {train, classNames} = await datasets.cifar10();
 * train.images.shape; // [50000, 32, 32, 3]
 * classNames[train.labels[0]]; // "frog"
 * ```
 */
export async function cifar10({subset = false}: SubsetOptions = {}): Promise<Dataset> {
  const [train, test] = subset
    ? await Promise.all([
        readTiles(shipped("cifar-10/train.webp"), 10, 32),
        readTiles(shipped("cifar-10/test.webp"), 10, 32)
      ])
    : await readAll(await fetchAsset("cifar-10"));
  return {
    name: "cifar-10",
    classNames,
    licence: assetNamed("cifar-10").licence,
    citation: "Krizhevsky (2009), Learning multiple layers of features from tiny images",
    train,
    test
  };
}

/**
 * The cats (class 0) and dogs (class 1) of CIFAR-10: 5,000 of each to learn from, 1,000 to be judged
 * by.
 *
 * @throws Error if it cannot be downloaded; says what to do
 */
export async function catsVsDogs(options: SubsetOptions = {}): Promise<Dataset> {
  const {train, test, ...words} = await cifar10(options);
  const chosen = ["cat", "dog"].map((name) => classNames.indexOf(name));
  const only = (split: Split): Split => {
    const numbers: number[] = [];
    split.labels.forEach((label, i) => chosen.includes(label) && numbers.push(i));
    const {images, labels} = select(split, numbers);
    return {images, labels: labels.map((label) => chosen.indexOf(label))};
  };
  return {
    ...words,
    name: "cats-vs-dogs",
    classNames: ["cat", "dog"],
    train: only(train),
    test: only(test)
  };
}

async function readAll(folder: string): Promise<[Split, Split]> {
  return Promise.all([
    readBatches(folder, trainBatches, "train_lables.json"),
    readBatches(folder, ["test_batch.png"], "test_lables.json")
  ]);
}

/** In these files each row of 1,024 pixels is one photo, its own rows one after the other. */
async function readBatches(folder: string, files: string[], labelsFile: string): Promise<Split> {
  const labels = Uint8Array.from(
    JSON.parse(await readFile(join(folder, labelsFile), "utf8")) as number[]
  );
  const data = new Uint8Array(labels.length * 32 * 32 * 3);
  let end = 0;
  for (const file of files) {
    const pixels = await decode(join(folder, file), "cifar10");
    if (pixels.width !== 32 * 32 || end + pixels.data.length > data.length) {
      throw new RangeError(
        `cifar10: ${labels.length} rows of 1,024 pixels are expected, but ${file} has ` +
          `${pixels.height}×${pixels.width}`
      );
    }
    data.set(pixels.data, end);
    end += pixels.data.length;
  }
  return {images: {shape: [labels.length, 32, 32, 3], data}, labels};
}
