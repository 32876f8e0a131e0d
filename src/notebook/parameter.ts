import {closestName} from "./closestName.ts";
import type {ParameterType, ParameterValue} from "./parameterAnnotation.ts";

/** A parameter of a notebook, as a line of its cell tagged `parameters` declares it. */
export interface Parameter {
  name: string;
  type: ParameterType;
  /** What the line says now. */
  value: ParameterValue;
  /** What the author's line says: `default:`, or the value where that is not given. */
  default: ParameterValue;
  /** What a quick run takes. */
  quick?: ParameterValue;
  /** What it means, in words; empty where the line says nothing. */
  label: string;
  min?: number;
  max?: number;
  step?: number;
  scale?: "log";
  choices?: ParameterValue[];
  /** Whether the author asks for a slider. */
  isSlider: boolean;
  /** Whether the line has an annotation; one without takes any value of its type. */
  isAnnotated: boolean;
  /** The line in the cell, from 1. */
  line: number;
  /** Where the value's text starts and ends in the cell, in UTF-16 units. */
  start: number;
  end: number;
  /** What stands before the value: `const epochs = `. */
  declaration: string;
}

/**
 * The value as the parameter takes it: text is read as a number or as true and false where the
 * parameter is one.
 *
 * @param value - a value, or text as it stands on a command line
 * @param what - what errors call it
 * @throws RangeError if it is not of the type, outside the range or none of the choices
 *
 * @example
 * ```ts
 * checkParameter(epochs, "5"); // 5
 * checkParameter(epochs, 99); // RangeError: epochs is a whole number from 1 to 10, but got 99
 * ```
 */
export function checkParameter(
  parameter: Parameter,
  value: unknown,
  what: string = parameter.name
): ParameterValue {
  const {type, min = -Infinity, max = Infinity, step, choices} = parameter;
  const read = fromText(type, value);
  const isOfType =
    type === "integer"
      ? Number.isSafeInteger(read)
      : type === "number"
        ? Number.isFinite(read)
        : typeof read === type;
  const isInRange = typeof read !== "number" || (read >= min && read <= max);
  const isStep = type !== "integer" || step === undefined || isOnSteps(read as number, min, step);
  const isChoice = !choices || choices.includes(read as ParameterValue);
  if (isOfType && isInRange && isStep && isChoice) return read as ParameterValue;
  const closest =
    choices && typeof value === "string" ? closestName(value, choices.map(String)) : undefined;
  const hint = closest === undefined ? "" : ` (did you mean ${closest}?)`;
  const got = typeof value === "string" ? JSON.stringify(value) : String(value);
  throw new RangeError(`${what} is ${allowed(parameter)}, but got ${got}${hint}`);
}

/** Whole numbers go by the author's steps, as odd kernel sizes do; other numbers fall between them. */
function isOnSteps(value: number, min: number, step: number): boolean {
  return (value - (Number.isFinite(min) ? min : 0)) % step === 0;
}

function fromText(type: ParameterType, value: unknown): unknown {
  if (typeof value !== "string" || type === "string") return value;
  const text = value.trim();
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : value;
  return /^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)
    ? Number(text.replaceAll("_", ""))
    : value;
}

/** What values a parameter takes, in words: `a whole number from 1 to 10`. */
export function allowed({type, min, max, step = 1, choices}: Parameter): string {
  if (choices) return `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`;
  const kinds = {
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    string: "text"
  };
  const steps = type === "integer" && step !== 1 ? ` in steps of ${step}` : "";
  if (min !== undefined && max !== undefined) return `${kinds[type]} from ${min} to ${max}${steps}`;
  if (min !== undefined) return `${kinds[type]} of at least ${min}`;
  if (max !== undefined) return `${kinds[type]} of at most ${max}`;
  return kinds[type];
}

/**
 * Checks values by name against the parameters.
 *
 * @returns the values, as their parameters take them
 * @throws RangeError as {@link checkParameter}, or if there is no parameter of a name; the message
 *   has the nearest name
 */
export function checkParameters(
  parameters: readonly Parameter[],
  values: Readonly<Record<string, unknown>>
): Record<string, ParameterValue> {
  const names = parameters.map(({name}) => name);
  const checked = Object.entries(values).map(([name, value]): [string, ParameterValue] => {
    const parameter = parameters.find((parameter) => parameter.name === name);
    if (parameter) return [name, checkParameter(parameter, value)];
    const closest = closestName(name, names);
    const hint = closest === undefined ? "" : ` (did you mean ${closest}?)`;
    const known =
      names.length === 0 ? "there are no parameters" : `parameters are ${names.join(", ")}`;
    throw new RangeError(`${known}, but got ${name}${hint}`);
  });
  return Object.fromEntries(checked);
}

/** The type, in TypeScript, of the values that a parameter takes. */
export function typeOfParameter({type, choices}: Parameter): string {
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  return type === "integer" ? "number" : type;
}
