import {closestName} from "./closestName.ts";

export type ParameterValue = number | string | boolean;
export type ParameterType = "integer" | "number" | "boolean" | "string";

/** What stands after `@param`: `{type:"slider", min:1, max:9} label`, `["max", "average"] label`. */
export interface Annotation {
  choices?: ParameterValue[];
  /** Options by name; `type` is one of {@link annotationTypes}. */
  options: Record<string, ParameterValue>;
  label: string;
}

const annotationTypes = ["integer", "number", "slider", "boolean", "string"];

/** The options, and the type of each. What Colab knows and we have no use for is let through. */
const optionTypes: Record<string, string> = {
  ...{type: "string", min: "number", max: "number", step: "number", scale: "string"},
  ...{default: "any", quick: "any"},
  ...{"allow-input": "boolean", placeholder: "string", isTemplate: "boolean"}
};

/**
 * Reads the annotation of a parameter, as Colab writes it: choices in brackets, options in braces,
 * then the label. Names of options need no quotes.
 *
 * @param text - what stands after `@param`
 * @throws SyntaxError if brackets, braces or values are not well formed
 * @throws RangeError if an option is not known, or its value is not of its type
 *
 * @example
 * ```ts
 * parseAnnotation(' {type:"integer", min:1} passes over the data');
 * // {options: {type: "integer", min: 1}, label: "passes over the data"}
 * ```
 */
export function parseAnnotation(text: string): Annotation {
  const reader = new Reader(text);
  const choices = reader.isNext("[") ? reader.choices() : undefined;
  const options = reader.isNext("{") ? reader.options() : {};
  checkOptions(options);
  if (choices && choices.length === 0) throw new RangeError("choices are one or more, but got []");
  if (choices && new Set(choices.map((choice) => typeof choice)).size > 1) {
    throw new RangeError(`choices are of one type, but got ${JSON.stringify(choices)}`);
  }
  return {...(choices && {choices}), options, label: reader.rest()};
}

function checkOptions(options: Record<string, ParameterValue>): void {
  for (const [name, value] of Object.entries(options)) {
    const type = Object.hasOwn(optionTypes, name) ? optionTypes[name] : undefined;
    if (type === undefined) {
      const names = Object.keys(optionTypes);
      const closest = closestName(name, names);
      const hint = closest ? ` (did you mean ${closest}?)` : "";
      throw new RangeError(`options are ${names.join(", ")}, but got ${name}${hint}`);
    }
    if (type !== "any" && typeof value !== type) {
      throw new RangeError(`${name} is a ${type}, but got ${JSON.stringify(value)}`);
    }
  }
  const {type, scale} = options;
  if (type !== undefined && !annotationTypes.includes(type as string)) {
    throw new RangeError(`type is ${annotationTypes.join(", ")}, but got ${JSON.stringify(type)}`);
  }
  if (scale !== undefined && scale !== "log" && scale !== "linear") {
    throw new RangeError(`scale is "log" or "linear", but got ${JSON.stringify(scale)}`);
  }
}

/** A number, text in quotes, true or false. */
const literal =
  /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?:true|false)(?!\w)/;

/** The pattern of {@link literal}, for those who look for literals in code. */
export const literalPattern: string = literal.source;

/**
 * The value of a literal.
 *
 * @throws SyntaxError if the text is not a number, text in quotes, `true` or `false`
 */
export function readLiteral(text: string): ParameterValue {
  if (!new RegExp(`^(?:${literal.source})$`).test(text)) {
    throw new SyntaxError(`a value is a number, text in quotes, true or false, but got ${text}`);
  }
  if (text === "true" || text === "false") return text === "true";
  if (!/^["']/.test(text)) return Number(text.replaceAll("_", ""));
  if (text.startsWith('"')) return JSON.parse(text.replaceAll("\\'", "'")) as string;
  const inner = text.slice(1, -1).replace(/\\.|"/g, (part) => {
    if (part === "\\'") return "'";
    return part === '"' ? '\\"' : part;
  });
  return JSON.parse(`"${inner}"`) as string;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isNext(character: string): boolean {
    return this.#skip(/\s*/y) !== undefined && this.#text[this.#at] === character;
  }

  /** The label; Colab has none, and a comment sign before it does no harm. */
  rest(): string {
    return this.#text
      .slice(this.#at)
      .replace(/^\s*\/\//, "")
      .trim();
  }

  choices(): ParameterValue[] {
    return this.#list("]", () => this.#value());
  }

  options(): Record<string, ParameterValue> {
    const entries = this.#list("}", (): [string, ParameterValue] => {
      const name = this.#skip(/[A-Za-z_][\w-]*|"[\w-]+"|'[\w-]+'/y);
      if (name === undefined) throw this.#unexpected("the name of an option");
      this.#take(":");
      return [name.replace(/["']/g, ""), this.#value()];
    });
    return Object.fromEntries(entries);
  }

  #list<T>(close: string, read: () => T): T[] {
    this.#at++;
    const items: T[] = [];
    while (!this.isNext(close)) {
      if (items.length > 0) this.#take(",");
      if (this.isNext(close)) break;
      items.push(read());
    }
    this.#at++;
    return items;
  }

  #value(): ParameterValue {
    this.isNext("");
    const text = this.#skip(new RegExp(literal.source, "y"));
    if (text === undefined) throw this.#unexpected("a number, text in quotes, true or false");
    return readLiteral(text);
  }

  #take(character: string): void {
    if (!this.isNext(character)) throw this.#unexpected(`"${character}"`);
    this.#at++;
  }

  #skip(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text)?.[0];
    this.#at += match?.length ?? 0;
    return match;
  }

  #unexpected(expected: string): SyntaxError {
    const rest = this.#text.slice(this.#at).trim();
    return new SyntaxError(
      `expected ${expected}, but got ${rest ? `"${rest}"` : "the line's end"}`
    );
  }
}
