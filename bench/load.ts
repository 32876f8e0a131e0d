// How long a fresh process takes to load the library, beside its largest part alone; in turn, medians.
//
//     node build.js && node --import ./bench/typescript.js bench/load.ts [ROUNDS]

import {execFileSync} from "node:child_process";
import {fileURLToPath} from "node:url";

const rounds = Number(process.argv[2] ?? 9);
const folder = fileURLToPath(new URL("..", import.meta.url));

const loads = {
  "@convnotes/cnn": `await import("@convnotes/cnn")`,
  "@tensorflow/tfjs, required": `(await import("node:module")).createRequire(process.cwd() + "/")("@tensorflow/tfjs")`,
  "@tensorflow/tfjs, imported": `await import("@tensorflow/tfjs")`
};

/** Milliseconds that a fresh process takes for some code, without its own start. */
function measure(code: string): number {
  const script = `const start = performance.now(); ${code}; console.log(performance.now() - start);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    encoding: "utf8"
  });
  return Number(output.trim().split("\n").at(-1));
}

const times = new Map(Object.keys(loads).map((name) => [name, [] as number[]]));
for (let round = -1; round < rounds; ++round) {
  for (const [name, code] of Object.entries(loads)) {
    const time = measure(code);
    if (round >= 0) times.get(name)?.push(time); // the first only fills the system's file cache
  }
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
console.log(`load in a fresh process, ms, median (least) of ${rounds}`);
for (const [name, values] of times) {
  console.log(
    `${name.padEnd(28)} ${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)})`
  );
}
