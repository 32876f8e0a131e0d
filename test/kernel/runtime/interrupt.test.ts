import {afterAll, beforeAll, expect, test} from "vitest";
import {Notebook} from "./notebook.ts";

let notebook: Notebook;

beforeAll(() => {
  notebook = new Notebook();
});
afterAll(() => notebook.close());

/** Stops a cell in the midst of it, and gives its state then and after some work of others. */
async function stop(
  code: string,
  state: string
): Promise<[string | undefined, string | undefined]> {
  const run = notebook.begin(`console.log("begun"); ${code}`);
  await notebook.until(() => run.printed("stdout").includes("begun"));
  // The cell must have come to its loop: another round trip through the process's own thread.
  await new Promise((resolve) => setTimeout(resolve, 30));
  notebook.runtime.interrupt();
  const outcome = await run.done;
  expect(outcome.status === "error" && outcome.ename).toBe("KeyboardInterrupt");
  const then = await notebook.value(state);
  // Timers of this length and the promises behind them would have gone off several times.
  await notebook.run("await new Promise((resolve) => setTimeout(resolve, 60))");
  return [then, await notebook.value(state)];
}

test.each([
  ["a loop", "let a1 = 0; while (true) { a1++ }", "a1"],
  ["a counting loop", "let a2 = 0; for (let i = 0; ; i++) { a2 += 1 }", "a2"],
  [
    "a loop that catches everything",
    "let a3 = 0; while (true) { try { a3++; for (;;) { if (a3 < 0) break } } catch {} }",
    "a3"
  ],
  [
    "a loop in a function",
    "let a4 = 0; function spin() { for (let i = 0; i >= 0; i++) a4++ } spin()",
    "a4"
  ],
  ["a loop after an await", "let a5 = 0; await 0; while (true) { a5++ }", "a5"],
  [
    "a loop that awaits",
    "let a6 = 0; while (true) { a6++; await new Promise((r) => setTimeout(r, 1)) }",
    "a6"
  ],
  [
    "a training loop in an async function",
    "let a7 = 0; async function train() { for (;;) { a7++; await new Promise((r) => setTimeout(r, 1)) } } await train()",
    "a7"
  ],
  [
    "a loop that nobody awaits",
    "let a8 = 0; (async () => { for (;;) { a8++; await new Promise((r) => setTimeout(r, 1)) } })(); await new Promise(() => {})",
    "a8"
  ],
  ["an interval", "let a9 = 0; setInterval(() => a9++, 1); await new Promise(() => {})", "a9"],
  [
    "a function that calls itself later",
    "let b1 = 0; async function go() { b1++; await new Promise((r) => setTimeout(r, 1)); go() } go(); await new Promise(() => {})",
    "b1"
  ],
  ["promises that settle at once", "let b2 = 0; for (;;) { b2++; await null }", "b2"],
  [
    "a loop of for await",
    "let b3 = 0; async function* source() { for (;;) yield 1 } for await (const x of source()) b3 += x",
    "b3"
  ],
  [
    "a library's loop over promises that settle at once",
    "let b4 = 1; await new Function('return (async () => { for (;;) await null })()')(); b4 = 2",
    "b4"
  ],
  [
    "a timer in which a library computes",
    "let b5 = 1; setTimeout(new Function('for (;;);'), 1); await new Promise(() => {})",
    "b5"
  ],
  [
    "timers of node:timers/promises",
    "let b6 = 0; const {setTimeout: nap} = await import('node:timers/promises'); for (;;) { b6++; await nap(1) }",
    "b6"
  ]
])("%s stops, keeps its state, and does not go on behind", async (_name, code, state) => {
  const [then, later] = await stop(code, state);
  expect(Number(then)).toBeGreaterThan(0);
  expect(later).toBe(then);
});

test.each([
  ["an await that never ends", "let c1 = 7; await new Promise(() => {})", "c1", "7"],
  [
    "a library in a long computation",
    "let c2 = 1; c2 = 2; new Function('for (;;);')(); c2 = 3",
    "c2",
    "2"
  ],
  [
    "a search that a pattern makes endless",
    "let c3 = 1; /^(a+)+$/.test('a'.repeat(40) + 'b'); c3 = 2",
    "c3",
    "1"
  ],
  [
    "a child process that the cell waits for",
    "let c4 = 1; require('child_process').execSync('sleep 600'); c4 = 2",
    "c4",
    "1"
  ],
  [
    "a child process in the background",
    "let c5 = require('child_process').spawn('sleep', ['600']); await new Promise(() => {})",
    "c5.signalCode",
    "'SIGINT'"
  ],
  [
    "a wait on shared memory",
    "let c6 = 1; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); c6 = 2",
    "c6",
    "1"
  ],
  [
    "a finally that awaits for ever",
    "let c7 = 0; try { await new Promise(() => {}) } finally { c7 = 1; await new Promise(() => {}) }",
    "c7",
    "1"
  ],
  [
    "asynchronous contexts nested in a library's loop",
    "let c8 = 1; new (require('async_hooks').AsyncResource)('x').runInAsyncScope(new Function('for (;;);'))",
    "c8",
    "1"
  ]
])("%s stops with state kept", async (_name, code, state, expected) => {
  const [, later] = await stop(code, state);
  expect(later).toBe(expected);
});

test("finally blocks run, and the traceback shows where a loop stood", async () => {
  await stop(
    "let tidied = 0; try { await new Promise(() => {}) } finally { tidied = 1 }",
    "tidied"
  );
  expect(await notebook.value("tidied")).toBe("1");
  const run = notebook.begin(
    'console.log("begun");\nconst spun: number[] = [];\nwhile (true) spun.fill(1);'
  );
  await notebook.until(() => run.printed("stdout").includes("begun"));
  notebook.runtime.interrupt();
  const outcome = await run.done;
  expect(outcome.status === "error" && outcome.traceback.join("\n")).toContain(`${"Cell["}`);
});

test("relative modules stop like cells", async () => {
  notebook.write(
    "spin.ts",
    "export const state = {n: 0}; export function spin(): never { for (;;) state.n++ }"
  );
  await notebook.value('import {spin, state} from "./spin.ts"');
  const [then, later] = await stop("spin()", "state.n");
  expect(Number(then)).toBeGreaterThan(0);
  expect(later).toBe(then);
});

test("an abort signal tells libraries, in a loop of their own as well", async () => {
  await notebook.value(
    "const host = (globalThis as any)[Symbol.for('convnotes.host')]; let polled = ''"
  );
  await stop(
    "polled = new Function('s', 'while (!s.aborted); return \"aborted\"')(host.signal)",
    "1"
  );
  expect(await notebook.value("polled")).toBe("'aborted'");
  await stop(
    "host.signal.addEventListener('abort', () => { polled = 'event' }); await new Promise(() => {})",
    "1"
  );
  expect(await notebook.value("polled")).toBe("'event'");
  expect(await notebook.value("host.signal.aborted")).toBe("false");
});

test("with nothing running, an interrupt stops what finished cells left", async () => {
  await notebook.value("let ticks = 0; setInterval(() => { ticks++; console.log('tick') }, 1)");
  await notebook.until(() => notebook.stray.length >= 0);
  await notebook.value(
    "await new Promise((r) => { const t = setInterval(() => ticks > 3 && (clearInterval(t), r(0)), 1) })"
  );
  notebook.runtime.interrupt();
  const then = await notebook.value("ticks");
  await notebook.run("await new Promise((resolve) => setTimeout(resolve, 40))");
  expect(await notebook.value("ticks")).toBe(then);
});

test("an interrupt that comes too late leaves the next cell alone", async () => {
  for (let i = 0; i < 50; ++i) {
    const run = notebook.begin("let quick = 1");
    notebook.runtime.interrupt();
    await run.done;
    expect(await notebook.value("1 + 1")).toBe("2");
  }
});

test("a cell that waits its turn can still be told apart", async () => {
  const first = notebook.begin("await new Promise(() => {})");
  const second = notebook.begin("'second'");
  notebook.runtime.interrupt();
  expect((await first.done).status).toBe("error");
  expect((await second.done).status).toBe("ok");
});
