import {stat} from "node:fs/promises";
import type {Sharp} from "sharp";

/** The picture of an image file as bytes, in row-major order. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

export interface ReadImageOptions {
  /** 1 for grey, 3 for red, green, blue, 4 with opacity. Defaults to 3. */
  channels?: 1 | 3 | 4;
  /** `[height, width]` in pixels, or one number for a square; defaults to the picture's own. */
  size?: number | readonly [number, number];
  /**
   * How a picture of another shape is brought to the size: `"fill"` stretches it, `"cover"` keeps its
   * proportions and crops what stands out. Defaults to `"fill"`.
   */
  fit?: "fill" | "cover";
}

/** Pixels that a picture may have when it is read in full: 600 MB as numbers. */
const mostPixels = 50e6;

/**
 * Reads an image file as bytes.
 *
 * The picture is turned the way its camera says is up. Opacity is laid over white unless four channels
 * are asked for; 16 bits become 8, CMYK becomes RGB, and of an animation the first picture is taken.
 *
 *     grey = 0.299 red + 0.587 green + 0.114 blue
 *
 * @param file - path, or the content of an image file
 * @param who - the function that the reader called
 * @throws RangeError if there is no picture, it is broken, or it is too large
 * @see ITU-R BT.601-7 §2.5.1 on grey
 */
export async function decode(
  file: string | Uint8Array,
  who: string,
  {channels = 3, size, fit = "fill"}: ReadImageOptions = {}
): Promise<Pixels> {
  if (![1, 3, 4].includes(channels)) {
    throw new RangeError(`${who}: channels is 1, 3 or 4, but got ${channels}`);
  }
  const [height, width] = typeof size === "object" ? size : [size, size];
  if (size !== undefined && ![height, width].every((n) => Number.isInteger(n) && Number(n) > 0)) {
    throw new RangeError(
      `${who}: size is [height, width] in whole pixels, but got [${[height, width]}]`
    );
  }
  if (!["fill", "cover"].includes(fit)) {
    throw new RangeError(`${who}: fit is "fill" or "cover", but got ${JSON.stringify(fit)}`);
  }
  const name = typeof file === "string" ? file : `one of ${file.length} bytes`;
  await checkFile(file, who);
  // Loaded here, since few programs need it and it takes a while.
  const {default: sharp} = await import("sharp");
  try {
    let picture = sharp(file, {failOn: "error", autoOrient: true});
    if (size === undefined) await checkSize(picture, who, name);
    else picture = picture.resize({width, height, fit});
    if (channels !== 4) picture = picture.flatten({background: "#fff"});
    picture = picture.toColourspace("srgb");
    if (channels === 4) picture = picture.ensureAlpha();
    const {data, info} = await picture.raw({depth: "uchar"}).toBuffer({resolveWithObject: true});
    return {
      height: info.height,
      width: info.width,
      channels,
      data: channels === 1 ? toGrey(data, info.channels) : data
    };
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw new RangeError(`${who}: an image file is expected, but ${name} ${complaint(cause)}`, {
      cause
    });
  }
}

/** Whether `decode` threw since a file is no picture, and not for what else it was asked. */
export function isNoPicture(error: unknown): boolean {
  return error instanceof RangeError && / an image file is expected, but /.test(error.message);
}

/** Says in our words what the decoder would say in its own, or not at all. */
async function checkFile(file: string | Uint8Array, who: string): Promise<void> {
  if (typeof file !== "string") {
    if (file.length > 0) return;
    throw new RangeError(`${who}: an image file is expected, but got 0 bytes`);
  }
  const info = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === "ENOENT" ? "is not there" : `cannot be read (${cause.code})`;
    throw new RangeError(`${who}: an image file is expected, but ${file} ${what}`, {cause});
  });
  const what = info.isDirectory() ? "is a folder" : info.size === 0 ? "is empty" : undefined;
  if (what) throw new RangeError(`${who}: an image file is expected, but ${file} ${what}`);
}

async function checkSize(picture: Sharp, who: string, name: string): Promise<void> {
  const {width, height} = await picture.metadata();
  if (width * height <= mostPixels) return;
  throw new RangeError(
    `${who}: a picture has at most ${mostPixels / 1e6} million pixels when it is read in full, ` +
      `but ${name} has ${height}×${width}; with size it is read smaller`
  );
}

function complaint(cause: unknown): string {
  const message = (cause as Error).message.split("\n")[0].trim();
  if (/unsupported image format/i.test(message)) return "is none that can be read";
  if (/pixel limit/i.test(message)) return "has more than 268 million pixels";
  return `is broken (${message})`;
}

function toGrey(data: Uint8Array, channels: number): Uint8Array {
  const grey = new Uint8Array(data.length / channels);
  for (let i = 0, p = 0; i < grey.length; ++i, p += channels) {
    grey[i] = Math.round(0.299 * data[p] + 0.587 * data[p + 1] + 0.114 * data[p + 2]);
  }
  return grey;
}
