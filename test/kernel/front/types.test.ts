import {stripVTControlCharacters} from "node:util";
import {afterEach, describe, expect, test} from "vitest";
import {printed, resultOf, sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
const start = async (...args: string[]) => (kernel = await startKernel({args}));
afterEach(() => kernel.stop());

const wrong = "const n: number = 'text';\nconsole.log(n);";

describe("a cell with a type error", () => {
  test("does not run, and shows where it is wrong", async () => {
    const {client} = await start();
    const {reply, published} = await client.execute(wrong);
    expect(sequence(published)).toBe("busy execute_input error idle");
    expect(reply.content.ename).toBe("TypeScriptError");
    const traceback = (reply.content.traceback as string[]).map(stripVTControlCharacters);
    expect(traceback).toEqual([
      "Cell[1]:1:7 - error TS2322: Type 'string' is not assignable to type 'number'.",
      "> 1 | const n: number = 'text';",
      "    |       ~",
      "  2 | console.log(n);"
    ]);
    // It never ran, so there is no n that a later cell could use.
    const later = await client.execute("n");
    expect(later.reply.content.evalue).toContain("TS2304");
  });

  test("aborts the cells behind it", async () => {
    const {client} = await start();
    const cell = client.sendCell(wrong);
    const behind = client.sendCell("1");
    expect((await client.answer(cell)).reply.content.status).toBe("error");
    expect((await client.answer(behind)).reply.content.status).toBe("aborted");
  });

  test("runs all the same where it says so", async () => {
    const {client} = await start();
    const {published} = await client.execute(`// @ts-nocheck\n${wrong}`);
    expect(printed(published)).toBe("text\n");
  });

  test("runs and is told of with --types report", async () => {
    const {client} = await start("--types", "report");
    const {reply, published} = await client.execute(wrong);
    expect(reply.content.status).toBe("ok");
    expect(printed(published)).toBe("text\n");
    expect(printed(published, "stderr")).toContain("Cell[1]:1:7");
  });

  test("runs in silence with --types off, and its names are still completed", async () => {
    const {client} = await start("--types", "off");
    const {published} = await client.execute(`const someName: number = 'text'; someName`);
    expect(resultOf(published)).toBe("'text'");
    expect(printed(published, "stderr")).toBe("");
    const {reply} = await client.request("complete_request", {code: "someN", cursor_pos: 5});
    expect(reply.content.matches).toContain("someName");
  });
});

test("types are strict, save under --tslab", async () => {
  const code = "const text: string = null as string | null; text";
  const strict = await start();
  expect((await strict.client.execute(code)).reply.content.evalue).toContain("TS2322");
  await strict.stop();
  const loose = await start("--tslab");
  expect((await loose.client.execute(code)).reply.content.status).toBe("ok");
});

test("a cell that is stopped while its types are checked does not run, and the next one does", async () => {
  const {client} = await start();
  const cell = client.sendCell("console.log('not to be seen'); const early = 1;");
  await client.hear("iopub", ({header}) => header.msg_type === "execute_input");
  client.send("control", "interrupt_request");
  const {reply, published} = await client.answer(cell);
  // The first check takes as long as the compiler takes to start.
  expect(reply.content).toMatchObject({status: "error", ename: "KeyboardInterrupt"});
  expect(printed(published)).toBe("");
  const later = await client.execute("const early = 'again'; early");
  expect(resultOf(later.published)).toBe("'again'");
});

test("completion and hover answer while a cell is running", async () => {
  const {client} = await start();
  await client.execute("const someName = 1;");
  const cell = client.sendCell("console.log('here'); while (true) {}");
  await client.until(
    () => printed(client.publishedFor(cell)).includes("here") || undefined,
    "the cell to be there"
  );
  const {reply} = await client.request("complete_request", {code: "someN", cursor_pos: 5});
  expect(reply.content.matches).toContain("someName");
  const hover = await client.request("inspect_request", {code: "someName", cursor_pos: 5});
  expect(hover.reply.content.found).toBe(true);
  client.send("control", "interrupt_request");
  await client.answer(cell);
});

test("what a dead runtime had declared is unknown to the next one's types", async () => {
  const {client} = await start();
  await client.execute("const gone = 1;");
  await client.execute("process.exit()");
  const {reply} = await client.execute("gone");
  expect(reply.content.evalue).toContain("TS2304");
});
