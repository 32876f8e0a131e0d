import type {NDArray} from "../ndarray.ts";
import {dtypeOf} from "../ndarray.ts";
import {random} from "../random.ts";
import type {NamedArrays} from "./optimizer.ts";
import {checkShape} from "./shapes.ts";

export interface GradientCheckOptions {
  /** Half the distance between the two values of f that give a slope; defaults to 1e-5. */
  step?: number;
  /** Largest relative error that passes; defaults to 1e-7. */
  tolerance?: number;
  /**
   * Gradients smaller than this are compared against it; defaults to the smallest that can be
   * measured to within the tolerance, as rounding leaves the slope uncertain by `max(1, |f|)·ε / step`.
   */
  floor?: number;
  /** How many entries of each array to check, chosen at random; defaults to all of them. */
  samples?: number;
  /** Chooses the samples; defaults to 0. */
  seed?: number;
}

/** One entry of an array: its gradient as claimed and as measured. */
export interface GradientEntry {
  /** Name of the array. */
  parameter: string;
  /** Place in the array, one number an axis. */
  index: number[];
  analytic: number;
  numeric: number;
  relativeError: number;
}

/** How the entries of one array fared. */
export interface ParameterCheck {
  /** How many entries were compared; those that crossed a kink are not counted. */
  checked: number;
  maxRelativeError: number;
  /** The entry with the largest error; `undefined` if none was compared. */
  worst: GradientEntry | undefined;
}

export interface GradientCheck extends ParameterCheck {
  /** Whether something was compared in every array, and no relative error exceeds the tolerance. */
  ok: boolean;
  /** The same for each array, by name. */
  parameters: Record<string, ParameterCheck>;
  /** Entries where f has a corner within the step (a ReLU or a maximum changed sides), so that no slope can be measured. */
  kinks: GradientEntry[];
}

/**
 * Checks gradients against the slope of the function itself, by central differences.
 *
 *     numeric       = (f(w + h) − f(w − h)) / 2h
 *     relativeError = |analytic − numeric| / max(|analytic|, |numeric|, floor)
 *
 * In double precision 1e-7 and less is right; 1e-4 and more is a mistake, or a kink. An entry that
 * fails is measured again with shorter steps: a smooth curve bends alike at each of them, a corner
 * does not, and then the entry is reported among the kinks.
 *
 * @param f - computes the loss from the arrays; each entry is changed in place and put back
 * @param parameters - the arrays that f reads, in float64, by name
 * @param gradients - the claimed gradients of f, under the same names
 * @returns the worst entry, of all and of each array, and the kinks
 * @throws TypeError if an array is not float64
 * @throws RangeError if a name or a shape disagrees, a value is not finite, or the step is not above 0
 * @see Stanford CS231n, Neural networks part 3, Gradient checks
 *
 * @example
 * ```ts
 * const x = ndarray([2], [3, 4], {dtype: "float64"});
 * const f = () => x.data[0] ** 2 + x.data[1];
 * const wrong = ndarray([2], [5, 1]); // 2x is 6, not 5
 * const {worst} = gradientCheck(f, {x}, {x: wrong});
 * worst.index; // [0]
 * worst.numeric; // 6.0000…
 * worst.relativeError; // 0.1666…
 * ```
 */
export function gradientCheck(
  f: () => number,
  parameters: NamedArrays,
  gradients: NamedArrays,
  {step = 1e-5, tolerance = 1e-7, floor, samples = Infinity, seed = 0}: GradientCheckOptions = {}
): GradientCheck {
  checkArguments(parameters, gradients, step);
  const rounding = (Math.max(1, Math.abs(finite(f()))) * Number.EPSILON) / step;
  const least = floor ?? rounding / tolerance;
  const source = random(seed);
  const kinks: GradientEntry[] = [];
  const checks: Record<string, ParameterCheck> = {};
  for (const [parameter, array] of Object.entries(parameters)) {
    const check: ParameterCheck = {checked: 0, maxRelativeError: 0, worst: undefined};
    checks[parameter] = check;
    for (const at of source.permutation(array.data.length).slice(0, samples)) {
      const analytic = gradients[parameter].data[at];
      const numeric = slope(f, array, at, step);
      const scale = Math.max(Math.abs(analytic), Math.abs(numeric), least);
      const relativeError = Math.abs(analytic - numeric) / scale;
      const entry = {parameter, index: indexOf(at, array.shape), analytic, numeric, relativeError};
      if (relativeError > tolerance && isKink(f, array, at, step, analytic - numeric, rounding)) {
        kinks.push(entry);
      } else {
        ++check.checked;
        if (!check.worst || relativeError > check.worst.relativeError) check.worst = entry;
        check.maxRelativeError = check.worst.relativeError;
      }
    }
  }
  const all = Object.values(checks);
  const checked = all.reduce((sum, check) => sum + check.checked, 0);
  const maxRelativeError = Math.max(0, ...all.map((check) => check.maxRelativeError));
  const worst = all.find((check) => check.maxRelativeError === maxRelativeError)?.worst;
  const ok = maxRelativeError <= tolerance && all.every((check) => check.checked > 0);
  return {ok, checked, maxRelativeError, worst, parameters: checks, kinks};
}

/** Central difference: (f(w + h) − f(w − h)) / 2h. */
function slope(f: () => number, array: NDArray, at: number, h: number): number {
  return (valueAt(f, array, at, h) - valueAt(f, array, at, -h)) / (2 * h);
}

/** How much the slope changes from one side of w to the other: (f(w + h) − 2 f(w) + f(w − h)) / h. */
function bend(f: () => number, array: NDArray, at: number, h: number): number {
  const [right, here, left] = [h, 0, -h].map((shift) => valueAt(f, array, at, shift));
  return (right - 2 * here + left) / h;
}

/**
 * Whether a corner of f explains the difference. On a smooth curve the bend shrinks with the step;
 * at a corner it stays, or vanishes at once when the shorter step no longer reaches the corner.
 */
function isKink(
  f: () => number,
  array: NDArray,
  at: number,
  h: number,
  difference: number,
  rounding: number
): boolean {
  const whole = bend(f, array, at, h);
  const excess = [2, 4].map((part) => Math.abs(bend(f, array, at, h / part) * part - whole) / 2);
  // Rounding grows as the steps shrink, and must not be taken for a corner.
  return Math.max(...excess) > Math.max(Math.abs(difference) / 4, 32 * rounding);
}

function valueAt(f: () => number, {data}: NDArray, at: number, shift: number): number {
  const value = data[at];
  data[at] = value + shift;
  try {
    return finite(f());
  } finally {
    data[at] = value;
  }
}

function finite(y: number): number {
  if (!Number.isFinite(y)) {
    throw new RangeError(`gradientCheck: f gives a finite number, but gave ${y}`);
  }
  return y;
}

function checkArguments(parameters: NamedArrays, gradients: NamedArrays, step: number): void {
  if (!(step > 0)) throw new RangeError(`gradientCheck: step is above 0, but got ${step}`);
  const [names, gradientNames] = [parameters, gradients].map((arrays) =>
    Object.keys(arrays).sort()
  );
  if (names.length === 0 || names.join() !== gradientNames.join()) {
    throw new RangeError(
      `gradientCheck: there is a gradient for each parameter, but got ` +
        `parameters {${names.join(", ")}} and gradients {${gradientNames.join(", ")}}`
    );
  }
  for (const [name, array] of Object.entries(parameters)) {
    if (dtypeOf(array) !== "float64") {
      throw new TypeError(`gradientCheck: ${name} is a float64 array, but got ${dtypeOf(array)}`);
    }
    const gradient = gradients[name];
    checkShape("gradientCheck", `the gradient of ${name}`, gradient, array.shape);
    checkFinite(name, array);
    checkFinite(`the gradient of ${name}`, gradient);
  }
}

function checkFinite(name: string, {data, shape}: NDArray): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(
      `gradientCheck: ${name} holds finite numbers, but has ${data[at]} at [${indexOf(at, shape)}]`
    );
  }
}

/** The place of a value in row-major order as one number an axis. */
function indexOf(at: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (const length of shape.toReversed()) {
    index.unshift(at % length);
    at = Math.floor(at / length);
  }
  return index;
}
