import type {NDArray} from "../ndarray.ts";

/** A rectangle of pixels; what lies below 0 is padding. */
interface Box {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** A unit that a number goes into, and what comes back from it. */
interface Share {
  row: number;
  column: number;
  channel: number;
  gradient: number;
  weight: number;
  share: number;
}

/** One number of a layer, as `inspect.microscope` tells it. */
export interface MicroscopeStep {
  layer: string;
  kind: string;
  row: number;
  column: number;
  channel: number;
  /** The map that it is one pixel of, `[height, width]`. */
  map: NDArray;
  /** What it sees of the picture. */
  field: Box & {seen: Box};
  rows: readonly number[];
  columns: readonly number[];
  /** Window, weights and products, `[rows, columns, depth]`. */
  window: NDArray;
  kernel: NDArray;
  products: NDArray;
  sum: number;
  bias: number;
  result: number;
  activation: string;
  value: number;
  from: readonly string[];
  depth: {of: "channel" | "unit" | "layer"; numbers: readonly number[]};
  backward?: {
    of: {readonly score: number} | {readonly loss: number};
    map: NDArray;
    arrived: number;
    sources: readonly {layer: string; share: number; units: readonly Share[]}[];
    slope: number | undefined;
    delta: number;
    sends: NDArray;
    kernelGradient: NDArray;
  };
}
