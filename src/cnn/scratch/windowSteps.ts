import type {Windows} from "./windows.ts";

/** One window of a sliding layer: which output it makes, and which pixels it looks at. */
export interface WindowStep {
  /** Row and column of the output pixel. */
  output: readonly [row: number, col: number];
  /** Rows of the image that the window covers; below 0 or past the last one in the padding. */
  rows: readonly number[];
  /** Columns of the image that the window covers, likewise. */
  cols: readonly number[];
  /** For each row and column of the window, whether it lies in the padding. */
  padded: readonly (readonly boolean[])[];
}

/** Goes through the windows in reading order. */
export function* windowSteps(
  height: number,
  width: number,
  rows: Windows,
  cols: Windows
): Generator<WindowStep, void> {
  for (let i = 0; i < rows.count; ++i) {
    for (let j = 0; j < cols.count; ++j) {
      const rowsCovered = covered(rows, i);
      const colsCovered = covered(cols, j);
      const padded = rowsCovered.map((row) =>
        colsCovered.map((col) => row < 0 || row >= height || col < 0 || col >= width)
      );
      yield {output: [i, j], rows: rowsCovered, cols: colsCovered, padded};
    }
  }
}

function covered({taps, stride, dilation, before}: Windows, i: number): number[] {
  return Array.from({length: taps}, (_, a) => i * stride + a * dilation - before);
}
