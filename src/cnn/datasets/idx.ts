import {readFile, writeFile} from "node:fs/promises";
import {gunzipSync, gzipSync} from "node:zlib";
import type {Split} from "./dataset.ts";

/** An array of bytes as an IDX file holds it. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file, the format of MNIST: two zeros, the type of a number (8: byte), the number of axes,
 * the length of each axis as 4 bytes, the highest first, then the numbers.
 *
 * @param path - the file; one that ends in `.gz` is unpacked
 * @throws RangeError if it is no such file, or is cut off
 * @see LeCun, Cortes, Burges (1998), The MNIST database: the IDX file format
 */
export async function readIdx(path: string): Promise<Idx> {
  const content = await readFile(path);
  const bytes = path.endsWith(".gz") ? unzip(content, path) : content;
  const isIdx = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8;
  const start = 4 + 4 * bytes[3];
  if (!isIdx || bytes.length < start) {
    throw new RangeError(
      `readIdx: an IDX file of bytes is expected, but ${path} begins ${bytes.toString("hex", 0, 4)}`
    );
  }
  const shape = Array.from({length: bytes[3]}, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const size = shape.reduce((product, n) => product * n, 1);
  if (bytes.length - start !== size) {
    throw new RangeError(
      `readIdx: shape [${shape}] holds ${size} bytes, but ${path} has ${bytes.length - start}`
    );
  }
  return {shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + start, size)};
}

function unzip(content: Buffer, path: string): Buffer {
  try {
    return gunzipSync(content);
  } catch (cause) {
    throw new RangeError(`readIdx: ${path} cannot be unpacked (${(cause as Error).message})`, {
      cause
    });
  }
}

/** Reads a split from the two IDX files of its pictures and its labels. */
export async function readIdxSplit(imagesPath: string, labelsPath: string): Promise<Split> {
  const [images, labels] = await Promise.all([readIdx(imagesPath), readIdx(labelsPath)]);
  const [n, height, width] = images.shape;
  if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== n) {
    throw new RangeError(
      `readIdx: n pictures [n,height,width] and n labels [n] are expected, but got ` +
        `[${images.shape}] and [${labels.shape}] (${imagesPath})`
    );
  }
  return {images: {shape: [n, height, width, 1], data: images.data}, labels: labels.data};
}

/** Writes an IDX file, packed. */
export async function writeIdx(path: string, {shape, data}: Idx): Promise<void> {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  shape.forEach((n, axis) => header.writeUInt32BE(n, 4 + 4 * axis));
  await writeFile(path, gzipSync(Buffer.concat([header, data]), {level: 9}));
}
