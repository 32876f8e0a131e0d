// How fast loops of a cell run beside the same in plain Node, each in a fresh function; in turn,
// medians of processor time.
//
//     node build.js && node --import ./bench/typescript.js bench/kernel/loops.ts [ROUNDS]

import {execFileSync} from "node:child_process";
import {RuntimeProcess} from "../../kernel/runtime/runtimeProcess.ts";

const rounds = Number(process.argv[2] ?? 7);

const loops = {
  "sum += i % 7": "let sum = 0; for (let i = 0; i < 1e7; i++) { sum += i % 7 }",
  "sum += i": "let sum = 0; for (let i = 0; i < 1e7; i++) { sum += i }",
  "sum += i * 0.3": "let sum = 0.5; for (let i = 0; i < 1e7; i++) { sum += i * 0.3 }",
  "sum += Math.sqrt(i)": "let sum = 0; for (let i = 0; i < 1e7; i++) { sum += Math.sqrt(i) }",
  "sum += a[i & 3]":
    "let a = [1, 2, 3, 4], sum = 0; for (let i = 0; i < 1e7; i++) { sum += a[i & 3] }",
  "a loop in a function":
    "function f() { let s = 0; for (let i = 0; i < 1e7; i++) { s += i * 0.3 } return s } f()",
  "a call in the loop":
    "function g(x) { return x * x } let sum = 0; for (let i = 0; i < 1e7; i++) { sum += g(i) }"
};

const runtime = new RuntimeProcess();
let count = 0;

/** The number that a cell's last expression gives. */
function run(code: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let result = NaN;
    runtime.onMessage = (message) => {
      if (message.type === "execute_result") result = Number(message.data["text/plain"]);
      if (message.type !== "done") return;
      if (message.outcome.status === "ok") resolve(result);
      else reject(new Error(message.outcome.evalue));
    };
    const parent = String(++count);
    runtime.send({
      type: "execute",
      parent,
      name: `Cell[${parent}]`,
      code,
      executionCount: count,
      silent: false,
      userExpressions: {},
      allowStdin: false
    });
  });
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

runtime.start({cwd: process.cwd(), env: process.env, mode: "convnotes"});
console.log(`1e7 turns, ms of processor time, median of ${rounds}: plain Node, cell, ratio`);
for (const [name, loop] of Object.entries(loops)) {
  const plain: number[] = [];
  const cell: number[] = [];
  for (let round = 0; round < rounds; ++round) {
    const start = `const start${round} = process.cpuUsage().user;`;
    const end = `(process.cpuUsage().user - start${round}) / 1000`;
    const script = `${start} ${loop}; console.log(${end})`;
    plain.push(Number(execFileSync(process.execPath, ["--input-type=module", "-e", script])));
    cell.push(await run(`${start} ${loop}; ${end}`));
  }
  const [a, b] = [median(plain), median(cell)];
  console.log(`${name.padEnd(22)} ${a.toFixed(1)} ${b.toFixed(1)} ${(b / a).toFixed(2)}`);
}
runtime.kill();
