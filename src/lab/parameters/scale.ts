import type {Parameter} from "../../notebook/parameters.ts";

/** How a slider's positions are values: evenly, or by factors where the scale is logarithmic. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** `"any"` where a slider has no steps of its own. */
  readonly step: number | "any";
  toValue(position: number): number;
  toPosition(value: number): number;
}

/** Positions on a logarithmic slider, from one end to the other. */
const positions = 240;

/**
 * The scale of a parameter's slider.
 *
 * @example
 * ```ts
 * const {toValue} = sliderScale({min: 0.0001, max: 1, scale: "log", type: "number"});
 * toValue(120); // 0.01: half way
 * ```
 */
export function sliderScale({
  min = 0,
  max = 1,
  step,
  scale,
  type
}: Pick<Parameter, "min" | "max" | "step" | "scale" | "type">): Scale {
  if (scale !== "log") {
    const own = step ?? (type === "integer" ? 1 : niceStep(max - min));
    const digits = Math.max(0, -Math.floor(Math.log10(own)) + 1);
    return {
      min,
      max,
      step: own,
      toValue: (position) => Number(position.toFixed(digits)),
      toPosition: (value) => value
    };
  }
  const factor = Math.log(max / min);
  return {
    min: 0,
    max: positions,
    step: 1,
    // Three digits are more than a hand can set.
    toValue: (position) => {
      const value = Number((min * Math.exp((position / positions) * factor)).toPrecision(3));
      const whole = type === "integer" ? Math.round(value) : value;
      return Math.min(max, Math.max(min, whole));
    },
    toPosition: (value) => Math.round((positions * Math.log(value / min)) / factor)
  };
}

/** About a hundredth of a range, as 1, 2 or 5 times a power of ten. */
function niceStep(range: number): number {
  const power = 10 ** Math.floor(Math.log10(range / 100));
  const times = range / 100 / power;
  return (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10) * power;
}
