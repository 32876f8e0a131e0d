import {
  type Parameter,
  type ParameterValue,
  parseParameters
} from "../../src/notebook/parameters.ts";

/**
 * Knows which parameters of the notebook have another value than the author's, from the cells that
 * are run: those with `@param` lines say what the parameters are, and any later cell that gives one
 * of them a value changes it.
 *
 * The author's value is the line's `default:`, else the first value that was seen.
 */
export class ChangedParameters {
  readonly #defaults = new Map<string, ParameterValue>();
  readonly #changed = new Set<string>();

  get names(): string[] {
    return [...this.#changed];
  }

  /** Looks at a cell that is about to run. */
  see(code: string): void {
    if (this.#defaults.size === 0 && !code.includes("@param")) return;
    const declared = declarations(code);
    for (const parameter of declared) {
      const {name, value, default: author, isAnnotated} = parameter;
      if (!isAnnotated && !this.#defaults.has(name)) continue;
      if (author !== value || !this.#defaults.has(name)) this.#defaults.set(name, author);
      this.#set(name, value === this.#defaults.get(name));
    }
    const literal = new Set(declared.map(({name}) => name));
    for (const name of this.#defaults.keys()) {
      if (!literal.has(name) && isAssigned(code, name)) this.#set(name, false);
    }
  }

  #set(name: string, isDefault: boolean): void {
    if (isDefault) this.#changed.delete(name);
    else this.#changed.add(name);
  }
}

/** What cannot be read declares nothing: the lab and the runner say so to the reader. */
function declarations(code: string): Parameter[] {
  try {
    return parseParameters(code);
  } catch {
    return [];
  }
}

/** Whether a line gives the name a value that is computed. */
function isAssigned(code: string, name: string): boolean {
  const escaped = name.replaceAll("$", "\\$");
  return new RegExp(
    `^(?:(?:const|let|var)\\s+)?${escaped}\\s*(?::[^=\\n]+)?[-+*/%]?=(?![=>])`,
    "m"
  ).test(code);
}
