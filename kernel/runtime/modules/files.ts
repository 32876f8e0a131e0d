import {statSync} from "node:fs";
import {extname, join} from "node:path";

const sourceExtensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];

/** What TypeScript's rules find under a name that is spelt for the compiled file. */
const sourcesOf: Record<string, string[]> = {
  ".js": [".ts", ".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"]
};

/**
 * The file that a path without or with another extension means: `./lib` is `lib.ts`, and so is
 * `./lib.js` where there is no such file.
 */
export function findFile(path: string): string | undefined {
  if (isFile(path)) return path;
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  return [
    ...(sourcesOf[extension] ?? []).map((source) => stem + source),
    ...sourceExtensions.map((source) => path + source),
    ...sourceExtensions.map((source) => join(path, `index${source}`))
  ].find(isFile);
}

/** Changes when the file does. */
export function fileVersion(path: string): string {
  const stat = statSync(path, {throwIfNoEntry: false});
  return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : "";
}

function isFile(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isFile() ?? false;
}
