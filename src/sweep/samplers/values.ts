import type {Random} from "@convnotes/cnn";
import type {Dimension, ParameterValue} from "../space.ts";

/** A range in which values lie evenly: of the number itself, or of its logarithm. */
export interface Bounds {
  low: number;
  high: number;
}

type Numeric = Exclude<Dimension, {kind: "categorical"}>;

/**
 * The range to draw from. Values on steps, whole numbers among them, own half a step on both sides, so
 * that the first and the last are as likely as the others.
 */
export function boundsOf(dimension: Numeric): Bounds {
  const {low, high, log} = dimension;
  const half =
    dimension.kind === "integer" ? (log ? 0.5 : dimension.step / 2) : (dimension.step ?? 0) / 2;
  const scale = (value: number): number => (log ? Math.log(value) : value);
  return {low: scale(low - half), high: scale(high + half)};
}

/** Where a value lies in its bounds. */
export const place = (value: number, {log}: Numeric): number => (log ? Math.log(value) : value);

/** The value at a place of the bounds: on its step, within its range. */
export function valueAt(at: number, dimension: Numeric): number {
  const {low, high, log, step} = dimension;
  const value = log ? Math.exp(at) : at;
  if (dimension.kind === "float" && step === undefined) return clip(value, low, high);
  const width = step ?? 1;
  const stepped = low + Math.round((value - low) / width) * width;
  // Twelve digits: 0.1 · 3 is 0.3.
  return clip(Number(stepped.toPrecision(12)), low, high);
}

/** A value drawn evenly. */
export function draw(dimension: Dimension, random: Random): ParameterValue {
  if (dimension.kind === "categorical") {
    return dimension.choices[random.integer(dimension.choices.length)]!;
  }
  const {low, high} = boundsOf(dimension);
  return valueAt(low + random.uniform() * (high - low), dimension);
}

const clip = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
