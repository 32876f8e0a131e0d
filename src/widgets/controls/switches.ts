import {Control, plain} from "../control.ts";
import type {ControlOptions} from "./sliders.ts";

/**
 * A box to tick.
 *
 * @example
 * ```ts
 * checkbox({value: true, description: "use bias"}).value; // true
 * ```
 */
export function checkbox(
  options: ControlOptions & {
    /** What it begins with; defaults to false. */
    value?: boolean;
    /** Whether it begins where other controls do after their label; defaults to true. */
    indent?: boolean;
  } = {}
): Control<boolean> {
  return new Control("Checkbox", options, plain());
}

/** A button that stays down until it is pressed again. */
export function toggleButton(
  options: ControlOptions & {
    /** Whether it begins pressed; defaults to false. */
    value?: boolean;
    /** A name of Font Awesome: `"check"`. */
    icon?: string;
  } = {}
): Control<boolean> {
  return new Control("ToggleButton", options, plain());
}
