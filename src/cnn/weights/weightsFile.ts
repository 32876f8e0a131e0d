import type {WeightsFormat} from "./report.ts";

/** A weight in a file: where it belongs, and its values when they are asked for. */
export interface StoredWeight {
  /** Its whole name in the file. */
  readonly path: string;
  /** Name of its layer. */
  readonly layer: string;
  /** Its name in the layer, such as `"kernel"`; `""` where the file has only an order. */
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * Reads the values, as 32-bit floats.
   *
   * @throws RangeError if they are of a kind that cannot be read, or not there
   */
  readonly read: () => Float32Array;
}

/** A file of weights, open. */
export interface WeightsFile {
  readonly format: WeightsFormat;
  /** Its weights, layer after layer, in the file's order. */
  readonly weights: readonly StoredWeight[];
  readonly close: () => void;
}
