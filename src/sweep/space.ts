/** A value that a trial tries. */
export type ParameterValue = number | string | boolean;

/** The values of a trial, by name. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** What a parameter may be, as one writes it. */
export type DimensionSpec =
  /** One of these; names and numbers, in no order. */
  | readonly ParameterValue[]
  /** This and nothing else. */
  | ParameterValue
  | {type: "choice"; values: readonly ParameterValue[]}
  | {type: "boolean"}
  /** A number, evenly; with a `step`, only `min`, `min + step`, …; a grid takes `points` of them. */
  | {type: "float"; min: number; max: number; step?: number; points?: number}
  /** A number, evenly in its logarithm. */
  | {type: "log"; min: number; max: number; points?: number}
  /** A whole number; `scale: "log"` for evenly in its logarithm. */
  | {type: "integer"; min: number; max: number; step?: number; scale?: "linear" | "log"};

/** What a sweep tries, by the name of the parameter. */
export type SpaceSpec = Readonly<Record<string, DimensionSpec>>;

/** What a parameter may be, checked and with nothing left out. */
export type Dimension =
  | {kind: "float"; low: number; high: number; log: boolean; step?: number; points: number}
  | {kind: "integer"; low: number; high: number; log: boolean; step: number}
  | {kind: "categorical"; choices: readonly ParameterValue[]};

/** Parameters in their order, with what they may be. */
export type Space = Readonly<Record<string, Dimension>>;

const types = ["choice", "boolean", "float", "log", "integer"] as const;
const options: Readonly<Record<(typeof types)[number], readonly string[]>> = {
  choice: ["values"],
  boolean: [],
  float: ["min", "max", "step", "points"],
  log: ["min", "max", "points"],
  integer: ["min", "max", "step", "scale"]
};

/** Values that a grid takes of a range without steps. */
const defaultPoints = 5;

/**
 * Checks a space and fills in what is left out.
 *
 * @param spec - what each parameter may be
 * @throws RangeError if there is no parameter, or what one may be contradicts itself; the message
 *   names the parameter
 *
 * @example
 * ```ts
 * toSpace({rate: {type: "log", min: 1e-4, max: 0.1}, filters: [8, 16]}).filters;
 * // {kind: "categorical", choices: [8, 16]}
 * ```
 */
export function toSpace(spec: SpaceSpec): Space {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) {
    throw new TypeError(
      `space: parameters by name are expected, but got ${JSON.stringify(spec) ?? "nothing"}`
    );
  }
  const entries = Object.entries(spec).map(([name, dimension]): [string, Dimension] => {
    try {
      return [name, toDimension(dimension)];
    } catch (cause) {
      throw new RangeError(`space: ${name}: ${(cause as Error).message}`, {cause});
    }
  });
  if (entries.length === 0) {
    throw new RangeError("space: at least one parameter is expected, but got {}");
  }
  return Object.fromEntries(entries);
}

function toDimension(spec: DimensionSpec): Dimension {
  if (isValue(spec)) return categorical([spec]);
  if (Array.isArray(spec)) return categorical(spec as readonly ParameterValue[]);
  if (typeof spec !== "object" || spec === null) {
    throw new RangeError(`a list of values or {type: …} is expected, but got ${show(spec)}`);
  }
  const given = spec as Record<string, unknown>;
  checkName("type", given.type, types);
  const type = given.type as (typeof types)[number];
  for (const name of Object.keys(given)) {
    if (name !== "type") checkName(`an option of type "${type}"`, name, options[type]);
  }
  switch (type) {
    case "boolean":
      return categorical([false, true]);
    case "choice":
      if (!Array.isArray(given.values)) {
        throw new RangeError(`values is a list, but got ${show(given.values)}`);
      }
      return categorical(given.values as ParameterValue[]);
    case "integer":
      return integer(given);
    default:
      return float(given, type === "log");
  }
}

function categorical(choices: readonly ParameterValue[]): Dimension {
  if (choices.length === 0) throw new RangeError("values are one or more, but got []");
  const wrong = choices.find((choice) => !isValue(choice));
  if (wrong !== undefined) {
    throw new RangeError(`a value is a number, text, true or false, but got ${show(wrong)}`);
  }
  const twice = choices.find((choice, i) => choices.indexOf(choice) !== i);
  if (twice !== undefined) {
    throw new RangeError(`a value is there once, but ${show(twice)} is there twice`);
  }
  return {kind: "categorical", choices: [...choices]};
}

function float(given: Record<string, unknown>, log: boolean): Dimension {
  const [low, high] = range(given, Number.isFinite, "a number");
  if (log && low <= 0) throw new RangeError(`min of a log scale is above 0, but got ${low}`);
  const {step, points = defaultPoints} = given as {step?: number; points?: number};
  if (step !== undefined && !(Number.isFinite(step) && step > 0)) {
    throw new RangeError(`step is a number above 0, but got ${show(step)}`);
  }
  if (!Number.isInteger(points) || points < 1) {
    throw new RangeError(`points is a whole number of 1 or more, but got ${show(points)}`);
  }
  return {
    kind: "float",
    low,
    high: step === undefined ? high : onSteps(low, high, step),
    log,
    ...(step !== undefined && {step}),
    points
  };
}

function integer(given: Record<string, unknown>): Dimension {
  const [low, high] = range(given, Number.isSafeInteger, "a whole number");
  const {step = 1, scale = "linear"} = given as {step?: number; scale?: string};
  if (!Number.isInteger(step) || step < 1) {
    throw new RangeError(`step is a whole number of 1 or more, but got ${show(step)}`);
  }
  checkName("scale", scale, ["linear", "log"]);
  const log = scale === "log";
  if (log && low < 1) throw new RangeError(`min of a log scale is above 0, but got ${low}`);
  if (log && step !== 1) throw new RangeError(`a log scale goes without step, but got ${step}`);
  return {kind: "integer", low, high: onSteps(low, high, step), log, step};
}

function range(
  {min, max}: Record<string, unknown>,
  isRight: (value: unknown) => boolean,
  what: string
): [number, number] {
  for (const [name, value] of Object.entries({min, max})) {
    if (!isRight(value)) throw new RangeError(`${name} is ${what}, but got ${show(value)}`);
  }
  if ((min as number) > (max as number)) {
    throw new RangeError(`min is at most max, but got ${min as number} and ${max as number}`);
  }
  return [min as number, max as number];
}

/** The greatest value of the steps that is in the range; ten digits, so that 0.1 · 3 is 0.3. */
function onSteps(low: number, high: number, step: number): number {
  const steps = Math.floor(Number(((high - low) / step).toFixed(10)));
  return Number((low + steps * step).toPrecision(12));
}

function checkName(what: string, name: unknown, names: readonly string[]): void {
  if (names.includes(name as string)) return;
  const known = names.length === 0 ? "not there" : `one of ${names.join(", ")}`;
  throw new RangeError(`${what} is ${known}, but got ${show(name)}`);
}

const isValue = (value: unknown): value is ParameterValue =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value));

const show = (value: unknown): string =>
  typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing");
