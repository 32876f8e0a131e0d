import type {NDArray} from "../ndarray.ts";
import {decode, type ReadImageOptions} from "./decode.ts";

/**
 * Reads an image file: PNG, JPEG, WebP, GIF, TIFF, AVIF or SVG.
 *
 * The picture is turned the way its camera says is up. Opacity is laid over white unless four channels
 * are asked for; 16 bits become 8, CMYK becomes RGB, and of an animation the first picture is taken.
 *
 *     grey = 0.299 red + 0.587 green + 0.114 blue
 *
 * @param file - path, or the content of an image file
 * @returns the picture, `[height, width, channels]`, brightness 0 (black) to 255 (white)
 * @throws RangeError if the file is missing, empty, broken or no picture, or is too large
 * @see ITU-R BT.601-7 §2.5.1 on grey
 *
 * @example
 * ```ts
 * const cat = await readImage("cat.jpg", {size: [224, 224]});
 * cat.shape; // [224, 224, 3]
 * ```
 */
export async function readImage(
  file: string | Uint8Array,
  options: ReadImageOptions = {}
): Promise<NDArray> {
  const {height, width, channels, data} = await decode(file, "readImage", options);
  return {shape: [height, width, channels], data: Float32Array.from(data)};
}
