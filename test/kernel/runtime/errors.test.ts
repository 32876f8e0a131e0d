import {afterAll, beforeAll, expect, test} from "vitest";
import {Notebook, plain} from "./notebook.ts";

let notebook: Notebook;
const traceback = (code: string): Promise<string> => notebook.traceback(code);

beforeAll(() => {
  notebook = new Notebook();
});
afterAll(() => notebook.close());

test("an error names cell, line and column in the reader's own text", async () => {
  const text = await traceback(
    "interface Layer {\n  units: number;\n}\nconst layer = undefined as unknown as Layer;\nlayer.units;"
  );
  expect(text).toMatch(
    /^TypeError: Cannot read properties of undefined \(reading 'units'\)\n {4}at Cell\[\d+\]:5:7\n/
  );
  expect(text).toContain("  4 | const layer = undefined as unknown as Layer;\n");
  expect(text).toMatch(/> 5 \| layer\.units;\n\s+\| {7}\^$/m);
});

test("functions of other cells are named with theirs", async () => {
  const first = await notebook.run(
    "enum Mode { A }\nfunction build(n: number): never {\n  throw new RangeError(`build: ${n}`);\n}"
  );
  const cell = first.parent.replace("request-", "");
  const text = await traceback("\n[1].forEach((n) => build(n));");
  expect(text).toMatch(
    new RegExp(`^RangeError: build: 1\\n    at build \\(Cell\\[${cell}\\]:3:9\\)`)
  );
  expect(text).toMatch(/at Array\.forEach/);
  expect(text).toMatch(/at Cell\[\d+\]:2:20[\s\S]*at Cell\[\d+\]:2:5/);
  expect(text).not.toContain("kernel/runtime");
  expect(text).not.toContain("node:vm");
});

test("library frames are dimmed, the cell's are not", async () => {
  const {outcome} = await notebook.run("JSON.parse('{'); ");
  expect(outcome).toMatchObject({status: "error", ename: "SyntaxError"});
  const thrown = await notebook.run("require('node:assert').strictEqual(1, 2)");
  const lines = thrown.outcome.status === "error" ? thrown.outcome.traceback : [];
  expect(lines.some((line) => line.startsWith("    at Cell["))).toBe(true);
  const sorted = await notebook.run("[2, 1].sort(() => { throw new Error('in sort') })");
  const frames = sorted.outcome.status === "error" ? sorted.outcome.traceback : [];
  expect(frames.some((line) => line.startsWith("\u001b[2m    at Array.sort"))).toBe(true);
});

test("after an await the line is right as well", async () => {
  expect(
    await traceback("type X = 1;\nawait Promise.resolve();\n\nthrow new Error('late')")
  ).toMatch(/Error: late\n {4}at Cell\[\d+\]:4:7/);
  expect(
    await traceback(
      "async function deep() {\n  await 0;\n  throw new Error('inside')\n}\nawait deep()"
    )
  ).toMatch(/at deep \(Cell\[\d+\]:3:9\)/);
});

test("causes, all errors of an AggregateError, and properties are shown", async () => {
  const text = await traceback(
    "throw new Error('outer', {cause: new TypeError('inner', {cause: 'deepest'})})"
  );
  expect(text).toMatch(
    /Error: outer[\s\S]*\[cause\] TypeError: inner[\s\S]*\[cause\] Uncaught: 'deepest'/
  );
  expect(
    await traceback(
      "await Promise.any([Promise.reject(new Error('one')), Promise.reject(new Error('two'))])"
    )
  ).toMatch(/AggregateError[\s\S]*\[errors 0\] Error: one[\s\S]*\[errors 1\] Error: two/);
  expect(await traceback("require('fs').readFileSync('/no/such')")).toMatch(
    /ENOENT[\s\S]*code: 'ENOENT'/
  );
});

test("what is not an error can be thrown", async () => {
  expect(await notebook.error("throw 'text'")).toBe("Uncaught: 'text'");
  expect(await notebook.error("throw null")).toBe("Uncaught: null");
  expect(await notebook.error("throw {get name() { throw 1 }}")).toContain("Uncaught");
  expect(
    await notebook.error("class Own extends Error { name = 'Own' } throw new Own('mine')")
  ).toBe("Own: mine");
});

test("a cell that does not parse shows where", async () => {
  const text = await traceback("const a = 1;\nconst b = ;\n");
  expect(text).toMatch(
    /^SyntaxError: .*\n {4}at Cell\[\d+\]:2:11\n[\s\S]*> 2 \| const b = ;\n\s+\| {11}\^/
  );
  expect(await notebook.error("let twice = 1; let twice = 2")).toMatch(
    /^SyntaxError: .*twice.*already been declared/
  );
  expect(await notebook.error("const 😀 = ;")).toMatch(/^SyntaxError/);
});

test("an error's stack as text speaks of cells too", async () => {
  expect(
    await notebook.value("new Error('x').stack!.split('\\n')[1].trim().replace(/\\d+\\]/, 'N]')")
  ).toBe("'at Cell[N]:1:1'");
});

test("what a timer or a promise throws is an error of its cell, and the process lives", async () => {
  const first = await notebook.run(
    "setTimeout(() => { throw new Error('from a timer') }, 5); (async () => { await new Promise((r) => setTimeout(r, 5)); throw new Error('from a promise') })(); process.nextTick(() => { throw new Error('from a tick') })"
  );
  expect(first.outcome.status).toBe("ok");
  const second = await notebook.run("await new Promise((r) => setTimeout(r, 30)); 'alive'");
  expect(second.result).toBe("'alive'");
  expect(second.of("error")).toEqual([]);
  expect(
    first
      .of("error")
      .map(({evalue}) => evalue)
      .sort()
  ).toEqual(["from a promise", "from a tick", "from a timer"]);
  expect(plain(first.of("error")[0].traceback.join("\n"))).toContain("Cell[");
});

test("an event that nobody listens to as an error does not end the process", async () => {
  const run = await notebook.run(
    "require('fs').createReadStream('/no/such'); await new Promise((r) => setTimeout(r, 20)); 1"
  );
  expect(run.result).toBe("1");
  expect(run.of("error")[0]?.evalue).toContain("ENOENT");
});
