import {ndarray, type NDArray} from "../ndarray.ts";

/** A map in another size, bilinear; a pixel's value stands at its middle. */
export function resize({shape, data}: NDArray, height: number, width: number): NDArray {
  const [rows, columns] = shape;
  const down = places(rows, height);
  const across = places(columns, width);
  const map = new Float32Array(height * width);
  for (let i = 0; i < height; ++i) {
    const [above, below, v] = down[i];
    for (let j = 0; j < width; ++j) {
      const [left, right, u] = across[j];
      const at = (row: number, column: number): number => data[row * columns + column];
      const upper = at(above, left) * (1 - u) + at(above, right) * u;
      const lower = at(below, left) * (1 - u) + at(below, right) * u;
      map[i * width + j] = upper * (1 - v) + lower * v;
    }
  }
  return ndarray([height, width], map);
}

/** For each of the new places the two old ones that it lies between, and how near to the second. */
function places(from: number, to: number): (readonly [before: number, after: number, t: number])[] {
  return Array.from({length: to}, (_, k) => {
    const place = Math.min(from - 1, Math.max(0, ((k + 0.5) * from) / to - 0.5));
    const before = Math.floor(place);
    return [before, Math.min(from - 1, before + 1), place - before] as const;
  });
}
