import {execFile} from "node:child_process";
import path from "node:path";
import {promisify} from "node:util";
import type {RunMetadata} from "./metadata.ts";

/** The state of the Git repository that a file is in; null where it is in none, or there is no Git. */
export async function commitOf(file: string): Promise<RunMetadata["commit"]> {
  const {dir, base} = path.parse(path.resolve(file));
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)("git", ["-C", dir, ...args])).stdout.trim();
  try {
    const [id, changes] = await Promise.all([
      git("rev-parse", "HEAD"),
      git("status", "--porcelain", "--", base)
    ]);
    return {id, changed: changes !== ""};
  } catch {
    return null; // nothing that a run could do about
  }
}
