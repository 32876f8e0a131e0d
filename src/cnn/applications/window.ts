import type {Box} from "./box.ts";

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
