import {writeFile} from "node:fs/promises";
import {decode} from "../image/decode.ts";
import type {Split} from "./dataset.ts";

/**
 * Reads a split from one picture, tiled: a column for each class, its examples below one another.
 *
 * @param classes - number of columns
 * @param side - height and width of a tile, in pixels
 * @returns the examples row by row, so that the classes take turns
 */
export async function readTiles(path: string, classes: number, side: number): Promise<Split> {
  const {height, width, channels, data} = await decode(path, "readTiles");
  const n = (height / side) * classes;
  if (width !== classes * side || !Number.isInteger(n)) {
    throw new RangeError(
      `readTiles: ${classes} columns of ${side}×${side} pixels are expected, but ${path} has ` +
        `${height}×${width}`
    );
  }
  const tiles = new Uint8Array(data.length);
  for (const {tile, picture} of rowsOfTiles(n, classes, side, channels)) {
    tiles.set(data.subarray(picture, picture + side * channels), tile);
  }
  return {
    images: {shape: [n, side, side, channels], data: tiles},
    labels: Uint8Array.from({length: n}, (_, i) => i % classes)
  };
}

/** Writes a split whose classes take turns as one picture, without loss. */
export async function writeTiles(path: string, {images, labels}: Split): Promise<void> {
  const [n, side, , channels] = images.shape;
  const classes = new Set(labels).size;
  const data = new Uint8Array(images.data.length);
  for (const {tile, picture} of rowsOfTiles(n, classes, side, channels)) {
    data.set(images.data.subarray(tile, tile + side * channels), picture);
  }
  const {default: sharp} = await import("sharp");
  const raw = {width: classes * side, height: (n / classes) * side, channels: channels as 3};
  await writeFile(path, await sharp(data, {raw}).webp({lossless: true, effort: 6}).toBuffer());
}

/** Where each row of each tile begins: in the tiles one after the other, and in the picture. */
function* rowsOfTiles(
  n: number,
  classes: number,
  side: number,
  channels: number
): Generator<{tile: number; picture: number}> {
  for (let i = 0; i < n; ++i) {
    for (let y = 0; y < side; ++y) {
      const row = Math.floor(i / classes) * side + y;
      const column = (i % classes) * side;
      yield {
        tile: (i * side + y) * side * channels,
        picture: (row * classes * side + column) * channels
      };
    }
  }
}
