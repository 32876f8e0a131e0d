// How figures read the numbers they are given, and say them in words.
import {fromNested, hasShapeAndData, kindOf, type NDArray, type Nested} from "../ndarray.ts";

/** Shape and data, row by row: an NDArray, or a dataset's pictures, which are bytes. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: NDArray["data"] | Uint8Array | Int32Array;
}

/** An array of numbers: shape and data, or nested as one writes it. */
export type Values = Numbers | Nested;

/** A row of numbers. */
export type Vector = Numbers | ArrayLike<number>;

/**
 * Reads an array, of this library or nested.
 *
 * @param ranks - the numbers of axes it may have
 * @throws TypeError if it is neither
 * @throws RangeError if it has another number of axes, or no values
 */
export function readArray(
  x: Values,
  caller: string,
  name: string,
  ranks: readonly number[],
  axes: string
): Numbers {
  const array = isNumbers(x) ? x : nested(x, caller, name);
  if (!ranks.includes(array.shape.length)) {
    throw new RangeError(`${caller}: ${name} is ${axes}, but got shape [${array.shape}]`);
  }
  if (array.data.length === 0) {
    throw new RangeError(
      `${caller}: ${name} holds at least one value, but got shape [${array.shape}]`
    );
  }
  return array;
}

/** Reads a row of numbers; it may be empty. */
export function readVector(x: Vector, caller: string, name: string): ArrayLike<number> {
  if (isNumbers(x)) {
    if (x.shape.length !== 1) {
      throw new RangeError(
        `${caller}: ${name} is a row of numbers, but got an array of shape [${x.shape}]`
      );
    }
    return x.data;
  }
  if (Array.isArray(x) || ArrayBuffer.isView(x)) return x;
  throw new TypeError(`${caller}: ${name} is a row of numbers, but got ${kindOf(x)}`);
}

export const isNumbers = (x: unknown): x is Numbers => hasShapeAndData(x);

function nested(x: unknown, caller: string, name: string): Numbers {
  if (!Array.isArray(x)) {
    throw new TypeError(
      `${caller}: ${name} is an NDArray or nested arrays of numbers, but got ${kindOf(x)}`
    );
  }
  return fromNested(x as Nested, {dtype: "float64"});
}

/** What there is to say of an array's values; `min` and the rest are NaN when none is finite. */
export interface Facts {
  count: number;
  min: number;
  max: number;
  mean: number;
  /** Standard deviation. */
  std: number;
  /** How many values are NaN or infinite. */
  gaps: number;
}

/** Least, most and mean of the finite values. */
export function factsOf(values: ArrayLike<number>): Facts {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  let finite = 0;
  for (let i = 0; i < values.length; ++i) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    ++finite;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const mean = sum / finite;
  for (let i = 0; i < values.length; ++i) {
    if (Number.isFinite(values[i])) squares += (values[i] - mean) ** 2;
  }
  const gaps = values.length - finite;
  if (finite === 0) return {count: values.length, min: NaN, max: NaN, mean: NaN, std: NaN, gaps};
  return {count: values.length, min, max, mean, std: Math.sqrt(squares / finite), gaps};
}

/** The facts in words: `"values from 0 to 1, mean 0.13"`. */
export function inWords({count, min, max, mean, gaps}: Facts): string {
  if (gaps === count) return "no finite value";
  // What is left of a sum that should be 0 is not a fact.
  const shownMean = Math.abs(mean) < 1e-6 * Math.max(-min, max) ? 0 : mean;
  const range =
    min === max
      ? `every value ${short(min)}`
      : `values from ${short(min)} to ${short(max)}, mean ${short(shownMean)}`;
  return gaps ? `${range}; ${plural(gaps, "value")} not finite, left blank` : range;
}

/** A number for a reader: four significant digits, a true minus sign. */
export function short(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return `${value}`.replace("-", "−");
  return `${Number(value.toPrecision(digits))}`.replace("-", "−");
}

/** A number for the figure's data: so many significant digits, `null` where it is not finite. */
export function round(value: number, digits = 5): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}

/** One matrix of numbers for plotly, from every `step`-th value beginning at `start`. */
export function toRows(
  data: ArrayLike<number>,
  height: number,
  width: number,
  {start = 0, step = 1, digits = 5}: {start?: number; step?: number; digits?: number} = {}
): (number | null)[][] {
  return Array.from({length: height}, (_, row) =>
    Array.from({length: width}, (_, col) => round(data[start + (row * width + col) * step], digits))
  );
}

/** `"1 value"`, `"2 values"`. */
export function plural(n: number, word: string): string {
  return `${n.toLocaleString("en-US")} ${word}${n === 1 ? "" : "s"}`;
}

/** `"a, b and c"`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** A sentence: its first letter large, a full stop at its end. */
export function sentence(text: string): string {
  const end = /[.!?]$/.test(text) ? "" : ".";
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${end}`;
}
