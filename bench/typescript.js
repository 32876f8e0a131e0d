// Lets Node run the benchmarks from their sources: `node --import ./bench/typescript.js FILE.ts`.
import {readFile} from "node:fs/promises";
import {register} from "node:module";
import {fileURLToPath} from "node:url";
import {isMainThread} from "node:worker_threads";
import {transformSync} from "oxc-transform";

// Node loads this file a second time, in the thread that loads modules.
if (isMainThread) register(import.meta.url);

export async function load(url, context, nextLoad) {
  if (!url.startsWith("file:") || !url.endsWith(".ts")) return nextLoad(url, context);
  const file = fileURLToPath(url);
  const {code} = transformSync(file, await readFile(file, "utf8"), {
    typescript: {onlyRemoveTypeImports: true}
  });
  return {format: "module", shortCircuit: true, source: code};
}
