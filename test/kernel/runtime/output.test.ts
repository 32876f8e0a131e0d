import {afterAll, beforeAll, expect, test} from "vitest";
import {Notebook, plain} from "./notebook.ts";

let notebook: Notebook;

beforeAll(() => {
  notebook = new Notebook();
});
afterAll(() => notebook.close());

test("console and process streams, with all that console formats", async () => {
  const run = await notebook.run(`
    console.log("a %d %s", 1, "b", {c: 1}); console.error("e"); console.info("i"); console.warn("w");
    console.table([{x: 1}]); console.dir({d: {e: {f: {g: 1}}}}, {depth: 0}); console.group("G"); console.log("in"); console.groupEnd();
    console.count(); console.assert(false, "no"); process.stdout.write("raw "); process.stdout.write(Buffer.from("é\\n")); process.stderr.write("err\\n");
    console.time("t"); console.timeEnd("t")`);
  const out = run.printed("stdout");
  expect(out).toContain("a 1 b { c: 1 }\ni\n");
  expect(out).toContain("│ 0       │ 1 │");
  expect(out).toContain("{ d: [Object] }\nG\n  in\ndefault: 1\nraw é\n");
  expect(out).toMatch(/t: [\d.]+ms/);
  expect(run.printed("stderr")).toBe("e\nw\nAssertion failed: no\nerr\n");
});

test("characters that arrive in pieces stay whole", async () => {
  const run = await notebook.run(
    "const b = Buffer.from('€😀'); for (const x of b) process.stdout.write(Buffer.of(x))"
  );
  expect(run.printed("stdout")).toBe("€😀");
});

test("100,000 lines all arrive, in order, in few messages", async () => {
  const run = await notebook.run("for (let i = 0; i < 100_000; i++) console.log(i)");
  const lines = run.printed("stdout").trimEnd().split("\n");
  expect(lines).toHaveLength(100_000);
  expect(lines.every((line, index) => line === String(index))).toBe(true);
  expect(run.of("stream").length).toBeLessThan(5_000);
});

test("output leaves while the cell computes", async () => {
  const run = notebook.begin(
    "console.log('before'); const gate = new Int32Array(new SharedArrayBuffer(4)); while (Atomics.wait(gate, 0, 0, 5)) { if (gate[0]) break }"
  );
  await notebook.until(() => run.printed("stdout") === "before\n");
  notebook.runtime.interrupt();
  await run.done;
});

test("prints, displays and results keep their order", async () => {
  const run = await notebook.run(`import {display} from "tslab";
    console.log(1); display.text("two"); console.log(3); console.error(4); display.html("<b>5</b>"); 6`);
  const seen = run.messages.map((message) =>
    message.type === "stream"
      ? message.text.trim()
      : "data" in message
        ? plain(Object.values(message.data as object)[0])
        : message.type
  );
  expect(seen).toEqual(["1", "two", "3", "4", "<b>5</b>", "6", "done"]);
});

test("child processes print into the cell, in order with it", async () => {
  const run = await notebook.run(`import {execSync, spawnSync, spawn} from "node:child_process";
    console.log("1"); execSync("echo 2", {stdio: "inherit"}); console.log("3"); spawnSync("sh", ["-c", "echo 4 >&2; echo 5"], {stdio: "inherit"}); console.log("6");
    await new Promise((r) => spawn("sh", ["-c", "echo 7"], {stdio: "inherit"}).on("exit", r));`);
  expect(run.printed("stdout")).toBe("1\n2\n3\n5\n6\n7\n");
  expect(run.printed("stderr")).toBe("4\n");
  expect(run.messages.at(-1)?.type).toBe("done");
});

test("late output goes to the cell that causes it", async () => {
  const first = await notebook.run(
    "const timer = setTimeout(() => console.log('late of first'), 20); Promise.resolve().then(async () => { await new Promise((r) => setTimeout(r, 10)); console.error('awaited') })"
  );
  const second = await notebook.run(
    "await new Promise((r) => setTimeout(r, 60)); console.log('second')"
  );
  expect(first.printed("stdout")).toBe("late of first\n");
  expect(first.printed("stderr")).toBe("awaited\n");
  expect(second.printed("stdout")).toBe("second\n");
});

test("console.clear clears the cell's output", async () => {
  const run = await notebook.run("console.log('gone'); console.clear(); console.log('here')");
  expect(run.messages.map(({type}) => type)).toEqual(["stream", "clear_output", "stream", "done"]);
});

test("what is printed just before process.exit arrives", async () => {
  const other = new Notebook();
  const run = other.begin(
    "for (let i = 0; i < 3000; i++) console.log('line ' + i); process.exit(7)"
  );
  await expect(run.done).rejects.toThrow("process.exit(7)");
  expect(run.printed("stdout").split("\n")).toHaveLength(3001);
  expect(other.exits).toEqual([{code: 7, signal: null, reason: "a cell called process.exit(7)"}]);
  await other.close();
});
