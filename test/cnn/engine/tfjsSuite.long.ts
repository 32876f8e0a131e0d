import {execFile} from "node:child_process";
import {mkdir, mkdtemp, rm} from "node:fs/promises";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {rolldown} from "rolldown";
import {afterAll, beforeAll, expect, test} from "vitest";

const entry = fileURLToPath(new URL("../../input/engine/suite.js", import.meta.url));
const useEngine = new URL("../../../src/cnn/dist/engine/useEngine.js", import.meta.url).href;

let folder: string;
let suite: string;

// The tests are ES modules in files that Node takes for CommonJS, hence the bundle.
beforeAll(async () => {
  const dist = fileURLToPath(new URL("../../../dist/", import.meta.url)); // where node_modules is found
  await mkdir(dist, {recursive: true});
  folder = await mkdtemp(join(dist, "suite-"));
  suite = join(folder, "suite.cjs");
  const bundle = await rolldown({
    input: entry,
    platform: "node",
    external: [/^jasmine-core/],
    treeshake: false,
    logLevel: "silent"
  });
  await bundle.write({file: suite, format: "cjs", codeSplitting: false});
  await bundle.close();
});

afterAll(() => rm(folder, {recursive: true}));

interface Outcome {
  engine: string;
  passed: number;
  failed: string[];
}

// No test is left out. The number is that of version 4.22.0; two more are for the CPU backend alone.
test.for([
  ["native", 1],
  ["wasm", 1],
  ["wasm", 2]
] as const)(
  "TensorFlow.js's own tests pass on %s with %i threads, all 4225",
  {timeout: 600_000},
  async ([engine, threads]) => {
    const {stdout} = await promisify(execFile)(
      process.execPath,
      [suite, engine, String(threads), useEngine],
      {maxBuffer: 2 ** 26}
    );
    const outcome = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Outcome;
    expect(outcome.failed).toEqual([]);
    expect(outcome).toMatchObject({engine, passed: 4225});
  }
);
