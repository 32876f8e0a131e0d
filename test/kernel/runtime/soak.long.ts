import {afterAll, beforeAll, expect, test} from "vitest";
import {random} from "@convnotes/cnn";
import {Notebook} from "./notebook.ts";

let notebook: Notebook;

beforeAll(() => {
  notebook = new Notebook();
});
afterAll(() => notebook.close());

/** What the process has on its heap after a collection, in MB. */
async function heap(): Promise<number> {
  return Number(
    await notebook.value(
      "require('v8').setFlagsFromString('--expose-gc'); require('vm').runInNewContext('gc')(); Math.round(process.memoryUsage().heapUsed / 1e6)"
    )
  );
}

test("2,000 mixed cells leave memory as it was", async () => {
  const cells = [
    (i: number) =>
      `let v${i % 20} = ${i}; function h${i % 20}(a: number) { return a + v${i % 20} }`,
    (i: number) => `for (let j = 0; j < 10; j++) v0 += j; [1, 2, 3].map((x) => x * v0 + ${i})`,
    (i: number) => `await new Promise((r) => setTimeout(r)); console.log(${i})`,
    () =>
      "class Layer { constructor(public units = 3) {} } enum Mode { A, B } new Layer().units + Mode.B",
    () => "throw new Error('on purpose')"
  ];
  for (let i = 0; i < 500; ++i) await notebook.run(cells[i % cells.length](i));
  const before = await heap();
  for (let i = 0; i < 2000; ++i) await notebook.run(cells[i % cells.length](i));
  // Each cell's text and source map stay, for tracebacks: some kilobytes.
  expect((await heap()) - before).toBeLessThan(40);
});

test("1,000 interrupts at random moments never wedge it", async () => {
  const draw = random(7);
  const cells = [
    "let n = 0; for (;;) n++",
    "for (;;) await new Promise((r) => setTimeout(r, 1))",
    "await new Promise(() => {})",
    "let quick = 1 + 1; quick",
    "for (let i = 0; i < 1000; i++) console.log(i)",
    "let s = 0; for (let i = 0; i < 1e12; i++) s += i * 0.5",
    "await (async () => { for (;;) await null })()",
    "Array.from({length: 2e5}, (_, i) => (i * 7919) % 1000003).sort((a, b) => a - b).length"
  ];
  for (let i = 0; i < 1000; ++i) {
    const run = notebook.begin(cells[i % cells.length]);
    if (draw.uniform() < 0.7) await new Promise((r) => setTimeout(r, draw.uniform() * 6));
    notebook.runtime.interrupt();
    await run.done;
    if (i % 10 === 0) expect(await notebook.value(`${i} + 1`)).toBe(String(i + 1));
  }
  expect(notebook.exits).toEqual([]);
}, 600_000);
