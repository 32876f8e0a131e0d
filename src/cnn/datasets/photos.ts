import type {ReadImageOptions} from "../image/decode.ts";
import {readImage} from "../image/readImage.ts";
import type {NDArray} from "../ndarray.ts";
import {shipped} from "./shipped.ts";

/** A photo that comes with the library. */
export interface Photo {
  readonly name: string;
  /** What it shows, in words. */
  readonly title: string;
  readonly licence: string;
  /** Who took it, and where it was published. */
  readonly origin: string;
}

/** The photos, all free to use, as scikit-image publishes them, here as JPEG files. */
export const photos: readonly Photo[] = [
  {
    name: "astronaut",
    title: "the astronaut Eileen Collins before a flag and a model of a space shuttle",
    licence: "public domain",
    origin: "NASA, Great Images in NASA, https://flic.kr/p/r9qvLn"
  },
  {
    name: "brick",
    title: "a brick wall, in grey",
    licence: "CC0 1.0",
    origin: "CC0Textures, https://cc0textures.com/view.php?tex=Bricks25"
  },
  {
    name: "camera",
    title: "a man behind a camera on a tripod, in grey",
    licence: "CC0 1.0",
    origin: "Lav Varshney, https://github.com/scikit-image/scikit-image/issues/3927"
  },
  {
    name: "chelsea",
    title: "Chelsea, a tabby cat, seen close",
    licence: "CC0 1.0",
    origin: "Stéfan van der Walt, https://scikit-image.org/docs/stable/api/skimage.data.html"
  },
  {
    name: "coffee",
    title: "a cup of coffee with a spoon on a wooden table",
    licence: "CC0 1.0",
    origin:
      "Rachel Michetti, courtesy of Pikolo Espresso Bar, " +
      "https://scikit-image.org/docs/stable/api/skimage.data.html"
  },
  {
    name: "rocket",
    title: "a Falcon 9 with DSCOVR on its pad at dusk",
    licence: "public domain",
    origin: "SpaceX, https://www.flickr.com/photos/spacexphotos/16511594820"
  }
];

/**
 * One of the photos that come with the library.
 *
 * @param name - its name in `photos`
 * @returns the picture, `[height, width, channels]`, brightness 0 (black) to 255 (white)
 * @throws RangeError if there is no photo of that name
 *
 * @example
 * ```ts
 * const cat = await datasets.photo("chelsea", {size: [224, 224]}); // [224, 224, 3]
 * const grey = await datasets.photo("camera", {channels: 1}); // [512, 512, 1]
 * ```
 */
export async function photo(name: string, options: ReadImageOptions = {}): Promise<NDArray> {
  if (!photos.some((one) => one.name === name)) {
    const names = photos.map((one) => one.name).join(", ");
    throw new RangeError(`photo: the photos are ${names}, but got ${name}`);
  }
  return readImage(shipped(`photos/${name}.jpg`), options);
}
