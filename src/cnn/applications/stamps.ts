import {decode} from "../image/decode.ts";
import {shipped} from "../datasets/shipped.ts";
import {photo, photos} from "../datasets/photos.ts";
import type {NDArray} from "../ndarray.ts";
import {random, type Random} from "../random.ts";
import type {Box} from "./box.ts";

/** Height and width of a stamp in the file, in pixels. */
export const stampSide: number = 64;
/** Stamps in a row of the file. */
export const stampColumns: number = 16;
/** Stamps to learn from; those after them are for judging. */
const stampsToLearnFrom = 96;
/** What part of each photo's width, from the left, is to learn from; the rest is for judging. */
const widthToLearnFrom = 0.6;

/** Pictures with stamps on them, and where the stamps are, to the pixel. */
export interface StampedPhotos {
  /** `[n, size, size, 3]`, brightness 0 to 1. */
  readonly images: NDArray;
  /** 1 where a stamp is, 0 where not, `[n, size, size, 1]`. */
  readonly masks: NDArray;
  /** The box around the stamp of each picture that has one stamp only; around all, where there are more. */
  readonly boxes: readonly Box[];
}

export interface StampsOptions {
  /** Pictures to make. */
  count: number;
  /** Height and width of a picture, in pixels; defaults to 48. */
  size?: number;
  /** Stamps and pieces of photos to learn from, or others to be judged by; defaults to `"train"`. */
  split?: "train" | "test";
  /** Draws stamps, places, sizes and pieces of photos; defaults to 1. */
  seed?: number;
}

/**
 * Makes pictures whose every pixel has a name: stamps (small pictures with transparent surroundings) put on
 * pieces of photos. The opacity of the stamp is the mask, exact to the pixel, and nobody had to draw it.
 *
 *     picture = α · stamp + (1 − α) · photo,   mask = 1 where α ≥ ½
 *
 * Four pictures in five have one stamp, the others two smaller ones. The test split has other stamps than the training
 * split, and pieces of other parts of the photos.
 *
 * @throws RangeError if count or size is no whole number from 1 (size: 16) up
 *
 * @example
 * ```ts
 * const {images, masks} = await applications.stampsOnPhotos({count: 500});
 * images.shape; // [500, 48, 48, 3]
 * ```
 */
export async function stampsOnPhotos({
  count,
  size = 48,
  split = "train",
  seed = 1
}: StampsOptions): Promise<StampedPhotos> {
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(size) || size < 16) {
    throw new RangeError(
      `stampsOnPhotos: count is a whole number from 1 up and size from 16 up, but got ${count} and ${size}`
    );
  }
  const isTest = split === "test";
  const [sheet, ...grounds] = await Promise.all([
    decode(shipped("stamps/stamps.webp"), "stampsOnPhotos", {channels: 4}),
    ...photos.map(({name}) => photo(name))
  ]);
  const total = (sheet.height / stampSide) * stampColumns;
  const draws = random(seed);
  const images = new Float32Array(count * size * size * 3);
  const masks = new Float32Array(count * size * size);
  const boxes: Box[] = [];
  for (let n = 0; n < count; ++n) {
    const image = images.subarray(n * size * size * 3, (n + 1) * size * size * 3);
    const mask = masks.subarray(n * size * size, (n + 1) * size * size);
    cutPiece(grounds[draws.integer(grounds.length)], isTest, {image, size}, draws);
    const stamps = draws.uniform() < 0.8 ? 1 : 2;
    for (let k = 0; k < stamps; ++k) {
      const which = isTest
        ? stampsToLearnFrom + draws.integer(total - stampsToLearnFrom)
        : draws.integer(stampsToLearnFrom);
      press(sheet, which, {image, mask, size}, draws, stamps);
    }
    boxes.push(boxOf(mask, size));
  }
  return {
    images: {shape: [count, size, size, 3], data: images},
    masks: {shape: [count, size, size, 1], data: masks},
    boxes
  };
}

/**
 * Copies a small square piece of a photo, much enlarged, now and then mirrored: out of focus, as what lies
 * behind a thing is in a photo taken with a wide aperture.
 */
function cutPiece(
  {shape: [height, width, channels], data}: NDArray,
  isTest: boolean,
  {image, size}: {image: Float32Array; size: number},
  draws: Random
): void {
  const side = Math.round(size * (0.15 + 0.35 * draws.uniform()));
  const border = Math.round(width * widthToLearnFrom);
  const [first, last] = isTest ? [border, width - side] : [0, border - side];
  const [top, left] = [draws.integer(height - side + 1), first + draws.integer(last - first + 1)];
  const isMirrored = draws.uniform() < 0.5;
  const value = (row: number, column: number, c: number): number =>
    data[((top + row) * width + left + column) * channels + c] / 255;
  const places = Array.from({length: size}, (_, k) => {
    const place = Math.max(0, Math.min(side - 1, ((k + 0.5) * side) / size - 0.5));
    const before = Math.floor(place);
    return {before, after: Math.min(side - 1, before + 1), share: place - before};
  });
  for (let i = 0; i < size; ++i) {
    const row = places[i];
    for (let j = 0; j < size; ++j) {
      const column = places[isMirrored ? size - 1 - j : j];
      for (let c = 0; c < 3; ++c) {
        const between = (at: number): number =>
          value(at, column.before, c) * (1 - column.share) +
          value(at, column.after, c) * column.share;
        const [upper, lower] = [between(row.before), between(row.after)];
        image[(i * size + j) * 3 + c] = upper * (1 - row.share) + lower * row.share;
      }
    }
  }
}

/** Puts a stamp somewhere, in some size, mirrored or not, lighter or darker. */
function press(
  sheet: {width: number; data: Uint8Array},
  which: number,
  {image, mask, size}: {image: Float32Array; mask: Float32Array; size: number},
  draws: Random,
  stamps: number
): void {
  const [least, most] = stamps === 1 ? [0.6, 0.95] : [0.4, 0.6];
  const side = Math.round(size * (least + (most - least) * draws.uniform()));
  const [top, left] = [draws.integer(size - side + 1), draws.integer(size - side + 1)];
  const isMirrored = draws.uniform() < 0.5;
  const light = 0.75 + 0.25 * draws.uniform();
  const corner = {
    y: Math.floor(which / stampColumns) * stampSide,
    x: (which % stampColumns) * stampSide
  };
  const color = [0, 0, 0, 0];
  for (let i = 0; i < side; ++i) {
    for (let j = 0; j < side; ++j) {
      const column = isMirrored ? side - 1 - j : j;
      const y = ((i + 0.5) * stampSide) / side - 0.5;
      const x = ((column + 0.5) * stampSide) / side - 0.5;
      sample(sheet, corner, y, x, color);
      const opacity = color[3];
      const p = (top + i) * size + left + j;
      for (let c = 0; c < 3; ++c) {
        image[p * 3 + c] = color[c] * light + (1 - opacity) * image[p * 3 + c];
      }
      if (opacity >= 0.5) mask[p] = 1;
    }
  }
}

/** Writes colour times opacity, and opacity, 0 to 1, between the up to four pixels around a place (bilinear). */
function sample(
  {width, data}: {width: number; data: Uint8Array},
  corner: {y: number; x: number},
  y: number,
  x: number,
  result: number[]
): void {
  result.fill(0);
  const [top, left] = [Math.floor(y), Math.floor(x)];
  for (let a = 0; a < 2; ++a) {
    const row = corner.y + Math.min(stampSide - 1, Math.max(0, top + a));
    for (let b = 0; b < 2; ++b) {
      const column = corner.x + Math.min(stampSide - 1, Math.max(0, left + b));
      const share = (a ? y - top : 1 - y + top) * (b ? x - left : 1 - x + left);
      const p = (row * width + column) * 4;
      const opacity = (share * data[p + 3]) / 255;
      for (let c = 0; c < 3; ++c) result[c] += (opacity * data[p + c]) / 255;
      result[3] += opacity;
    }
  }
}

function boxOf(mask: Float32Array, size: number): Box {
  let [top, left, bottom, right] = [size, size, -1, -1];
  mask.forEach((inside, p) => {
    if (inside === 0) return;
    const [row, column] = [Math.floor(p / size), p % size];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
  });
  return {top, left, height: bottom - top + 1, width: right - left + 1};
}
