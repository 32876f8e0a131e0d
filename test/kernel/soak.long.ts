import {random} from "@convnotes/cnn";
import {afterEach, beforeEach, expect, test} from "vitest";
import {resultOf} from "./client.ts";
import {privateMemory} from "./memory.ts";
import {startKernel, type StartedKernel} from "./startKernel.ts";

let kernel: StartedKernel;
beforeEach(async () => {
  kernel = await startKernel();
});
afterEach(() => kernel.stop());

/** The kernel has kept its process: no `restarting` was ever said. */
function expectNeverRestarted(): void {
  const {iopub} = kernel.client.heard;
  expect(iopub.filter(({content}) => content.execution_state === "restarting")).toEqual([]);
}

// What a reader does, over and over; `n` makes each cell another one.
const cells: ((n: number) => [code: string, status: "ok" | "error"])[] = [
  (n) => [`let x = ${n}; x`, "ok"],
  (n) => [`const word = "w${n}"; word.length + x`, "ok"],
  (n) => [`function f(a: number) { return a + ${n}; }\nf(x)`, "ok"],
  (n) => [`class Layer { units = ${n}; }\nnew Layer()`, "ok"],
  (n) => [`for (let i = 0; i < 100; ++i) console.log("line", i, ${n});`, "ok"],
  () => ["await new Promise((resolve) => setTimeout(resolve, 1)); x", "ok"],
  () => ['import {readFileSync} from "node:fs"; typeof readFileSync', "ok"],
  (n) => [`Float32Array.from({length: 10_000}, (_, i) => i * ${n})`, "ok"],
  (n) => [`const wrong${n % 7}: number = "text";`, "error"],
  (n) => [`throw new RangeError("number ${n}")`, "error"],
  (n) => [`setTimeout(() => console.log("late", ${n}), 5);`, "ok"],
  () => ["console.clear(); [1, 2, 3].map((i) => ({i, square: i * i}))", "ok"]
];

test("2,000 mixed cells leave the memory flat", async () => {
  const {client} = kernel;
  const numbers = random(7);
  const memory: number[] = [];
  expect((await client.execute(...first())).reply.content.status).toBe("ok");
  for (let n = 0; n < 2000; ++n) {
    const [code, status] = cells[numbers.integer(cells.length)](n);
    const {reply} = await client.execute(code);
    expect([code, reply.content.status]).toEqual([code, status]);
    if (n % 10 === 0) await client.request("complete_request", {code: "wor", cursor_pos: 3});
    if (n % 100 === 99) {
      memory.push(privateMemory(kernel.process.pid!));
      // This client's own memory is not what is measured.
      for (const heard of Object.values(client.heard)) heard.splice(0);
    }
  }
  expectNeverRestarted();
  console.log(`memory after each 100 cells, in MB: ${memory.map(Math.round).join(" ")}`);
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
  // Garbage comes and goes; what would be kept of each cell would add up.
  expect(median(memory.slice(-5))).toBeLessThan(1.3 * median(memory.slice(5, 10)));
});

function first(): [string] {
  return [`let x = 0; function f(a: number) { return a; }`];
}

// Some of these end by themselves, some never.
const stoppable = [
  "while (true) {}",
  "await 0; while (true) {}",
  "await new Promise(() => {});",
  "for (;;) await new Promise((resolve) => setTimeout(resolve, 1));",
  "for (;;) await null;",
  "for (;;) console.log('flood');",
  "let sum = 0; for (let i = 0; i < 1e7; ++i) sum += i; sum",
  "setInterval(() => { kept += 0; }, 1); await new Promise(() => {});",
  "JSON.parse(JSON.stringify(Array.from({length: 1e5}, (_, i) => ({i})))).length",
  "const n: number = 'never runs';",
  "while (true) { try { while (true) {} } catch {} finally {} }",
  "'short'"
];

test("1,000 interrupts at seeded moments never wedge the kernel, and nothing is lost", async () => {
  const {client} = kernel;
  const numbers = random(11);
  await client.execute("let kept = 42;");
  const endings = {ok: 0, error: 0, aborted: 0};
  for (let count = 0; count < 1000; ++count) {
    const cell = client.sendCell(stoppable[numbers.integer(stoppable.length)]);
    // Before it begins, while its types are checked, or while it runs.
    await new Promise((resolve) => setTimeout(resolve, numbers.integer(40)));
    const interrupt = () => client.request("interrupt_request", {}, {channel: "control"});
    const interrupts = [interrupt()];
    // An interrupt that came before the cell stops nothing, as in every kernel: it is sent again.
    const again = setInterval(() => interrupts.push(interrupt()), 1000);
    const {reply} = await client.answer(cell);
    clearInterval(again);
    expect(interrupts.length).toBeLessThan(10);
    // One that comes after its cell must not be taken for one of the next.
    await Promise.all(interrupts);
    ++endings[reply.content.status as keyof typeof endings];
    if (count % 20 !== 19) continue;
    expectNeverRestarted();
    const {reply: later, published} = await client.execute("kept");
    expect(later.content).toEqual({...later.content, status: "ok"});
    expect(resultOf(published)).toBe("42");
    for (const heard of Object.values(client.heard)) heard.splice(0);
  }
  expectNeverRestarted();
  console.log(`how the cells ended: ${JSON.stringify(endings)}`);
  expect(endings.error).toBeGreaterThan(500);
});
