import {Control, plain} from "../control.ts";
import type {CommonOptions} from "../make.ts";
import {type Bounds, boundsInWords, checkBounds, checkWhole, checkWithin} from "./bounds.ts";

/** What can be said of every control. */
export interface ControlOptions extends CommonOptions {
  /** What is written beside it. */
  description?: string;
  /** Whether it can not be used for now; defaults to false. */
  disabled?: boolean;
}

export interface SliderOptions<T = number> extends ControlOptions {
  /** What it begins with; defaults to `min`, of two numbers to both ends. */
  value?: T;
  /** Defaults to 0. */
  min?: number;
  /** Defaults to 100. */
  max?: number;
  /** Defaults to 1, of numbers that are not whole to 0.1. */
  step?: number;
  /** Whether the value changes while one drags, or when one lets go; defaults to true. */
  continuousUpdate?: boolean;
  /** Defaults to `"horizontal"`. */
  orientation?: "horizontal" | "vertical";
  /** Whether the value is written beside it; defaults to true. */
  readout?: boolean;
  /** How the value is written, as d3-format says: `".2f"`. */
  readoutFormat?: string;
}

/**
 * A slider for whole numbers.
 *
 * @throws RangeError if value, min, max or step do not fit together, or are not whole
 *
 * @example
 * ```ts
 * const kernelSize = intSlider({value: 3, min: 1, max: 7, step: 2, description: "kernel size"});
 * kernelSize.onChange((size) => console.log(size));
 * kernelSize // shown below the cell
 * ```
 */
export function intSlider(options: SliderOptions = {}): Control<number> {
  const {min = 0, max = 100, step = 1} = options;
  checkWhole("intSlider", {min, max, step, value: options.value});
  return slider("IntSlider", "intSlider", {...options, min, max, step});
}

/**
 * A slider for numbers.
 *
 * @throws RangeError if value, min, max or step do not fit together
 *
 * @example
 * ```ts
 * floatSlider({value: 0.5, min: 0, max: 1, step: 0.05, description: "dropout"})
 * ```
 */
export function floatSlider(options: SliderOptions = {}): Control<number> {
  const {min = 0, max = 100, step = 0.1} = options;
  return slider("FloatSlider", "floatSlider", {...options, min, max, step});
}

/**
 * A slider for powers of a base: `min`, `max` and `step` are exponents, the value is the power.
 *
 * @throws RangeError if value, min, max or step do not fit together
 *
 * @example
 * ```ts
 * floatLogSlider({value: 1e-3, min: -5, max: -1, description: "learning rate"}).value; // 0.001
 * ```
 */
export function floatLogSlider(
  options: SliderOptions & {
    /** Defaults to 10. */
    base?: number;
  } = {}
): Control<number> {
  const {min = 0, max = 4, step = 0.1, base = 10} = options;
  checkBounds("floatLogSlider", {min, max, step});
  // The ends are powers that floating point may just miss.
  const ends = {min: base ** min * (1 - 1e-9), max: base ** max * (1 + 1e-9)};
  const {value = base ** min} = options;
  checkWithin("floatLogSlider", value, ends);
  const words = boundsInWords({min: base ** min, max: base ** max});
  return new Control(
    "FloatLogSlider",
    {...options, min, max, step, base, value},
    plain((value) => checkWithin("floatLogSlider", value, ends), words)
  );
}

/**
 * A slider for two whole numbers, the lower first.
 *
 * @throws RangeError if value, min, max or step do not fit together, or are not whole
 *
 * @example
 * ```ts
 * intRangeSlider({value: [2, 5], min: 0, max: 9, description: "classes"}).value; // [2, 5]
 * ```
 */
export function intRangeSlider(
  options: SliderOptions<readonly [number, number]> = {}
): Control<readonly [number, number]> {
  const {min = 0, max = 100, step = 1} = options;
  const [from, to] = options.value ?? [];
  checkWhole("intRangeSlider", {min, max, step, value: from, "value's end": to});
  return rangeSlider("IntRangeSlider", "intRangeSlider", {...options, min, max, step});
}

/**
 * A slider for two numbers, the lower first.
 *
 * @throws RangeError if value, min, max or step do not fit together
 */
export function floatRangeSlider(
  options: SliderOptions<readonly [number, number]> = {}
): Control<readonly [number, number]> {
  const {min = 0, max = 100, step = 0.1} = options;
  return rangeSlider("FloatRangeSlider", "floatRangeSlider", {...options, min, max, step});
}

function slider(
  model: "IntSlider" | "FloatSlider",
  who: string,
  options: SliderOptions & Bounds
): Control<number> {
  checkBounds(who, options);
  const {value = options.min} = options;
  const check = (value: number): void => checkWithin(who, value, options);
  check(value);
  return new Control(model, {...options, value}, plain(check, boundsInWords(options)));
}

function rangeSlider(
  model: "IntRangeSlider" | "FloatRangeSlider",
  who: string,
  options: SliderOptions<readonly [number, number]> & Bounds
): Control<readonly [number, number]> {
  checkBounds(who, options);
  const {value = [options.min, options.max]} = options;
  const check = ([from, to]: readonly [number, number]): void => {
    checkWithin(who, from, options);
    checkWithin(who, to, {...options, min: from});
  };
  check(value);
  return new Control(model, {...options, value}, plain(check, boundsInWords(options)));
}
