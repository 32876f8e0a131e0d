import type {NDArray} from "../ndarray.ts";

/**
 * A map in the size of its picture, each pixel the weighted mean of the up to four around its place (bilinear).
 *
 * @param map - `[height, width]`
 * @param size - new height and width, in pixels
 */
export function stretch(
  {shape: [height, width], data}: NDArray,
  [newHeight, newWidth]: readonly [number, number]
): NDArray {
  const result = new Float32Array(newHeight * newWidth);
  const columns = Array.from({length: newWidth}, (_, j) => between(j, width, newWidth));
  for (let i = 0, at = 0; i < newHeight; ++i) {
    const [above, below, down] = between(i, height, newHeight);
    for (const [left, right, across] of columns) {
      const upper =
        data[above * width + left] * (1 - across) + data[above * width + right] * across;
      const lower =
        data[below * width + left] * (1 - across) + data[below * width + right] * across;
      result[at++] = upper * (1 - down) + lower * down;
    }
  }
  return {shape: [newHeight, newWidth], data: result};
}

/** The two old places around a new one, and the share of the second. */
function between(at: number, length: number, newLength: number): [number, number, number] {
  const place = Math.min(length - 1, Math.max(0, ((at + 0.5) * length) / newLength - 0.5));
  const before = Math.floor(place);
  return [before, Math.min(length - 1, before + 1), place - before];
}
