import {random} from "../random.ts";
import type {Batch, BatchesOptions} from "./batches.ts";
import {filesByClass} from "./classFolders.ts";
import {pictureOptions, readPictures, type PictureOptions} from "./readPictures.ts";

/** The image files of a folder, known by name; their pictures are read as they are asked for. */
export interface ImageFiles {
  /** Names of the folders, in their order: class 0, class 1 … */
  readonly classNames: readonly string[];
  /** Path of every file, class by class, in the order of their names. */
  readonly paths: readonly string[];
  /** The class of each file. */
  readonly labels: Uint8Array;
  /** Goes once through the pictures, as `datasets.batches` through a split. */
  batches(options?: BatchesOptions): AsyncGenerator<Batch, void, undefined>;
}

/**
 * A folder of pictures that are too many to hold in memory: one folder a class, as `imageFolder` takes it,
 * but each picture is read when its batch comes. Two batches are in memory at a time, the one in use and the
 * next, which is read meanwhile.
 *
 * @param path - the folder
 * @throws RangeError if the folder is missing, has no class, or a class has no pictures; a broken file is
 *   named when its batch is read
 *
 * @example
 * ```ts
 * const pets = await datasets.imageFiles("pets", {size: 224, broken: "skip"});
 * for await (const {x, labels} of pets.batches({batchSize: 64, seed: epoch})) {
 *   x.shape; // [64, 224, 224, 3], brightness in [0, 1]
 * }
 * ```
 */
export async function imageFiles(
  path: string,
  options: Partial<PictureOptions> = {}
): Promise<ImageFiles> {
  const pictures = pictureOptions(options);
  const files = await filesByClass(path);
  const paths = [...files.values()].flat();
  const labels = Uint8Array.from([...files.values()].flatMap((own, k) => own.map(() => k)));

  const read = async (rows: Uint32Array): Promise<Batch> => {
    const chosen = Array.from(rows, (row) => paths[row]);
    const {shape, data, read} = await readPictures(chosen, "imageFiles", pictures);
    return {
      x: {shape, data: Float32Array.from(data, (byte) => byte / 255)},
      labels: Uint8Array.from(read, (i) => labels[rows[i]])
    };
  };
  async function* generate(order: Uint32Array, batchSize: number): AsyncGenerator<Batch, void> {
    const from = (start: number): Promise<Batch> | undefined => {
      if (start >= order.length) return undefined;
      const batch = read(order.subarray(start, start + batchSize));
      batch.catch(() => undefined); // thrown when its turn comes
      return batch;
    };
    let next = from(0);
    for (let start = batchSize; next; start += batchSize) {
      const batch = await next;
      next = from(start);
      yield batch;
    }
  }
  return {
    classNames: [...files.keys()],
    paths,
    labels,
    batches({batchSize = 32, seed} = {}) {
      if (!Number.isInteger(batchSize) || batchSize < 1) {
        throw new RangeError(
          `imageFiles: batchSize is a whole number of 1 or more, but got ${batchSize}`
        );
      }
      const order =
        seed === undefined
          ? Uint32Array.from(paths.keys())
          : random(seed).permutation(paths.length);
      return generate(order, batchSize);
    }
  };
}
