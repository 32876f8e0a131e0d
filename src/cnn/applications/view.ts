import type {Box} from "./box.ts";
import type {NDArray} from "../ndarray.ts";
import type {ColourPicture} from "./picture.ts";

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
  window: Window,
  [height, width]: readonly [height: number, width: number]
): View {
  const isTurned = window.downward[1] !== 0 || window.rightward[0] !== 0;
  const data = (isTurned ? turned : upright)(picture, window, [height, width]);
  return {shape: [height, width, 3], data};
}

/** As many places along a side of a new pixel as it covers old ones; of very many, a sample is enough. */
function placesFor(edge: readonly [number, number], length: number): number {
  return Math.min(mostPlaces, Math.max(1, Math.round(Math.hypot(...edge) / length)));
}

/** For each new pixel along an axis, from `first[i]` to `first[i + 1]`: its old ones, and their shares. */
interface Shares {
  readonly first: readonly number[];
  readonly at: readonly number[];
  readonly share: readonly number[];
}

function sharesAlong(corner: number, edge: number, newLength: number, length: number): Shares {
  const places = placesFor([edge, 0], newLength);
  const [first, at, share]: [number[], number[], number[]] = [[0], [], []];
  const add = (old: number, part: number): void => {
    const last = at.length - 1;
    if (last >= first[first.length - 1] && at[last] === old) share[last] += part;
    else if (part > 0) {
      at.push(old);
      share.push(part);
    }
  };
  for (let i = 0; i < newLength; ++i) {
    for (let k = 0; k < places; ++k) {
      const place = corner + ((i * places + k + 0.5) / (newLength * places)) * edge - 0.5;
      if (place <= -1 || place >= length) continue;
      const before = Math.floor(place);
      add(Math.max(0, before), (1 - (place - before)) / places);
      add(Math.min(length - 1, before + 1), (place - before) / places);
    }
    first.push(at.length);
  }
  return {first, at, share};
}

/** Rows and columns one after the other, which is the same, and less work. */
function upright(
  {height, width, data}: ColourPicture,
  {corner, downward, rightward}: Window,
  [newHeight, newWidth]: readonly [number, number]
): Float32Array {
  const rows = sharesAlong(corner[0], downward[0], newHeight, height);
  const columns = sharesAlong(corner[1], rightward[1], newWidth, width);
  const line = newWidth * 3;
  const across = new Map<number, Float32Array>();
  const rowAcross = (row: number): Float32Array => {
    const result = new Float32Array(line);
    for (let j = 0; j < newWidth; ++j) {
      for (let k = columns.first[j]; k < columns.first[j + 1]; ++k) {
        const from = (row * width + columns.at[k]) * 3;
        for (let c = 0; c < 3; ++c) result[3 * j + c] += columns.share[k] * data[from + c];
      }
    }
    return result;
  };
  const result = new Float32Array(newHeight * line);
  for (let i = 0; i < newHeight; ++i) {
    for (let k = rows.first[i]; k < rows.first[i + 1]; ++k) {
      const row = rows.at[k];
      // Those above are not looked at again.
      for (const old of across.keys()) if (old < row - 1) across.delete(old);
      const seen = across.get(row) ?? rowAcross(row);
      across.set(row, seen);
      for (let t = 0; t < line; ++t) result[i * line + t] += rows.share[k] * seen[t];
    }
  }
  return result;
}

function turned(
  picture: ColourPicture,
  {corner, downward, rightward}: Window,
  [height, width]: readonly [number, number]
): Float32Array {
  const result = new Float32Array(height * width * 3);
  const [rows, columns] = [placesFor(downward, height), placesFor(rightward, width)];
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
  return result;
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
