import {lstat} from "node:fs/promises";
import path from "node:path";
import {codeOf} from "./fileErrors.ts";

/**
 * A name that is free in a folder: the one given, or with the first number that makes it so. The number
 * goes before the first dot, of a notebook before the last, as in Jupyter Server.
 *
 * @param folder - in the file system
 * @param insert - what stands before the number
 * @throws Error as the file system gives it, for what can be no name
 *
 * @example
 * ```ts
 * await newName(folder, "a.tar.gz", {insert: "-Copy"}); // "a-Copy1.tar.gz" where there is an a.tar.gz
 * ```
 */
export async function newName(folder: string, name: string, {insert = ""} = {}): Promise<string> {
  const dot = name.endsWith(".ipynb") ? name.lastIndexOf(".") : name.indexOf(".");
  const [stem, suffix] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? name : `${stem}${insert}${number}${suffix}`;
    try {
      await lstat(path.join(folder, candidate));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return candidate;
      // A name that cannot be looked for would be as bad with any number.
      throw error;
    }
  }
}
