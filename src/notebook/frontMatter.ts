import {createRequire} from "node:module";
import type * as Yaml from "yaml";
import type {Notebook} from "./notebook.ts";

const require = createRequire(import.meta.url);

/** Loaded on first use: a server starts without it, and most notebooks are JSON. */
const yamlPackage = (): typeof Yaml => require("yaml") as typeof Yaml;

type Metadata = Notebook["metadata"];

/** The order of names: the kernel as every notebook has it, then what a lecture says of itself. */
const order = ["kernelspec", "title", "learn"];
const kernelspecOrder = ["name", "display_name", "language"];

const plain = {lineWidth: 0, defaultKeyType: "PLAIN", aliasDuplicateObjects: false} as const;

/**
 * The metadata of a notebook as YAML, in one order whatever order they are in: the kernel, title,
 * what the reader learns, then the rest by name.
 */
export function serializeFrontMatter(metadata: Metadata): string {
  // Read back, a name `jupyter` would not be metadata of that name, but all of it.
  if ("jupyter" in metadata) return yamlPackage().stringify({jupyter: sortKeys(metadata)}, plain);
  return Object.entries(inOrder(sortKeys(metadata), order))
    .map(([name, value]) => {
      const written = name === "kernelspec" ? inOrder(value as object, kernelspecOrder) : value;
      // Titles have colons, so they are quoted, all of them.
      const quotes = name === "title" ? "QUOTE_DOUBLE" : "PLAIN";
      return yamlPackage().stringify({[name]: written}, {...plain, defaultStringType: quotes});
    })
    .join("");
}

/**
 * The metadata that YAML holds. What Jupytext keeps under `jupyter` is the notebook's own.
 *
 * @throws SyntaxError if it is no YAML or no mapping; the message names the line, counted from the
 *   first of the text
 */
export function parseFrontMatter(yaml: string): Metadata {
  const document = yamlPackage().parseDocument(yaml, {intAsBigInt: false});
  const [error] = document.errors;
  if (error) {
    const line = (error.linePos?.[0].line ?? 1) + 1;
    const [message = ""] = error.message.split(/ at line \d+/);
    throw new SyntaxError(`front matter: line ${line} is not YAML (${message})`);
  }
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SyntaxError(`front matter: expected names with values, but got ${yaml.trim()}`);
  }
  const {jupyter, ...metadata} = value as Record<string, unknown>;
  const own = typeof jupyter === "object" && jupyter !== null ? jupyter : {};
  return {...metadata, ...own} as Metadata;
}

/** The entries with some names first. */
function inOrder(object: object, first: string[]): Record<string, unknown> {
  const entries = Object.entries(object) as [string, unknown][];
  const leading = first.flatMap((name) => entries.filter(([key]) => key === name));
  return Object.fromEntries([...leading, ...entries.filter(([key]) => !first.includes(key))]);
}

function sortKeys(value: object): Record<string, unknown> {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]: [string, unknown]) => [key, sorted(item)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return typeof value === "object" && value !== null ? sortKeys(value) : value;
}
