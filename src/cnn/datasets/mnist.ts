import {join} from "node:path";
import {fetchAsset} from "../assets/fetchAsset.ts";
import {assetNamed} from "../assets/table.ts";
import type {Dataset} from "./dataset.ts";
import {readIdxSplit} from "./idx.ts";
import {shipped} from "./shipped.ts";

export interface SubsetOptions {
  /** The small part that comes with the library, so that nothing is downloaded. Defaults to false. */
  subset?: boolean;
}

/**
 * MNIST: 60,000 handwritten digits to learn from and 10,000 to be judged by, 28×28, grey, white on
 * black.
 *
 * Downloaded (11.5 MB) when it is first asked for. The subset is the first 200 of each digit to learn
 * from and the first 50 to be judged by, in their order.
 *
 * @throws Error if it cannot be downloaded; says what to do
 * @see LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document recognition
 *
 * @example
 * ```ts
 * const {train, test} = await datasets.mnist();
 * train.images.shape; // [60000, 28, 28, 1]
 * (await datasets.mnist({subset: true})).train.images.shape; // [2000, 28, 28, 1]
 * ```
 */
export async function mnist({subset = false}: SubsetOptions = {}): Promise<Dataset> {
  const folder = subset ? shipped("mnist") : await fetchAsset("mnist");
  return readDataset("mnist", folder, subset ? ".gz" : "", {
    classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    citation:
      "LeCun, Bottou, Bengio, Haffner (1998), Gradient-based learning applied to document recognition"
  });
}

/**
 * Fashion-MNIST: pictures of ten kinds of clothes, as many, as large and in as many files as MNIST, and
 * harder.
 *
 * Downloaded (30.9 MB) when it is first asked for, from its makers: no package of the registry has it.
 *
 * @throws Error if it cannot be downloaded; says what to do
 * @see Xiao, Rasul, Vollgraf (2017), arXiv:1708.07747
 */
export async function fashionMnist(): Promise<Dataset> {
  return readDataset("fashion-mnist", await fetchAsset("fashion-mnist"), "", {
    classNames: [
      "T-shirt/top",
      "trouser",
      "pullover",
      "dress",
      "coat",
      "sandal",
      "shirt",
      "sneaker",
      "bag",
      "ankle boot"
    ],
    citation:
      "Xiao, Rasul, Vollgraf (2017), Fashion-MNIST: a novel image dataset for benchmarking machine " +
      "learning algorithms, arXiv:1708.07747"
  });
}

async function readDataset(
  name: string,
  folder: string,
  ending: string,
  words: Pick<Dataset, "classNames" | "citation">
): Promise<Dataset> {
  const [train, test] = await Promise.all(
    ["train", "t10k"].map((split) =>
      readIdxSplit(
        join(folder, `${split}-images-idx3-ubyte${ending}`),
        join(folder, `${split}-labels-idx1-ubyte${ending}`)
      )
    )
  );
  return {name, ...words, licence: assetNamed(name).licence, train, test};
}
