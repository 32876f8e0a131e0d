import {decode, type Pixels} from "./decode.ts";

export interface LoadImgOptions {
  /** `[height, width]` in pixels; defaults to the picture's own. */
  targetSize?: readonly [height: number, width: number];
  /** Defaults to `"rgb"`. */
  colorMode?: "grayscale" | "rgb" | "rgba";
  /** Whether a picture of other proportions is cropped in the middle; by default it is stretched. */
  keepAspectRatio?: boolean;
}

const channelsOf = {grayscale: 1, rgb: 3, rgba: 4} as const;

/**
 * Loads a photo the way Keras's `load_img` does: the first of the five steps from a file to its classes.
 *
 * `readImage` is this and `imgToArray` in one.
 *
 * @param file - path, or the content of an image file
 * @returns the picture as bytes, row by row
 * @throws RangeError if the file is missing, empty, broken or no picture, is too large, or an option is none
 *
 * @example
 * ```ts
 * const img = await loadImg("cat.jpg", {targetSize: [224, 224]});
 * imgToArray(img).shape; // [224, 224, 3]
 * ```
 */
export async function loadImg(
  file: string | Uint8Array,
  {targetSize, colorMode = "rgb", keepAspectRatio = false}: LoadImgOptions = {}
): Promise<Pixels> {
  if (!Object.hasOwn(channelsOf, colorMode)) {
    const known = Object.keys(channelsOf).join(", ");
    throw new RangeError(`loadImg: colorMode is one of ${known}, but got ${String(colorMode)}`);
  }
  if (targetSize !== undefined && !Array.isArray(targetSize)) {
    throw new RangeError(`loadImg: targetSize is [height, width], but got ${String(targetSize)}`);
  }
  const fit = keepAspectRatio ? "cover" : "fill";
  return decode(file, "loadImg", {size: targetSize, channels: channelsOf[colorMode], fit});
}
