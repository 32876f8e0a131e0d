import type {Language} from "./compile/compile.ts";

/** What tslab reads from the comments at the head of a cell. */
export interface CellMetadata {
  /** The cell is the module `./name` for the others. */
  module?: string;
  lang: Language;
}

/**
 * Reads the JSDoc tags at the head of a cell, tslab's `@module name` and `@jsx`.
 *
 * @example
 * ```ts
 * cellMetadata("/** @module layers @jsx *\/ export const x = <b/>"); // {module: "layers", lang: "tsx"}
 * ```
 */
export function cellMetadata(code: string): CellMetadata {
  const [head = ""] = /^(\s|\/\/[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*/.exec(code) ?? [];
  const tags = [...head.matchAll(/\/\*\*([\s\S]*?)\*\//g)].map(([, text]) => text).join("\n");
  const [, module] = /@module[ \t]+(\w+)/.exec(tags) ?? [];
  return {...(module !== undefined && {module}), lang: /@jsx\b/.test(tags) ? "tsx" : "ts"};
}
