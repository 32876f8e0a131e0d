// What the functions of this folder ask of their arguments, and how they say so.
import type {NDArray} from "../ndarray.ts";
import {hasShapeAndData, kindOf} from "../ndarray.ts";

/**
 * Images as all functions here take them: one, `[height, width, channels]`, or a batch of them,
 * `[n, height, width, channels]`. One image counts as a batch of 1.
 */
export interface Images {
  n: number;
  height: number;
  width: number;
  channels: number;
  /** The shape of as many images of another size. */
  shapeOf(height: number, width: number, channels: number): number[];
}

/** Asks for an array: in a cell nothing stops a reader from giving a tensor, or nothing at all. */
export function checkArray(caller: string, name: string, x: NDArray): void {
  if (hasShapeAndData(x)) return;
  throw new TypeError(`${caller}: ${name} is an NDArray, but got ${kindOf(x)}`);
}

/** Reads the shape of one image or of a batch. */
export function imagesOf(caller: string, x: NDArray): Images {
  checkArray(caller, "x", x);
  const {shape} = x;
  if (shape.length !== 3 && shape.length !== 4) {
    throw new RangeError(
      `${caller}: x is an image [height, width, channels] or a batch [n, height, width, channels], ` +
        `but got shape [${shape}]`
    );
  }
  const [height, width, channels] = shape.slice(-3);
  const batch = shape.slice(0, -3);
  return {
    n: batch[0] ?? 1,
    height,
    width,
    channels,
    shapeOf: (...image) => [...batch, ...image]
  };
}

/** Asks for a number of axes; `axes` names them, as in `"[length, channels]"`. */
export function checkRank(
  caller: string,
  name: string,
  x: NDArray,
  rank: number,
  axes: string
): void {
  checkArray(caller, name, x);
  if (x.shape.length !== rank) {
    throw new RangeError(`${caller}: ${name} has shape ${axes}, but got [${x.shape}]`);
  }
}

/** Asks for one shape and no other. */
export function checkShape(
  caller: string,
  name: string,
  x: NDArray,
  expected: readonly number[]
): void {
  checkArray(caller, name, x);
  if (!sameShape(x.shape, expected)) {
    throw new RangeError(`${caller}: ${name} has shape [${expected}], but got [${x.shape}]`);
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}
