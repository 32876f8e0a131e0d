import * as cnn from "@convnotes/cnn";

/**
 * A function as it goes to another process: its source, and what it uses of the notebook's other cells.
 */
export interface Portable {
  source: string;
  /** The notebook's top-level names that it uses. */
  names: Record<string, Carried>;
}

/** A value of a top-level name. */
export type Carried =
  | {kind: "data"; value: unknown}
  | {kind: "function"; place: number}
  /** Something that the library exports, by its path. */
  | {kind: "library"; path: string[]};

/** A function and those that it uses, the first being itself. */
export type PortableFunctions = Portable[];

const hostSymbol = Symbol.for("convnotes.host");

interface NotebookHost {
  topLevel?(name: string): unknown;
}

/** The boxes of top-level names in code that the kernel has compiled: `ɵ` and the name, then `.v`. */
const boxPattern = /ɵ+([\p{ID_Start}$_][\p{ID_Continue}$]*)\.[vit]\b/gu;

/**
 * Takes a function apart, so that another process can put it together.
 *
 * In a notebook of our kernel, what the function uses of other cells goes with it: plain data, functions
 * that can go themselves, and all that the library exports. In a plain program only the source goes.
 *
 * @throws TypeError if the function, or something that it uses, cannot go; the message names it
 */
export function toPortable(objective: (...args: never[]) => unknown): PortableFunctions {
  const functions: PortableFunctions = [];
  const places = new Map<unknown, number>();
  const notebook = (globalThis as {[hostSymbol]?: NotebookHost})[hostSymbol];
  const take = (value: (...args: never[]) => unknown, name: string): number => {
    const known = places.get(value);
    if (known !== undefined) return known;
    const source = Function.prototype.toString.call(value);
    if (source.includes("[native code]")) {
      throw new TypeError(
        `sweep: a function that is written in JavaScript is expected, but ${name} is built in or bound`
      );
    }
    const place = functions.length;
    const portable: Portable = {source, names: {}};
    functions.push(portable);
    places.set(value, place);
    for (const [, used] of source.matchAll(boxPattern)) {
      if (used === undefined || Object.hasOwn(portable.names, used)) continue;
      portable.names[used] = carry(notebook?.topLevel?.(used), used);
    }
    return place;
  };
  const carry = (value: unknown, name: string): Carried => {
    const path = libraryPath(value);
    if (path) return {kind: "library", path};
    if (typeof value === "function") {
      return {kind: "function", place: take(value as (...args: never[]) => unknown, name)};
    }
    const hindrance = whatCannotGo(value);
    if (hindrance !== undefined) {
      throw new TypeError(
        `sweep: the objective uses ${name}, which cannot go to another process because it holds ` +
          `${hindrance}: make it inside the objective`
      );
    }
    return {kind: "data", value};
  };
  take(objective, "the objective");
  return functions;
}

/** Where a value is among the library's exports: `["fit"]`, `["zoo", "lenet5"]`, or `[]` for all of it. */
function libraryPath(value: unknown): string[] | undefined {
  if ((typeof value !== "object" || value === null) && typeof value !== "function")
    return undefined;
  if (value === cnn) return [];
  for (const [name, exported] of Object.entries(cnn)) {
    if (exported === value) return [name];
    if (Object.prototype.toString.call(exported) !== "[object Module]") continue;
    const inner = Object.entries(exported).find(([, member]) => member === value);
    if (inner) return [name, inner[0]];
  }
  return undefined;
}

/** Classes whose instances arrive as what they were. */
const cloned: readonly unknown[] = [
  ...[Object.prototype, Array.prototype, Map.prototype, Set.prototype, Date.prototype],
  ...[RegExp.prototype, ArrayBuffer.prototype, SharedArrayBuffer.prototype, null]
];

/** What in a value would not arrive, or not as what it was; undefined where all of it does. */
function whatCannotGo(value: unknown, seen: Set<unknown> = new Set()): string | undefined {
  if (typeof value === "function") return `the function ${value.name}`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return undefined;
  if (seen.has(value)) return undefined;
  seen.add(value);
  if (!cloned.includes(Object.getPrototypeOf(value))) return `a ${value.constructor.name}`;
  const parts =
    value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value);
  for (const part of parts) {
    const hindrance = whatCannotGo(part, seen);
    if (hindrance !== undefined) return hindrance;
  }
  return undefined;
}
