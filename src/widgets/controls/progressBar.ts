import {Control, plain} from "../control.ts";
import {boundsInWords, checkBounds, checkWithin} from "./bounds.ts";
import type {ControlOptions} from "./sliders.ts";

/**
 * A bar that code moves.
 *
 * @throws RangeError if value, min and max do not fit together
 *
 * @example
 * ```ts
 * const bar = progressBar({max: 10, description: "epochs"});
 * bar.value = 3;
 * ```
 */
export function progressBar(
  options: Omit<ControlOptions, "disabled"> & {
    /** Where it begins; defaults to `min`. */
    value?: number;
    /** Defaults to 0. */
    min?: number;
    /** Defaults to 100. */
    max?: number;
    /** Its colour; defaults to that of the theme. */
    barStyle?: "" | "success" | "info" | "warning" | "danger";
    /** Defaults to `"horizontal"`. */
    orientation?: "horizontal" | "vertical";
  } = {}
): Control<number> {
  const {min = 0, max = 100} = options;
  checkBounds("progressBar", {min, max});
  const {value = min} = options;
  const check = (value: number): void => checkWithin("progressBar", value, {min, max});
  check(value);
  const range = boundsInWords({min, max});
  return new Control("FloatProgress", {...options, min, max, value}, plain(check, range));
}
