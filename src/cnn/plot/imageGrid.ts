import {type Figure, figure} from "./figure.ts";
import {paintPicture, pictureAxes, rangeOf, toPicture, type Picture} from "./image.ts";
import {toVisiblePng} from "./pixels.ts";
import {colorscales} from "./theme.ts";
import {type Tile, tiles} from "./tiles.ts";
import {
  factsOf,
  inWords,
  plural,
  sentence,
  readArray,
  type Values,
  type Numbers
} from "./values.ts";

export interface ImageGridOptions {
  title?: string;
  /** What stands above each picture: its class, as a rule. One for each picture. */
  labels?: ArrayLike<string | number>;
  /** Names of the classes whose numbers the labels are. */
  classNames?: readonly string[];
  /** Pictures in a row; defaults to what fits. */
  columns?: number;
  /** Most pictures to show, the first ones; defaults to 40, at most 100. */
  limit?: number;
  /** The values that are black and white for all pictures; defaults as for `image`. */
  range?: readonly [number, number];
}

const maxTiles = 100;

/**
 * Shows many pictures of one size side by side.
 *
 * @param images - pictures, `[n, height, width]` or `[n, height, width, channels]`, or a list of `n`
 *   pictures as `image` takes them
 * @throws RangeError if there is no picture, they differ in size, or there are not as many labels
 *
 * @example
 * ```ts
 * const {test, classNames} = await datasets.fashionMnist();
 * imageGrid(test.images, {labels: test.labels, classNames, limit: 20});
 * ```
 */
export function imageGrid(
  images: Numbers | readonly Values[],
  {title = "Pictures", labels, classNames, columns, limit = 40, range}: ImageGridOptions = {}
): Figure {
  const pictures = toPictures(images, "imageGrid");
  checkLabels(labels, pictures.length, "imageGrid");
  checkLimit(limit, "imageGrid");
  if (columns !== undefined && (!Number.isInteger(columns) || columns < 1)) {
    throw new RangeError(`imageGrid: columns is a whole number of 1 or more, but got ${columns}`);
  }
  const shown = pictures.slice(0, Math.min(limit, maxTiles));
  const names = labels && shown.map((_, n) => nameOf(labels[n], classNames));
  const {height, width, channels} = pictures[0];
  const all = concatenated(shown);
  const ends = range ?? rangeOf(all);
  const count = shownOf(shown.length, pictures.length, "picture");
  const {data, layout, png} = tiles(
    [
      {
        height,
        width,
        tiles: shown.map((picture, n): Tile => {
          const label = names?.[n] ?? "";
          const name = names ? `picture ${n}: ${label}` : `picture ${n}`;
          return channels === 1
            ? {label, name, values: {data: picture.data, start: 0, step: 1}}
            : {label, name, pixels: paintPicture(picture, ends)};
        }),
        columns,
        colorscale: colorscales.gray,
        range: ends,
        value: "value"
      }
    ],
    {title, note: `${count}, each ${height}×${width} pixels`}
  );
  const named = names
    ? ` Labels in reading order: ${names.slice(0, 20).join(", ")}` +
      `${shown.length > 20 ? ", …" : ""}.`
    : "";
  const kind = channels === 1 ? "grey" : "colour";
  return figure(
    {data, layout},
    {
      alt:
        `${sentence(title)} ${sentence(`${count}, each ${height}×${width} pixels, ${kind}, ${inWords(factsOf(all))}`)}` +
        named,
      png: () => toVisiblePng(png())
    }
  );
}

function nameOf(label: string | number, classNames: readonly string[] | undefined): string {
  if (!classNames) return `${label}`;
  const name = classNames[label as number];
  if (name === undefined) {
    throw new RangeError(
      `imageGrid: a label is one of 0 to ${classNames.length - 1}, but got ${label}`
    );
  }
  return name;
}

/** Reads a list of pictures of one size. */
export function toPictures(images: Numbers | readonly Values[], caller: string): Picture[] {
  if (Array.isArray(images) && images.length === 0) {
    throw new RangeError(`${caller}: expected at least one picture, but got none`);
  }
  const pictures = isListOfPictures(images)
    ? images.map((x) => toPicture(readArray(x, caller, "a picture", [2, 3], pictureAxes), caller))
    : split(
        readArray(
          images,
          caller,
          "images",
          [3, 4],
          "pictures [n, height, width] or [n, height, width, channels]"
        ),
        caller
      );
  const [first] = pictures;
  pictures.forEach((picture, n) => {
    if (
      picture.height !== first.height ||
      picture.width !== first.width ||
      picture.channels !== first.channels
    ) {
      throw new RangeError(
        `${caller}: expected pictures of one size, but picture ${n} is ${sizeOf(picture)} ` +
          `(picture 0 is ${sizeOf(first)})`
      );
    }
  });
  return pictures;
}

function isListOfPictures(images: unknown): images is readonly Values[] {
  // A nested array of numbers is read as one array; only a list of arrays is a list.
  return Array.isArray(images) && typeof images[0] === "object" && !Array.isArray(images[0]);
}

function split({shape: [n, ...shape], data}: Numbers, caller: string): Picture[] {
  const size = data.length / n;
  return Array.from({length: n}, (_, k) =>
    toPicture({shape, data: data.subarray(k * size, (k + 1) * size)}, caller)
  );
}

function sizeOf({height, width, channels}: Picture): string {
  return `[${[height, width, channels]}]`;
}

function concatenated(pictures: readonly Picture[]): Float64Array {
  const size = pictures[0].data.length;
  const all = new Float64Array(size * pictures.length);
  pictures.forEach(({data}, k) => all.set(data, k * size));
  return all;
}

export function checkLabels(
  labels: ArrayLike<unknown> | undefined,
  count: number,
  caller: string,
  what = "picture"
): void {
  if (labels && labels.length !== count) {
    throw new RangeError(
      `${caller}: expected one label for each ${what}, but got ${plural(labels.length, "label")} ` +
        `for ${plural(count, what)}`
    );
  }
}

export function checkLimit(limit: number, caller: string): void {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`${caller}: limit is a whole number of 1 or more, but got ${limit}`);
  }
}

/** `"12 pictures"`, or `"12 of 60,000 pictures"` where not all are shown. */
export function shownOf(shown: number, count: number, what: string): string {
  if (shown === count) return plural(count, what);
  return `${shown} of ${plural(count, what)}`;
}
