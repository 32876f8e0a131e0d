import {parseDocument, stringify} from "yaml";
import type {Notebook} from "./notebook.ts";

type Metadata = Notebook["metadata"];

/** What a reader of a lecture's source looks for first. */
const order = ["title", "learn", "kernelspec"];
const kernelspecOrder = ["name", "display_name", "language"];

/**
 * The metadata of a notebook as YAML, in one order whatever order they are in: title, what the
 * reader learns, the kernel in one line, then the rest by name.
 */
export function serializeFrontMatter({kernelspec, ...metadata}: Metadata): string {
  const rest: Record<string, unknown> = sortKeys(metadata);
  const all: Record<string, unknown> = {...rest, ...(kernelspec && {kernelspec})};
  const lines = inOrder(Object.keys(all), order).map((name) => {
    const isLine = name === "kernelspec" && isPlain(kernelspec);
    if (!isLine) return stringify({[name]: all[name]}, {lineWidth: 0});
    const pairs = inOrder(Object.keys(kernelspec), kernelspecOrder).map((key) => {
      return stringify({[key]: kernelspec[key]}, {lineWidth: 0}).trim();
    });
    return `kernelspec: {${pairs.join(", ")}}\n`;
  });
  return lines.join("");
}

/**
 * The metadata that YAML holds. What Jupytext keeps under `jupyter` is the notebook's own.
 *
 * @throws SyntaxError if it is no YAML or no mapping; the message names the line, counted from the
 *   first of the text
 */
export function parseFrontMatter(yaml: string): Metadata {
  const document = parseDocument(yaml, {intAsBigInt: false});
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

/** Whether a kernelspec is short and simple enough for one line that Prettier leaves alone. */
function isPlain(kernelspec: unknown): kernelspec is Record<string, string> {
  const values = Object.values(kernelspec as object);
  return values.every((value) => typeof value === "string" && /^[\w +#().-]{1,24}$/.test(value));
}

function inOrder(names: string[], first: string[]): string[] {
  const leading = first.filter((name) => names.includes(name));
  return [...leading, ...names.filter((name) => !leading.includes(name)).sort()];
}

function sortKeys(value: object): Record<string, unknown> {
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]: [string, unknown]) => [key, sorted(item)]));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return typeof value === "object" && value !== null ? sortKeys(value) : value;
}
