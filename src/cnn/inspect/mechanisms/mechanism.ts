// How one number of a layer's output comes about, and which numbers another one goes into.
import type {NDArray} from "../../ndarray.ts";
import type {Step} from "../graph.ts";

/** One number of a layer's output or input; row and column are 0 where there is no map. */
export interface Unit {
  row: number;
  column: number;
  channel: number;
}

/** A step with all that it computes with. */
export interface Workings {
  readonly step: Step;
  /** What it is given, `[height, width, channels]` or `[units]`. */
  readonly inputs: readonly NDArray[];
  /** What it gives. */
  readonly output: NDArray;
  /** Its weights by their names: `kernel`, `bias`. */
  readonly weights: Readonly<Record<string, NDArray | undefined>>;
}

/** One term of a sum: a number of the input, and what it is multiplied by. */
export interface Term extends Unit {
  /** Which of the inputs it is of. */
  input: number;
  weight: number;
}

/** A sum: of `height × width × depth` terms, in this order, and a bias. */
export interface Sum {
  terms: Term[];
  height: number;
  width: number;
  depth: number;
  bias: number;
}

/** A number of the output that an input goes into, and what it is multiplied by there. */
export interface Use {
  unit: Unit;
  weight: number;
}

export interface Mechanism {
  /** The sum that makes one number of the output, before the activation. */
  readonly sum: (workings: Workings, unit: Unit) => Sum;
  /**
   * Where a number of an input goes, with the slope of the sum there. A layer without it has more to it
   * than a sum.
   */
  readonly uses?: (workings: Workings, input: number, from: Unit) => Use[];
  /** Whether it only moves numbers. */
  readonly isMove?: boolean;
}

/** Height, width and channels of an array; a row of units is one pixel. */
export function extentOf({shape}: NDArray): [height: number, width: number, channels: number] {
  return shape.length === 3 ? [shape[0], shape[1], shape[2]] : [1, 1, shape[shape.length - 1]];
}

/** Where a unit's number lies in its array; −1 in the padding. */
export function placeOf(array: NDArray, {row, column, channel}: Unit): number {
  const [height, width, channels] = extentOf(array);
  if (row < 0 || row >= height || column < 0 || column >= width) return -1;
  return (row * width + column) * channels + channel;
}

/** A sum of one term. */
export function oneTerm(
  unit: Unit,
  {input = 0, weight = 1, bias = 0}: {input?: number; weight?: number; bias?: number} = {}
): Sum {
  return {terms: [{...unit, input, weight}], height: 1, width: 1, depth: 1, bias};
}
