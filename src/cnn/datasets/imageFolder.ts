import {rmSync} from "node:fs";
import {mkdir, mkdtemp} from "node:fs/promises";
import {tmpdir} from "node:os";
import {basename, join} from "node:path";
import {writeImage} from "../image/writeImage.ts";
import {random} from "../random.ts";
import {filesByClass, foldersIn} from "./classFolders.ts";
import {example, type Dataset, type Split} from "./dataset.ts";
import {pictureOptions, readPictures, type PictureOptions} from "./readPictures.ts";

export interface ImageFolderOptions extends Partial<PictureOptions> {
  /**
   * Share of each class that is held back to judge by, where the folder does not say so itself; defaults
   * to 0.2.
   */
  testFraction?: number;
  /** Chooses those that are held back. Defaults to 1. */
  seed?: number;
}

/**
 * A dataset of one's own pictures: a folder with one folder of image files a class, as in
 * `pets/cat/1.jpg`, `pets/dog/1.jpg`.
 *
 * A folder that has `train` and `test` with the classes in each is taken as it is; from any other, a part
 * of each class is held back. Classes are numbered by their names' order; files that are no pictures by
 * name, and hidden ones, are passed over. All pictures are held in memory, a byte a value; `imageFiles`
 * reads them as they are needed.
 *
 * @param path - the folder
 * @throws RangeError if the folder is missing, has no class, a class has no pictures, or a file is broken
 *
 * @example
 * ```ts
 * const pets = await datasets.imageFolder("pets", {size: [32, 32]});
 * pets.classNames; // ["cat", "dog"]
 * ```
 */
export async function imageFolder(
  path: string,
  {testFraction = 0.2, seed = 1, ...options}: ImageFolderOptions = {}
): Promise<Dataset> {
  if (!(testFraction >= 0 && testFraction < 1)) {
    throw new RangeError(
      `imageFolder: testFraction is 0 or more and below 1, but got ${testFraction}`
    );
  }
  const pictures = pictureOptions(options);
  const folders = await foldersIn(path);
  const isSplit = folders.includes("train") && folders.includes("test");
  const trainFiles = await filesByClass(isSplit ? join(path, "train") : path);
  const classNames = [...trainFiles.keys()];
  const testFiles = isSplit
    ? await filesByClass(join(path, "test"))
    : holdBack(trainFiles, testFraction, seed);
  const strange = [...testFiles.keys()].find((name) => !classNames.includes(name));
  if (strange !== undefined) {
    throw new RangeError(
      `imageFolder: test has the classes of train (${classNames.join(", ")}), but has ${strange}`
    );
  }
  const read = (files: Map<string, string[]>): Promise<Split> =>
    readSplit(files, classNames, pictures);
  return {
    name: basename(path),
    classNames,
    licence: "the reader's own files",
    citation: "the reader's own files",
    train: await read(trainFiles),
    test: await read(testFiles)
  };
}

/**
 * Writes a dataset as image files, a folder a class: `train/cat/00000.png` and so on.
 *
 * @param path - folder, made if need be; without it a new one among the temporary files, which goes when
 *   this process ends
 * @returns the folder
 *
 * @example
 * ```ts
 * const folder = await datasets.writeImageFolder(await datasets.catsVsDogs({subset: true}));
 * const pets = await datasets.imageFolder(folder, {size: 32}); // the same pictures
 * ```
 */
export async function writeImageFolder(
  {train, test, classNames}: Pick<Dataset, "train" | "test" | "classNames">,
  path?: string
): Promise<string> {
  const home = path ?? (await temporaryFolder());
  for (const [name, split] of Object.entries({train, test})) {
    const folders = classNames.map((className) => join(home, name, className));
    for (const folder of folders) await mkdir(folder, {recursive: true});
    const {labels} = split;
    let next = 0;
    const writeSome = async (): Promise<void> => {
      while (next < labels.length) {
        const i = next++;
        const file = `${String(i).padStart(5, "0")}.png`;
        await writeImage(join(folders[labels[i]], file), example(split, i));
      }
    };
    await Promise.all(Array.from({length: 8}, writeSome)); // encoding runs on other threads
  }
  return home;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "convnotes-images-"));
  process.once("exit", () => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

/** Moves a share of each class to another map, at least one of those that have two. */
function holdBack(
  files: Map<string, string[]>,
  fraction: number,
  seed: number
): Map<string, string[]> {
  const source = random(seed);
  const held = new Map<string, string[]>();
  for (const [name, paths] of files) {
    const n =
      fraction === 0 || paths.length < 2 ? 0 : Math.max(1, Math.round(paths.length * fraction));
    const chosen = new Set(source.permutation(paths.length).subarray(0, n));
    held.set(
      name,
      paths.filter((_, i) => chosen.has(i))
    );
    files.set(
      name,
      paths.filter((_, i) => !chosen.has(i))
    );
  }
  return held;
}

async function readSplit(
  files: Map<string, string[]>,
  classNames: string[],
  options: PictureOptions
): Promise<Split> {
  const all = [...files].flatMap(([name, paths]) =>
    paths.map((path) => ({path, label: classNames.indexOf(name)}))
  );
  const {shape, data, read} = await readPictures(
    all.map(({path}) => path),
    "imageFolder",
    options
  );
  return {images: {shape, data}, labels: Uint8Array.from(read, (i) => all[i].label)};
}
