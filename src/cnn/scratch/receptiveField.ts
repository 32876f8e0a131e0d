import type {Padding} from "./windows.ts";
import {checkPadding, windowsAlong} from "./windows.ts";

/** What a convolution or pooling layer is along one axis. */
export interface SlidingLayer {
  /** What to call it; not needed. */
  name?: string;
  /** Length of the kernel or of the pooling window, in taps. */
  kernelSize: number;
  /** Step between windows; defaults to 1, for pooling give the pool size. */
  strides?: number;
  /** `"valid"`, `"same"` or pixels on each side; defaults to `"valid"`. */
  padding?: Padding;
  /** Distance between neighbouring taps; defaults to 1. */
  dilationRate?: number;
}

/** What the units of one layer see of the input: unit i sees pixels `start + i·jump` to `start + i·jump + size − 1`. */
export interface ReceptiveField {
  name: string;
  /** How many pixels of the input one unit sees, along the axis. */
  size: number;
  /** How many pixels of the input lie between neighbouring units. */
  jump: number;
  /** The first pixel that the first unit sees; below 0 when it begins in the padding. */
  start: number;
  /** Number of units along the axis; with `inputSize` only. */
  outputSize?: number;
}

export interface ReceptiveFieldOptions {
  /** Length of the input along the axis, in pixels; only padding `"same"` after strides needs it. */
  inputSize?: number;
}

/**
 * How much of the input a unit of each layer sees, layer by layer.
 *
 *     size  ← size + (kernelSize − 1) · dilationRate · jump
 *     start ← start − padding · jump
 *     jump  ← jump · strides
 *
 * from size 1, jump 1 and start 0, the input's own pixels.
 *
 * @param layers - the stack, from the input up, along one axis
 * @returns what the units of each layer see, in the order of the layers
 * @throws RangeError if a number is no whole one, a window does not fit, or `"same"` padding with
 *   strides needs an input size that is not given
 * @see Araujo et al. (2019), Computing receptive fields of convolutional neural networks, Distill
 *
 * @example
 * ```ts
 * const layers = [{kernelSize: 3}, {kernelSize: 2, strides: 2}, {kernelSize: 3}];
 * receptiveField(layers).map(({size}) => size); // [3, 4, 8]
 * ```
 */
export function receptiveField(
  layers: readonly SlidingLayer[],
  {inputSize}: ReceptiveFieldOptions = {}
): ReceptiveField[] {
  if (inputSize !== undefined) checkWhole("inputSize", inputSize);
  let [size, jump, start, length] = [1, 1, 0, inputSize];
  return layers.map((layer, l) => {
    const {kernelSize, strides = 1, padding = "valid", dilationRate = 1} = layer;
    const name = layer.name ?? `layer ${l + 1}`;
    for (const [what, value] of Object.entries({kernelSize, strides, dilationRate})) {
      checkWhole(`${what} of ${name}`, value);
    }
    checkPadding("receptiveField", padding);
    if (length === undefined && padding === "same" && strides > 1) {
      throw new RangeError(
        `receptiveField: padding "same" with strides depends on the input size, ` +
          `but none is given (${name}, strides ${strides})`
      );
    }
    // Without strides, "same" pads any length alike; where the length is unknown, any will do.
    const long = length ?? kernelSize * dilationRate;
    const {before, count} = windowsAlong(long, kernelSize, strides, padding, dilationRate);
    if (count < 1) {
      throw new RangeError(
        `receptiveField: a window of ${kernelSize} does not fit in a length of ${long} (${name}, ` +
          `padding ${padding}, dilationRate ${dilationRate})`
      );
    }
    size += (kernelSize - 1) * dilationRate * jump;
    start -= before * jump;
    jump *= strides;
    if (length === undefined) return {name, size, jump, start};
    length = count;
    return {name, size, jump, start, outputSize: count};
  });
}

function checkWhole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`receptiveField: ${name} is a whole number from 1 up, but got ${value}`);
  }
}
