import {inspect} from "node:util";

export type NumericArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** What a reader wants to know of many numbers. */
export interface Summary {
  min: number;
  max: number;
  mean: number;
}

/** No reader looks at more, and more makes a notebook slow. */
const shownValues = 20;

export function isNumericArray(value: unknown): value is NumericArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) &&
    !(value instanceof BigUint64Array)
  );
}

/** The first values, and what all of them are like. */
export function numericArrayText(values: NumericArray): string {
  const text = inspect(values, {colors: true, maxArrayLength: shownValues});
  return values.length > shownValues ? `${text}\n${summaryText(summarise(values))}` : text;
}

export function summarise(values: ArrayLike<number>): Summary {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (let i = 0; i < values.length; ++i) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return {min, max, mean: sum / values.length};
}

export function summaryText({min, max, mean}: Summary): string {
  return `min ${number(min)}, max ${number(max)}, mean ${number(mean)}`;
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
