import {Control, plain} from "../control.ts";
import {boundsInWords, checkBounds, checkWhole, checkWithin} from "./bounds.ts";
import type {ControlOptions} from "./sliders.ts";

export interface NumberOptions extends ControlOptions {
  /** What it begins with; defaults to 0, or what of the bounds is nearest to it. */
  value?: number;
  /** With `max`: no less can be entered. */
  min?: number;
  /** With `min`: no more can be entered. */
  max?: number;
  /** By how much its arrows change it. */
  step?: number;
  /** Whether the value changes with each key, or when one is done; defaults to false. */
  continuousUpdate?: boolean;
}

/**
 * A field for a whole number.
 *
 * @throws RangeError if value, min and max do not fit together, or are not whole
 *
 * @example
 * ```ts
 * intText({value: 10, min: 1, max: 100, description: "epochs"})
 * ```
 */
export function intText(options: NumberOptions = {}): Control<number> {
  const {value, min, max, step} = options;
  checkWhole("intText", {value, min, max, step});
  return numberText(["IntText", "BoundedIntText"], "intText", options, (value) =>
    checkWhole("intText", {value})
  );
}

/**
 * A field for a number.
 *
 * @throws RangeError if value, min and max do not fit together
 */
export function floatText(options: NumberOptions = {}): Control<number> {
  return numberText(["FloatText", "BoundedFloatText"], "floatText", options, () => undefined);
}

function numberText(
  [free, bounded]: ["IntText", "BoundedIntText"] | ["FloatText", "BoundedFloatText"],
  who: string,
  options: NumberOptions,
  check: (value: number) => void
): Control<number> {
  const {min, max, step} = options;
  if (min === undefined && max === undefined)
    return new Control(free, {value: 0, ...options}, plain(check));
  if (min === undefined || max === undefined)
    throw new RangeError(`${who}: min and max come together, but got min ${min} and max ${max}`);
  const bounds = {min, max, step};
  checkBounds(who, bounds);
  const {value = Math.min(Math.max(0, min), max)} = options;
  const checkBoth = (value: number): void => {
    check(value);
    checkWithin(who, value, bounds);
  };
  checkBoth(value);
  return new Control(bounded, {...options, value}, plain(checkBoth, boundsInWords(bounds)));
}
