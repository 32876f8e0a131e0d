// From numbers to pixels: colours, and PNG files.
import {encode} from "fast-png";
import type {Colorscale} from "./theme.ts";

/** A picture as a screen has it: 4 bytes a pixel (red, green, blue, opacity), row by row. */
export interface Pixels {
  height: number;
  width: number;
  data: Uint8Array;
}

/** The least side of a PNG that stands for a figure, in pixels: a digit of 28 is hard to see. */
const visibleSide = 256;

/** A transparent picture. */
export function blank(height: number, width: number): Pixels {
  return {height, width, data: new Uint8Array(height * width * 4)};
}

/**
 * Colours a matrix by a scale. A value that is not finite becomes a transparent pixel.
 *
 * @param range - the values at the two ends of the scale
 */
export function paint(
  data: ArrayLike<number>,
  height: number,
  width: number,
  colorscale: Colorscale,
  [low, high]: readonly [number, number],
  {start = 0, step = 1}: {start?: number; step?: number} = {}
): Pixels {
  const pixels = blank(height, width);
  const table = colorTable(colorscale);
  for (let i = 0; i < height * width; ++i) {
    const value = data[start + i * step];
    if (!Number.isFinite(value)) continue;
    const level = Math.round(fraction(value, low, high) * 255);
    pixels.data.set(table.subarray(level * 3, level * 3 + 3), i * 4);
    pixels.data[i * 4 + 3] = 255;
  }
  return pixels;
}

/** The pixels of a picture of 3 channels (red, green, blue) or 4 (and opacity). */
export function paintColor(
  data: ArrayLike<number>,
  height: number,
  width: number,
  channels: number,
  [low, high]: readonly [number, number],
  start = 0
): Pixels {
  const pixels = blank(height, width);
  for (let i = 0; i < height * width; ++i) {
    let finite = true;
    for (let c = 0; c < channels; ++c) {
      const value = data[start + i * channels + c];
      finite &&= Number.isFinite(value);
      pixels.data[i * 4 + c] = Math.round(fraction(value, low, high) * 255);
    }
    if (channels === 3) pixels.data[i * 4 + 3] = 255;
    if (!finite) pixels.data[i * 4 + 3] = 0;
  }
  return pixels;
}

function fraction(value: number, low: number, high: number): number {
  if (high === low) return 0.5;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

function colorTable(colorscale: Colorscale): Uint8Array {
  const table = new Uint8Array(256 * 3);
  for (let level = 0; level < 256; ++level) {
    const position = level / 255;
    let k = 1;
    while (k < colorscale.length - 1 && position > colorscale[k][0]) ++k;
    const [[from, a], [to, b]] = [colorscale[k - 1], colorscale[k]];
    const t = (position - from) / (to - from);
    for (let c = 0; c < 3; ++c) {
      const [x, y] = [a, b].map((hex) => parseInt(hex.slice(1 + 2 * c, 3 + 2 * c), 16));
      table[level * 3 + c] = Math.round(x + (y - x) * t);
    }
  }
  return table;
}

/** Copies one picture into another, its upper left corner at `(top, left)`. */
export function paste(into: Pixels, picture: Pixels, top: number, left: number): void {
  for (let row = 0; row < picture.height; ++row) {
    const from = picture.data.subarray(row * picture.width * 4, (row + 1) * picture.width * 4);
    into.data.set(from, ((top + row) * into.width + left) * 4);
  }
}

/** A smaller picture, each pixel the mean of a block of `factor × factor`. */
export function shrink(picture: Pixels, factor: number): Pixels {
  if (factor <= 1) return picture;
  const height = Math.ceil(picture.height / factor);
  const width = Math.ceil(picture.width / factor);
  const small = blank(height, width);
  for (let row = 0; row < height; ++row) {
    const bottom = Math.min((row + 1) * factor, picture.height);
    for (let col = 0; col < width; ++col) {
      const right = Math.min((col + 1) * factor, picture.width);
      const count = (bottom - row * factor) * (right - col * factor);
      for (let c = 0; c < 4; ++c) {
        let sum = 0;
        for (let a = row * factor; a < bottom; ++a) {
          const line = a * picture.width;
          for (let b = col * factor; b < right; ++b) sum += picture.data[(line + b) * 4 + c];
        }
        small.data[(row * width + col) * 4 + c] = Math.round(sum / count);
      }
    }
  }
  return small;
}

/** A PNG file of the picture as it is. */
function toPng(picture: Pixels): Uint8Array {
  return encode({...picture, channels: 4, depth: 8});
}

/** A PNG file of the picture, a small one enlarged by a whole factor so that its pixels are seen. */
export function toVisiblePng(picture: Pixels): Uint8Array {
  const side = Math.max(picture.height, picture.width);
  const factor = Math.max(1, Math.ceil(visibleSide / side));
  if (factor === 1) return toPng(picture);
  const large = blank(picture.height * factor, picture.width * factor);
  const from = new Uint32Array(picture.data.buffer);
  const to = new Uint32Array(large.data.buffer);
  for (let row = 0; row < large.height; ++row) {
    for (let col = 0; col < large.width; ++col) {
      to[row * large.width + col] =
        from[Math.floor(row / factor) * picture.width + Math.floor(col / factor)];
    }
  }
  return toPng(large);
}

/** The picture as an address that a browser shows: a PNG file in base64. */
export function toDataUri(picture: Pixels): string {
  return `data:image/png;base64,${Buffer.from(toPng(picture)).toString("base64")}`;
}
