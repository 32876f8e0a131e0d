import {stripVTControlCharacters} from "node:util";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {type KernelClient, printed, resultOf, sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

const started: StartedKernel[] = [];
afterAll(() => Promise.all(started.map((kernel) => kernel.stop())));

async function start(...args: string[]): Promise<KernelClient> {
  const kernel = await startKernel({args});
  started.push(kernel);
  return kernel.client;
}

const wrong = "const n: number = 'text';\nconsole.log(n);";

describe("a kernel that blocks on type errors", () => {
  let client: KernelClient;
  beforeAll(async () => {
    client = await start();
  });

  test("stops a cell while its types are checked, and runs the next one", async () => {
    const cell = client.sendCell("console.log('not to be seen'); const early = 1;");
    await client.hear("iopub", ({header}) => header.msg_type === "execute_input");
    client.send("control", "interrupt_request");
    // The first check takes as long as the compiler takes to start.
    const {reply, published} = await client.answer(cell);
    expect(reply.content).toMatchObject({status: "error", ename: "KeyboardInterrupt"});
    expect(printed(published)).toBe("");
    const later = await client.execute("const early = 'again'; early");
    expect(resultOf(later.published)).toBe("'again'");
  });

  test("does not run a cell with an error, and shows where it is wrong", async () => {
    const {reply, published} = await client.execute(wrong);
    expect(sequence(published)).toBe("busy execute_input error idle");
    expect(reply.content.ename).toBe("TypeScriptError");
    const traceback = (reply.content.traceback as string[]).map(stripVTControlCharacters);
    expect(traceback).toEqual([
      `Cell[${String(reply.content.execution_count)}]:1:7 - ` +
        "error TS2322: Type 'string' is not assignable to type 'number'.",
      "> 1 | const n: number = 'text';",
      "    |       ^",
      "  2 | console.log(n);"
    ]);
    // It never ran, so there is no n that a later cell could use.
    const later = await client.execute("n");
    expect(later.reply.content.evalue).toContain("TS2304");
  });

  test("aborts the cells behind the error", async () => {
    const cell = client.sendCell(wrong);
    const behind = client.sendCell("1");
    expect((await client.answer(cell)).reply.content.status).toBe("error");
    expect((await client.answer(behind)).reply.content.status).toBe("aborted");
  });

  test("runs a cell all the same that asks for it", async () => {
    const {published} = await client.execute(`// @ts-nocheck\n${wrong}`);
    expect(printed(published)).toBe("text\n");
  });

  test("is strict", async () => {
    const {reply} = await client.execute("const text: string = null as string | null; text");
    expect(reply.content.evalue).toContain("TS2322");
  });

  test("completes and explains while a cell is running", async () => {
    await client.execute("const someName = 1;");
    const cell = client.sendCell("console.log('here'); while (true) {}");
    const isHere = () => printed(client.publishedFor(cell)).includes("here") || undefined;
    await client.until(isHere, "the cell to be there");
    const {reply} = await client.request("complete_request", {code: "someN", cursor_pos: 5});
    expect(reply.content.matches).toContain("someName");
    const hover = await client.request("inspect_request", {code: "someName", cursor_pos: 5});
    expect(hover.reply.content.found).toBe(true);
    client.send("control", "interrupt_request");
    await client.answer(cell);
  });

  test("forgets what a runtime had declared that died", async () => {
    await client.execute("const gone = 1;");
    await client.execute("process.exit()");
    const {reply} = await client.execute("gone");
    expect(reply.content.evalue).toContain("TS2304");
  });
});

test("--types report runs a cell with an error and tells of it", async () => {
  const client = await start("--types", "report");
  const {reply, published} = await client.execute(wrong);
  expect(reply.content.status).toBe("ok");
  expect(printed(published)).toBe("text\n");
  expect(printed(published, "stderr")).toContain("Cell[1]:1:7");
});

test("types that take longer than their budget do not keep a cell waiting, and are told later", async () => {
  const client = await start("--types-budget", "0");
  // The first cell also waits for the compiler to start.
  await client.execute("'first'");
  const cell = client.sendCell(wrong);
  const {reply, published} = await client.answer(cell);
  expect(reply.content.status).toBe("ok");
  expect(printed(published)).toBe("text\n");
  const isTold = () =>
    printed(client.publishedFor(cell), "stderr").includes("Cell[2]:1:7") || undefined;
  await client.until(isTold, "word of the error");
});

test("--types off says nothing, and still completes what was declared", async () => {
  const client = await start("--types", "off");
  const {published} = await client.execute(`const someName: number = 'text'; someName`);
  expect(resultOf(published)).toBe("'text'");
  expect(printed(published, "stderr")).toBe("");
  const {reply} = await client.request("complete_request", {code: "someN", cursor_pos: 5});
  expect(reply.content.matches).toContain("someName");
});

test("--tslab is not strict", async () => {
  const client = await start("--tslab");
  const {reply} = await client.execute("const text: string = null as string | null; text");
  expect(reply.content.status).toBe("ok");
});
