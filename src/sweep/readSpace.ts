// Spaces as a command line, a file or a notebook's own parameters have them.

import type {DimensionSpec, ParameterValue, SpaceSpec} from "./space.ts";

/** What a line `const rate = 0.1; // @param {…}` of a notebook says of a parameter. */
export interface Parameter {
  name: string;
  type: "integer" | "number" | "boolean" | "string";
  min?: number;
  max?: number;
  step?: number;
  scale?: "log";
  choices?: ParameterValue[];
  /** Whether the line has an annotation. */
  isAnnotated: boolean;
}

const forms =
  "log:MIN:MAX, float:MIN:MAX[:STEP], int:MIN:MAX[:STEP], logint:MIN:MAX, or values with commas between";

/**
 * Reads what `-p` gives: `lr=log:1e-4:1e-1`, `filters=8,16`, or a name alone for the range that the
 * notebook itself declares.
 *
 * @param texts - one for each parameter
 * @param declared - the notebook's parameters, if there is a notebook
 * @throws RangeError if one is not of these forms, or a name is there twice
 *
 * @example
 * ```ts
 * readSpace(["rate=log:1e-4:0.1", "filters=8,16"]);
 * // {rate: {type: "log", min: 1e-4, max: 0.1}, filters: [8, 16]}
 * ```
 */
export function readSpace(
  texts: readonly string[],
  declared: readonly Parameter[] = []
): Record<string, DimensionSpec> {
  const space = new Map<string, DimensionSpec>();
  for (const text of texts) {
    const [, name, value] = /^([A-Za-z_$][\w$]*)(?:=(.+))?$/s.exec(text) ?? [];
    if (name === undefined) throw new RangeError(`-p takes name=space, but got ${text}`);
    if (space.has(name)) throw new RangeError(`-p gives ${name} twice`);
    space.set(name, value === undefined ? own(name, declared) : readDimension(name, value));
  }
  return Object.fromEntries(space);
}

function readDimension(name: string, text: string): DimensionSpec {
  const [kind = "", ...rest] = text.split(":");
  const numbers = rest.map((part) => (part.trim() === "" ? NaN : Number(part)));
  const [min = NaN, max = NaN, step] = numbers;
  const isRange = (most: number): boolean =>
    numbers.length >= 2 && numbers.length <= most && numbers.every(Number.isFinite);
  switch (kind) {
    case "log":
      if (isRange(2)) return {type: "log", min, max};
      break;
    case "logint":
      if (isRange(2)) return {type: "integer", min, max, scale: "log"};
      break;
    case "float":
      if (isRange(3)) return {type: "float", min, max, ...(step !== undefined && {step})};
      break;
    case "int":
      if (isRange(3)) return {type: "integer", min, max, ...(step !== undefined && {step})};
      break;
    default:
      if (rest.length === 0) return text.split(",").map((part) => readValue(part.trim()));
  }
  throw new RangeError(`-p ${name}: ${forms} are expected, but got ${text}`);
}

function readValue(text: string): ParameterValue {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text))
    ? Number(text)
    : text.replace(/^"(.*)"$/, "$1");
}

function own(name: string, declared: readonly Parameter[]): DimensionSpec {
  const parameter = declared.find((one) => one.name === name);
  const spec = parameter && rangeOf(parameter);
  if (spec !== undefined) return spec;
  throw new RangeError(
    `-p ${name}: without = the notebook says what it may be (@param with a range or choices), ` +
      (parameter ? `but it says neither` : `but it has no parameter of that name`)
  );
}

/** What a notebook's parameter may be, by its annotation; undefined where that gives no bounds. */
function rangeOf({type, min, max, step, scale, choices}: Parameter): DimensionSpec | undefined {
  if (choices) return choices;
  if (type === "boolean") return {type: "boolean"};
  if (type === "string" || min === undefined || max === undefined) return undefined;
  if (type === "integer") {
    return scale === "log" ? {type, min, max, scale} : {type, min, max, ...(step && {step})};
  }
  return scale === "log" ? {type: "log", min, max} : {type: "float", min, max, ...(step && {step})};
}

/**
 * The space that a notebook's own annotations span: every parameter that is said to be within bounds
 * or one of some choices.
 *
 * @example
 * ```ts
 * spaceOfNotebook(parseParameters('const rate = 0.1; // @param {type:"number", min:0.01, max:1, scale:"log"}'));
 * // {rate: {type: "log", min: 0.01, max: 1}}
 * ```
 */
export function spaceOfNotebook(parameters: readonly Parameter[]): SpaceSpec {
  const entries = parameters
    .filter(({isAnnotated}) => isAnnotated)
    .flatMap((parameter) => {
      const spec = rangeOf(parameter);
      return spec === undefined ? [] : [[parameter.name, spec] as const];
    });
  return Object.fromEntries(entries);
}
