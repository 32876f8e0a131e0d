import {Control} from "./control.ts";
import {dropdown} from "./controls/choices.ts";
import {floatSlider, intSlider} from "./controls/sliders.ts";
import {checkbox} from "./controls/switches.ts";
import {text} from "./controls/texts.ts";

/**
 * A control, or what stands for one as in ipywidgets:
 *
 * | written | control |
 * |---|---|
 * | `[1, 7]`, `[1, 7, 2]` | a slider from, to, in steps of; it begins in the middle |
 * | `5`, `0.5` | a slider around the number |
 * | `["valid", "same"]` | a list to choose from |
 * | `{small: 3, large: 7}` | the same, with other words for the values |
 * | `true` | a box to tick |
 * | `"cat"` | a field for text |
 */
export type Abbreviation =
  | Control<unknown>
  | boolean
  | number
  | string
  | readonly [min: number, max: number, step?: number]
  | readonly unknown[]
  | Readonly<Record<string, unknown>>;

/** The values that a control has, or what stands for one. */
export type ValueOf<A> =
  A extends Control<infer T>
    ? T
    : A extends boolean
      ? boolean
      : A extends number
        ? number
        : A extends string
          ? string
          : A extends readonly number[]
            ? number
            : A extends readonly (infer T)[]
              ? T
              : A extends Readonly<Record<string, infer T>>
                ? T
                : never;

/**
 * The control that an abbreviation stands for.
 *
 * @param name - written beside it
 * @throws TypeError if it stands for none
 * @throws RangeError if the numbers of a slider do not fit together
 *
 * @example
 * ```ts
 * toControl("kernelSize", [1, 7, 2]).value; // 3
 * ```
 */
export function toControl(name: string, abbreviation: unknown): Control<unknown> {
  if (abbreviation instanceof Control) {
    if (abbreviation.label === "" && abbreviation.get("description") === "")
      abbreviation.set({description: name});
    return abbreviation as Control<unknown>;
  }
  if (typeof abbreviation === "boolean") return checkbox({value: abbreviation, description: name});
  if (typeof abbreviation === "string") return text({value: abbreviation, description: name});
  if (typeof abbreviation === "number") return slider(name, around(name, abbreviation));
  if (Array.isArray(abbreviation)) return fromList(name, abbreviation as unknown[]);
  if (isOptions(abbreviation)) return dropdown({options: abbreviation, description: name});
  throw new TypeError(`interact: ${name} is ${kinds}, but got ${words(abbreviation)}`);
}

const kinds =
  "[min, max], [min, max, step], a list of choices, {words: choice}, a number, a boolean, a string or a control";

interface Range {
  value: number;
  min: number;
  max: number;
  step?: number;
}

function fromList(name: string, list: readonly unknown[]): Control<unknown> {
  if (!list.every((value) => typeof value === "number") || list.length === 0) {
    if (list.length === 0)
      throw new TypeError(`interact: ${name} is a list of choices, but got an empty one`);
    return dropdown({options: list, description: name});
  }
  const [min, max, step] = list as number[];
  if (min === undefined || max === undefined || list.length > 3)
    throw new TypeError(
      `interact: ${name} is [min, max] or [min, max, step], but got ${words(list)}; numbers to choose from are dropdown({options: ${words(list)}})`
    );
  if (!(min < max) || (step !== undefined && !(step > 0 && step <= max - min)))
    throw new RangeError(
      `interact: ${name} goes from min up to max, with a step that fits between, but got ${words(list)}`
    );
  const isWhole = list.every(Number.isInteger);
  const middle = isWhole ? Math.floor((min + max) / 2) : (min + max) / 2;
  const steps = step === undefined ? 0 : Math.floor((middle - min) / step + 1e-9);
  // 0.1, not 0.09999999999999999.
  const value = step === undefined ? middle : Number((min + steps * step).toPrecision(12));
  return slider(name, {value, min, max, ...(step !== undefined && {step})});
}

/** ipywidgets' rule. */
function around(name: string, value: number): Range {
  if (!Number.isFinite(value))
    throw new TypeError(`interact: ${name} is a finite number, but got ${value}`);
  if (value === 0) return {value, min: 0, max: 1};
  const [min, max] = value > 0 ? [-value, 3 * value] : [3 * value, -value];
  return {value, min, max};
}

function slider(name: string, range: Range): Control<unknown> {
  const {value, min, max, step = 1} = range;
  const make = [value, min, max, step].every(Number.isInteger) ? intSlider : floatSlider;
  return make({...range, description: name});
}

function isOptions(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    Object.keys(value).length > 0
  );
}

const words = (value: unknown): string =>
  typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value));
