// Square covers over a picture, and what is left of it to be seen.
import type {NDArray} from "../ndarray.ts";

/** Where covers of one size are put. */
export interface Covers {
  /** Side of a cover, in pixels. */
  size: number;
  /** Upper edge of the cover at each place down, in pixels. */
  rows: number[];
  /** Left edge of the cover at each place across, in pixels. */
  columns: number[];
}

/** Covers of one size all over a picture, a step apart; the last ones end at the border. */
export function coversOf([height, width]: readonly number[], size: number, stride: number): Covers {
  return {size, rows: edges(height, size, stride), columns: edges(width, size, stride)};
}

function edges(length: number, size: number, stride: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start + size <= length; start += stride) starts.push(start);
  if (stride <= size && starts[starts.length - 1] + size < length) starts.push(length - size);
  return starts;
}

/** Upper and left edge of every cover, row by row. */
export const placesOf = ({rows, columns}: Covers): (readonly [top: number, left: number])[] =>
  rows.flatMap((top) => columns.map((left) => [top, left] as const));

/** A picture with a cover on it. */
export function cover(
  {shape, data}: NDArray,
  [top, left]: readonly [top: number, left: number],
  size: number,
  fill: readonly number[]
): NDArray {
  const [, width, channels] = shape;
  const covered = Float32Array.from(data);
  for (let i = top; i < top + size; ++i) {
    for (let j = left; j < left + size; ++j) covered.set(fill, (i * width + j) * channels);
  }
  return {shape, data: covered};
}

/** For each pixel the mean over all covers that hide it, `height · width` numbers; 0 where none does. */
export function meanOverCovers(
  [height, width]: readonly number[],
  covers: Covers,
  values: ArrayLike<number>
): Float64Array {
  const sums = new Float64Array(height * width);
  const counts = new Uint32Array(height * width);
  placesOf(covers).forEach(([top, left], k) => {
    for (let i = top; i < top + covers.size; ++i) {
      for (let j = left; j < left + covers.size; ++j) {
        sums[i * width + j] += values[k];
        ++counts[i * width + j];
      }
    }
  });
  // With a stride beyond the cover's side some pixels are never hidden.
  return sums.map((sum, p) => sum / Math.max(1, counts[p]));
}
