import type {Box} from "./box.ts";
import {decode} from "../image/decode.ts";
import {kindOf, hasShapeAndData, type NDArray} from "../ndarray.ts";

/**
 * What an application looks at: a picture `[height, width, 1 or 3]` with brightness 0 to 255, as `readImage`
 * gives it, or the path or the content of an image file.
 */
export type PictureSource = NDArray | string | Uint8Array;

/** A picture in colour, row by row, brightness 0 to 255. */
export interface ColourPicture {
  readonly height: number;
  readonly width: number;
  /** Red, green and blue of each pixel. */
  readonly data: Float32Array | Float64Array | Uint8Array;
}

/**
 * Opens what the reader gave.
 *
 * @param who - the function that the reader called
 * @throws RangeError if it is no picture, or the file is missing or broken
 */
export async function openPicture(image: PictureSource, who: string): Promise<ColourPicture> {
  if (typeof image === "string" || image instanceof Uint8Array) return decode(image, who);
  if (!hasShapeAndData(image)) {
    throw new TypeError(`${who}: a picture is an array or an image file, but got ${kindOf(image)}`);
  }
  const {shape, data} = image;
  const [height, width, channels = 1] = shape;
  const fits = (shape.length === 3 || shape.length === 2) && (channels === 1 || channels === 3);
  if (!fits || height < 1 || width < 1) {
    throw new RangeError(
      `${who}: a picture is [height, width, 1 or 3], but got [${shape.join(",")}]`
    );
  }
  for (let k = 0; k < data.length; ++k) {
    if (data[k] >= 0 && data[k] <= 255) continue;
    throw new RangeError(`${who}: brightness is from 0 to 255, but value ${k} is ${data[k]}`);
  }
  if (channels === 1) {
    const colour = new Float32Array(data.length * 3);
    data.forEach((value, p) => colour.fill(value, p * 3, p * 3 + 3));
    return {height, width, data: colour};
  }
  return {height, width, data};
}

/** A window on a picture, turned or not: its upper left corner and its edges, `[row, column]` in pixels. */
export interface Window {
  readonly corner: readonly [number, number];
  /** From its upper left to its lower left corner. */
  readonly downward: readonly [number, number];
  /** From its upper left to its upper right corner. */
  readonly rightward: readonly [number, number];
}

/** The window that is a box, or the whole picture. */
export function windowOf({top, left, height, width}: Box): Window {
  return {corner: [top, left], downward: [height, 0], rightward: [0, width]};
}

/** The square around the middle of a box that its longer side fits in. */
export function squareAround({top, left, height, width}: Box): Box {
  const side = Math.max(height, width);
  return {
    top: top + (height - side) / 2,
    left: left + (width - side) / 2,
    height: side,
    width: side
  };
}

/** Places along each side of a new pixel, at most. */
const mostPlaces = 8;

/** What is seen through a window. */
export interface View extends NDArray {
  readonly data: Float32Array;
}

/**
 * What is in a window, in another size: each new pixel the mean of places evenly spread over it, at each of
 * which the up to four pixels around are weighed (bilinear). Beyond the picture it is black.
 *
 * @param size - new height and width, in pixels
 * @returns `[height, width, 3]`, in the picture's brightness
 */
export function view(
  picture: ColourPicture,
  {corner, downward, rightward}: Window,
  size: readonly [height: number, width: number]
): View {
  const [height, width] = size;
  const result = new Float32Array(height * width * 3);
  // As many places along each side of a new pixel as it covers old ones; of very many, a sample is enough.
  const spread = (edge: readonly [number, number], length: number): number =>
    Math.min(mostPlaces, Math.max(1, Math.round(Math.hypot(...edge) / length)));
  const [rows, columns] = [spread(downward, height), spread(rightward, width)];
  const share = 1 / (rows * columns);
  for (let i = 0; i < height * rows; ++i) {
    const down = (i + 0.5) / (height * rows);
    for (let j = 0; j < width * columns; ++j) {
      const right = (j + 0.5) / (width * columns);
      const row = corner[0] + down * downward[0] + right * rightward[0];
      const column = corner[1] + down * downward[1] + right * rightward[1];
      const at = (Math.floor(i / rows) * width + Math.floor(j / columns)) * 3;
      addPlace(picture, row - 0.5, column - 0.5, share, result, at);
    }
  }
  return {shape: [height, width, 3], data: result};
}

/** Adds a share of the colour at a place between pixels. */
function addPlace(
  {height, width, data}: ColourPicture,
  row: number,
  column: number,
  share: number,
  result: Float32Array,
  at: number
): void {
  if (row <= -1 || column <= -1 || row >= height || column >= width) return;
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const upper = Math.max(0, top) * width;
  const lower = Math.min(height - 1, top + 1) * width;
  const [before, after] = [Math.max(0, left), Math.min(width - 1, left + 1)];
  const [a, b, c, d] = [upper + before, upper + after, lower + before, lower + after];
  const shareA = share * (1 - down) * (1 - right);
  const shareB = share * (1 - down) * right;
  const shareC = share * down * (1 - right);
  const shareD = share * down * right;
  for (let k = 0; k < 3; ++k) {
    result[at + k] +=
      shareA * data[3 * a + k] +
      shareB * data[3 * b + k] +
      shareC * data[3 * c + k] +
      shareD * data[3 * d + k];
  }
}
