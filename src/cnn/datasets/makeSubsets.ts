import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {cifar10} from "./cifar10.ts";
import type {Split} from "./dataset.ts";
import {writeIdx} from "./idx.ts";
import {mnist} from "./mnist.ts";
import {select, take} from "./select.ts";
import {writeTiles} from "./tiles.ts";

/**
 * Makes the small parts of MNIST and CIFAR-10 that come with the library from the full data.
 *
 * @param folder - where they go; `src/cnn/data`
 */
export async function makeSubsets(folder: string): Promise<void> {
  await mkdir(join(folder, "mnist"), {recursive: true});
  await mkdir(join(folder, "cifar-10"), {recursive: true});

  const digits = await mnist();
  for (const [name, split] of [
    ["train", take(digits.train, 200, {perClass: true})],
    ["t10k", take(digits.test, 50, {perClass: true})]
  ] as const) {
    const [n, height, width] = split.images.shape;
    const images = {shape: [n, height, width], data: split.images.data};
    await writeIdx(join(folder, "mnist", `${name}-images-idx3-ubyte.gz`), images);
    const labels = {shape: [n], data: split.labels};
    await writeIdx(join(folder, "mnist", `${name}-labels-idx1-ubyte.gz`), labels);
  }

  const {train, test} = await cifar10();
  await writeTiles(join(folder, "cifar-10", "train.webp"), inTurns(train, 20));
  await writeTiles(join(folder, "cifar-10", "test.webp"), inTurns(test, 5));
}

/** The first n of each class, the classes taking turns. */
function inTurns(split: Split, n: number): Split {
  const few = take(split, n, {perClass: true});
  const ofClass = (label: number): number[] => {
    const numbers: number[] = [];
    few.labels.forEach((other, i) => other === label && numbers.push(i));
    return numbers;
  };
  const classes = [...new Set(few.labels)].sort((a, b) => a - b).map(ofClass);
  return select(
    few,
    Array.from({length: n}, (_, k) => classes.map((numbers) => numbers[k])).flat()
  );
}

// node src/cnn/dist/datasets/makeSubsets.js FOLDER
if (process.argv[1] === fileURLToPath(import.meta.url)) void makeSubsets(process.argv[2]);
