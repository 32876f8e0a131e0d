import {decode, isNoPicture} from "../image/decode.ts";

export interface PictureOptions {
  /** `[height, width]` in pixels that every picture is brought to, or one number for a square. Defaults to 64. */
  size: number | readonly [number, number];
  /** `"fill"` stretches a picture of another shape, `"cover"` crops it. Defaults to `"fill"`. */
  fit: "fill" | "cover";
  /** 1 for grey, 3 for red, green, blue. Defaults to 3. */
  channels: 1 | 3;
  /**
   * What happens when a file is no picture, or a broken one: `"refuse"` throws and names it, `"skip"` leaves
   * it out and names it on the console. Defaults to `"refuse"`.
   */
  broken: "refuse" | "skip";
}

/** All options, with the defaults for those that are not given. */
export function pictureOptions({
  size = 64,
  fit = "fill",
  channels = 3,
  broken = "refuse"
}: Partial<PictureOptions>): PictureOptions {
  if (broken !== "refuse" && broken !== "skip") {
    throw new RangeError(
      `imageFolder: broken is "refuse" or "skip", but got ${JSON.stringify(broken)}`
    );
  }
  return {size, fit, channels, broken};
}

/** Pictures that were read, and which of the files they came from. */
export interface Pictures {
  readonly shape: [pictures: number, height: number, width: number, channels: number];
  readonly data: Uint8Array;
  /** Numbers of the files that were read, in their order. */
  readonly read: readonly number[];
}

/** Reads image files as pictures of one size, in the order of the files. */
export async function readPictures(
  files: readonly string[],
  who: string,
  {broken, ...options}: PictureOptions
): Promise<Pictures> {
  const {size, channels} = options;
  const [height, width] = typeof size === "number" ? [size, size] : size;
  const length = height * width * channels;
  const data = new Uint8Array(files.length * length);
  const skipped = new Set<number>();
  // A few at a time: decoding runs on other threads, and thousands of open files are too many.
  let next = 0;
  const readSome = async (): Promise<void> => {
    while (next < files.length) {
      const i = next++;
      try {
        const pixels = await decode(files[i], who, options);
        data.set(pixels.data, i * length);
      } catch (error) {
        if (broken === "refuse" || !isNoPicture(error)) throw error;
        skipped.add(i);
      }
    }
  };
  await Promise.all(Array.from({length: 8}, readSome));
  const read = [...files.keys()].filter((i) => !skipped.has(i));
  if (skipped.size > 0) {
    const names = files.filter((_, i) => skipped.has(i));
    console.warn(`${who}: ${names.length} files are no pictures, left out: ${names.join(", ")}`);
    read.forEach((i, k) => data.copyWithin(k * length, i * length, (i + 1) * length));
  }
  return {
    shape: [read.length, height, width, channels],
    data: data.subarray(0, read.length * length),
    read
  };
}
