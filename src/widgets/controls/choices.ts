import {isDeepStrictEqual} from "node:util";
import {type Codec, Control} from "../control.ts";
import type {ModelName} from "../models.ts";
import type {ControlOptions} from "./sliders.ts";

/** What there is to choose from: values, or values by the words for them. */
export type Options<T> = readonly T[] | Readonly<Record<string, T>>;

export interface ChoiceOptions<T, V = T> extends ControlOptions {
  /** What there is to choose from: values, or values by the words for them. */
  options: Options<T>;
  /** What it begins with; defaults to the first, of several choices to none. */
  value?: V;
}

/**
 * A list to choose from that opens when it is clicked.
 *
 * @throws RangeError if there is nothing to choose from, or the value is not among it
 *
 * @example
 * ```ts
 * dropdown({options: ["valid", "same"], description: "padding"}).value; // "valid"
 * dropdown({options: {"3 × 3": 3, "5 × 5": 5}}).value; // 3
 * ```
 */
export function dropdown<const T>(options: ChoiceOptions<T>): Control<T> {
  return choice("Dropdown", "dropdown", options);
}

/** A list to choose from that is always open. Throws as {@link dropdown} does. */
export function select<const T>(
  options: ChoiceOptions<T> & {
    /** How many lines are seen at once; defaults to 5. */
    rows?: number;
  }
): Control<T> {
  return choice("Select", "select", options);
}

/** A round button for each choice. Throws as {@link dropdown} does. */
export function radioButtons<const T>(
  options: ChoiceOptions<T> & {
    /** Defaults to `"vertical"`. */
    orientation?: "horizontal" | "vertical";
  }
): Control<T> {
  return choice("RadioButtons", "radioButtons", options);
}

/** A button for each choice, side by side. Throws as {@link dropdown} does. */
export function toggleButtons<const T>(
  options: ChoiceOptions<T> & {
    /** What is shown while the pointer rests on each. */
    tooltips?: readonly string[];
  }
): Control<T> {
  return choice("ToggleButtons", "toggleButtons", options);
}

/** A slider whose positions are the choices. Throws as {@link dropdown} does. */
export function selectionSlider<const T>(
  options: ChoiceOptions<T> & {
    /** Whether the value changes while one drags, or when one lets go; defaults to true. */
    continuousUpdate?: boolean;
  }
): Control<T> {
  return choice("SelectionSlider", "selectionSlider", options);
}

/**
 * A list from which any number is chosen.
 *
 * @throws RangeError if there is nothing to choose from, or a value is not among it
 *
 * @example
 * ```ts
 * selectMultiple({options: ["cat", "dog"], value: ["dog"]}).value; // ["dog"]
 * ```
 */
export function selectMultiple<const T>({
  options,
  value = [],
  ...rest
}: ChoiceOptions<T, readonly T[]> & {
  /** How many lines are seen at once; defaults to 5. */
  rows?: number;
}): Control<readonly T[]> {
  const {labels, values} = listed("selectMultiple", options);
  const find = (chosen: T): number => indexOf("selectMultiple", chosen, values, labels);
  const codec: Codec<readonly T[]> = {
    name: "index",
    read: (state) => (state as number[]).map((index) => at("selectMultiple", values, index)),
    write: (chosen) => chosen.map(find),
    range: `any of ${labels.join(", ")}`
  };
  const state = {...rest, _optionsLabels: labels, index: codec.write(value)};
  return new Control("SelectMultiple", state, codec);
}

function choice<T>(
  model: ModelName,
  who: string,
  {options, value, ...rest}: ChoiceOptions<T>
): Control<T> {
  const {labels, values} = listed(who, options);
  const codec: Codec<T> = {
    name: "index",
    read: (state) => at(who, values, state as number),
    write: (chosen) => indexOf(who, chosen, values, labels),
    range: `of ${labels.join(", ")}`
  };
  const index = value === undefined ? 0 : codec.write(value);
  return new Control(model, {...rest, _optionsLabels: labels, index}, codec);
}

function listed<T>(who: string, options: Options<T>): {labels: string[]; values: readonly T[]} {
  const isList = Array.isArray(options);
  const values = isList ? (options as readonly T[]) : Object.values(options as Record<string, T>);
  const labels = isList ? values.map(String) : Object.keys(options);
  if (values.length === 0)
    throw new RangeError(`${who}: there is something to choose from, but got no options`);
  return {labels, values};
}

function indexOf<T>(
  who: string,
  chosen: T,
  values: readonly T[],
  labels: readonly string[]
): number {
  const index = values.findIndex((value) => isDeepStrictEqual(value, chosen));
  if (index >= 0) return index;
  throw new RangeError(
    `${who}: value is one of ${labels.join(", ")}, but got ${JSON.stringify(chosen)}`
  );
}

function at<T>(who: string, values: readonly T[], index: number): T {
  if (index >= 0 && index < values.length) return values[index] as T;
  throw new RangeError(`${who}: there are ${values.length} options, but number ${index} is chosen`);
}
