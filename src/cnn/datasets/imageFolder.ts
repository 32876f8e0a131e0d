import {mkdir, readdir, stat} from "node:fs/promises";
import {basename, join} from "node:path";
import {decode} from "../image/decode.ts";
import {writeImage} from "../image/writeImage.ts";
import {random} from "../random.ts";
import {example, type Dataset, type Split} from "./dataset.ts";

export interface ImageFolderOptions {
  /** `[height, width]` in pixels that every picture is brought to, or one number for a square. Defaults to 64. */
  size?: number | readonly [number, number];
  /** `"fill"` stretches a picture of another shape, `"cover"` crops it. Defaults to `"fill"`. */
  fit?: "fill" | "cover";
  /** 1 for grey, 3 for red, green, blue. Defaults to 3. */
  channels?: 1 | 3;
  /**
   * Share of each class that is held back to judge by, where the folder does not say so itself; defaults
   * to 0.2.
   */
  testFraction?: number;
  /** Chooses those that are held back. Defaults to 1. */
  seed?: number;
}

const imageName = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i;

/**
 * A dataset of one's own pictures: a folder with one folder of image files a class, as in
 * `pets/cat/1.jpg`, `pets/dog/1.jpg`.
 *
 * A folder that has `train` and `test` with the classes in each is taken as it is; from any other, a part
 * of each class is held back. Classes are numbered by their names' order; files that are no pictures by
 * name, and hidden ones, are passed over.
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
  {size = 64, fit = "fill", channels = 3, testFraction = 0.2, seed = 1}: ImageFolderOptions = {}
): Promise<Dataset> {
  if (!(testFraction >= 0 && testFraction < 1)) {
    throw new RangeError(
      `imageFolder: testFraction is 0 or more and below 1, but got ${testFraction}`
    );
  }
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
    readSplit(files, classNames, {size, fit, channels});
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
 * @param path - folder, made if need be
 */
export async function writeImageFolder(
  {train, test, classNames}: Pick<Dataset, "train" | "test" | "classNames">,
  path: string
): Promise<void> {
  for (const [name, split] of Object.entries({train, test})) {
    const folders = classNames.map((className) => join(path, name, className));
    for (const folder of folders) await mkdir(folder, {recursive: true});
    for (const [i, label] of split.labels.entries()) {
      const file = `${String(i).padStart(5, "0")}.png`;
      await writeImage(join(folders[label], file), example(split, i));
    }
  }
}

async function foldersIn(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) {
    const what = info ? "is a file" : "is not there";
    throw new RangeError(`imageFolder: a folder is expected, but ${path} ${what}`);
  }
  const entries = (await readdir(path)).filter((entry) => !entry.startsWith("."));
  const isFolder = await Promise.all(
    entries.map(async (entry) => {
      const kind = await stat(join(path, entry)).catch(() => undefined); // a link to nowhere is none
      return kind?.isDirectory() ?? false;
    })
  );
  return entries.filter((_, i) => isFolder[i]).sort();
}

async function filesByClass(path: string): Promise<Map<string, string[]>> {
  const classes = await foldersIn(path);
  if (classes.length === 0) {
    throw new RangeError(`imageFolder: one folder a class is expected, but ${path} has no folder`);
  }
  if (classes.length > 256) {
    throw new RangeError(
      `imageFolder: at most 256 classes are expected, but ${path} has ${classes.length} folders`
    );
  }
  const files = new Map<string, string[]>();
  for (const name of classes) {
    const names = (await readdir(join(path, name)))
      .filter((file) => imageName.test(file) && !file.startsWith("."))
      .sort();
    if (names.length === 0) {
      throw new RangeError(
        `imageFolder: every class has pictures, but ${join(path, name)} has no image file`
      );
    }
    files.set(
      name,
      names.map((file) => join(path, name, file))
    );
  }
  return files;
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
  options: Required<Pick<ImageFolderOptions, "size" | "fit" | "channels">>
): Promise<Split> {
  const [height, width] =
    typeof options.size === "number" ? [options.size, options.size] : options.size;
  const {channels} = options;
  const all = [...files].flatMap(([name, paths]) =>
    paths.map((path) => ({path, label: classNames.indexOf(name)}))
  );
  const data = new Uint8Array(all.length * height * width * channels);
  // A few at a time: decoding runs on other threads, and thousands of open files are too many.
  let next = 0;
  const readSome = async (): Promise<void> => {
    while (next < all.length) {
      const i = next++;
      const pixels = await decode(all[i].path, "imageFolder", options);
      data.set(pixels.data, i * height * width * channels);
    }
  };
  await Promise.all(Array.from({length: 8}, readSome));
  return {
    images: {shape: [all.length, height, width, channels], data},
    labels: Uint8Array.from(all, ({label}) => label)
  };
}
