import {writeFile} from "node:fs/promises";
import {extname} from "node:path";
import type {NDArray} from "../ndarray.ts";

export interface WriteImageOptions {
  /** Quality of a JPEG, 1 to 100. Defaults to 90. */
  quality?: number;
}

/**
 * Writes a picture as an image file, PNG or JPEG as the name ends.
 *
 * Values are rounded, and those below 0 or above 255 become 0 and 255.
 *
 * @param path - file to write, ending in `.png`, `.jpg` or `.jpeg`
 * @param image - `[height, width]` or `[height, width, channels]` with 1 (grey), 3 (red, green, blue) or
 *   4 channels (and opacity), brightness 0 to 255
 * @throws RangeError if the array is no picture, or the name ends otherwise
 *
 * @example
 * ```ts
 * await writeImage("edges.png", ndarray([1, 2], [0, 255])); // a black and a white pixel
 * ```
 */
export async function writeImage(
  path: string,
  image: NDArray,
  {quality = 90}: WriteImageOptions = {}
): Promise<void> {
  const kind = extname(path).toLowerCase();
  if (![".png", ".jpg", ".jpeg"].includes(kind)) {
    throw new RangeError(`writeImage: a name ends in .png, .jpg or .jpeg, but got ${path}`);
  }
  if (!Number.isInteger(quality) || quality < 1 || quality > 100) {
    throw new RangeError(`writeImage: quality is a whole number from 1 to 100, but got ${quality}`);
  }
  const [height, width, channels = 1] = image.shape;
  const isPicture =
    (image.shape.length === 2 || image.shape.length === 3) && [1, 3, 4].includes(channels);
  if (!isPicture || image.data.length === 0) {
    throw new RangeError(
      "writeImage: a picture is [height, width] or [height, width, 1, 3 or 4 channels], " +
        `but got [${image.shape}]`
    );
  }
  const wrong = image.data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `writeImage: brightness lies between 0 and 255, but value ${wrong} is ${image.data[wrong]}`
    );
  }
  const {default: sharp} = await import("sharp");
  // Storing a number in such an array rounds and limits it.
  const picture = sharp(Uint8ClampedArray.from(image.data), {
    raw: {width, height, channels: channels as 1 | 3 | 4}
  });
  if (channels === 1) picture.toColourspace("b-w");
  const encoded =
    kind === ".png" ? picture.png() : picture.flatten({background: "#fff"}).jpeg({quality});
  await writeFile(path, await encoded.toBuffer());
}
