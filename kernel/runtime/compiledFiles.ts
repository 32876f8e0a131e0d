import vm from "node:vm";
import type {Positions} from "./compile/positions.ts";

/** Where a piece of compiled code is from, for tracebacks. */
export interface CompiledFile {
  /** What a traceback calls it: `Cell[3]`, or the path of a file. */
  name: string;
  source: string;
  positions: Positions;
}

const files = new Map<string, CompiledFile>();
let count = 0;

/** Makes a function of compiled code, whose positions in stacks can be traced back. */
export function evaluate(code: string, file: CompiledFile): (...args: unknown[]) => unknown {
  const filename = `convnotes:${++count}/${file.name}`;
  files.set(filename, file);
  return new vm.Script(code, {filename}).runInThisContext() as (...args: unknown[]) => unknown;
}

export function compiledFile(filename: string | null | undefined): CompiledFile | undefined {
  return filename ? files.get(filename) : undefined;
}
