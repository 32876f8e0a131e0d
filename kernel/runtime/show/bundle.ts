import {inspect} from "node:util";
import type {MimeBundle} from "../../mimeBundle.ts";
import {errorText} from "../errors/traceback.ts";
import {imageBundle} from "./image.ts";
import {isNumericArray, numericArrayText} from "./numericArray.ts";
import {tableBundle} from "./table.ts";
import {isTensor, tensorBundle} from "./tensor.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/**
 * How a value is shown: as it says itself through `Symbol.for("Jupyter.display")`, or by what it
 * is, or as `util.inspect` prints it. Strings are never taken for HTML.
 */
export function mimeBundleOf(value: unknown): MimeBundle | Promise<MimeBundle> {
  const method = displayMethod(value);
  if (method) {
    const bundle = method.call(value);
    if (bundle instanceof Promise)
      return bundle.then((settled) => settled ?? {"text/plain": textOf(value)});
    if (bundle !== null && typeof bundle === "object") return bundle;
  }
  if (isTensor(value)) return tensorBundle(value);
  if (value instanceof Error) return {"text/plain": errorText(value)};
  if (value instanceof Uint8Array) {
    const image = imageBundle(value);
    if (image) return image;
  }
  if (isNumericArray(value)) return {"text/plain": numericArrayText(value)};
  if (Array.isArray(value)) {
    const table = tableBundle(value, textOf);
    if (table) return table;
  }
  return {"text/plain": textOf(value)};
}

/** A primitive as it is written in a program, for clients that compare; objects in colour. */
function textOf(value: unknown): string {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return inspect(value, {colors: isObject});
}

function displayMethod(
  value: unknown
): (() => MimeBundle | Promise<MimeBundle | null>) | undefined {
  if (value === null || (typeof value !== "object" && typeof value !== "function"))
    return undefined;
  const method = (value as {[displaySymbol]?: unknown})[displaySymbol];
  return typeof method === "function" ? (method as () => MimeBundle) : undefined;
}
