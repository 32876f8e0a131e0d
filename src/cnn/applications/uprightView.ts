import type {ColourPicture} from "./picture.ts";
import type {Window} from "./window.ts";

/** Places along each side of a new pixel, at most. */
const mostPlaces = 8;

/** As many places along a side of a new pixel as it covers old ones; of very many, a sample is enough. */
export function placesFor(edge: readonly [number, number], length: number): number {
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

/** What is seen through a window that is not turned: rows and columns one after the other, which is less work. */
export function uprightView(
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
