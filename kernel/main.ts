// The kernel: `node main.js CONNECTION_FILE [--types block|report|off] [--types-budget MS] [--tslab]`.
// What is imported here stays small, since a client waits for the first answer: no compiler, no
// TensorFlow; those are in processes and threads of their own.

import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";
import {readConnectionFile} from "../src/jupyter/connectionFile.ts";
import {startChecker} from "./checker/startChecker.ts";
import {Kernel} from "./front/kernel.ts";
import {describe, log} from "./front/log.ts";
import {watchParent} from "./front/parentWatch.ts";
import {startRuntime} from "./front/startRuntime.ts";
import type {TypesOptions} from "./front/typecheck.ts";

const usage =
  "usage: node main.js CONNECTION_FILE " +
  "[--types block|report|off] [--types-budget MS] [--tslab]";

/** What type errors do, and how long a cell waits for them; and whether tslab's rules hold. */
interface Arguments {
  connectionFile: string;
  types: TypesOptions;
  tslab: boolean;
}

function readArguments(): Arguments {
  const {values, positionals} = parseArgs({
    options: {
      types: {type: "string", default: "block"},
      "types-budget": {type: "string", default: "1500"},
      tslab: {type: "boolean", default: false}
    },
    allowPositionals: true
  });
  const {types: mode, "types-budget": milliseconds, tslab} = values;
  const budget = Number(milliseconds);
  const [connectionFile, ...more] = positionals;
  if (!connectionFile || more.length > 0 || !isMode(mode) || !(budget >= 0)) throw new Error(usage);
  return {connectionFile, types: {mode, budget}, tslab};
}

function isMode(mode: string): mode is TypesOptions["mode"] {
  return mode === "block" || mode === "report" || mode === "off";
}

async function main(): Promise<void> {
  const {connectionFile, types, tslab} = readArguments();
  const connection = readConnectionFile(connectionFile);
  const cwd = process.cwd();
  // Packages come from the notebook's folder upward, then from our own; this file is compiled.
  const ours = fileURLToPath(new URL("../..", import.meta.url));
  const kernel = new Kernel({
    connection,
    types,
    startRuntime: startRuntime({cwd, env: process.env, mode: tslab ? "tslab" : "convnotes"}),
    startChecker: () =>
      startChecker(
        {cwd, packagesFrom: [ours], strict: !tslab},
        {onFailure: (error) => log(`types: ${describe(error)}`)}
      ),
    onExit: () => process.exit()
  });
  process.on("SIGINT", () => kernel.interrupt());
  process.on("SIGTERM", () => void kernel.shutdown());
  watchParent(() => void kernel.shutdown());
  // A reader's variables are worth more than a clean end: what goes wrong here is told and survived.
  process.on("uncaughtException", (error) => log(error.stack ?? describe(error)));
  // Standard error may be closed by whoever started the kernel; that is nothing to report there.
  process.stderr.on("error", () => {});
  await kernel.start();
}

main().catch((error: unknown) => {
  log(describe(error));
  process.exit(1);
});
