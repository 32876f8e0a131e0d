import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll, beforeAll, expect, onTestFinished, test} from "vitest";
import {isIdle, printed, resultOf, sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  const env = {NODE_OPTIONS: "--max-old-space-size=128"};
  kernel = await startKernel({args: ["--types", "off"], env});
});
afterAll(() => kernel.stop());

/** Waits until the runtime is there again. */
async function recovered(from: number): Promise<void> {
  const {client} = kernel;
  await client.until(() => {
    const states = client.heard.iopub
      .slice(from)
      .filter(({parent_header}) => !parent_header.msg_id);
    const texts = sequence(states);
    return texts.startsWith("restarting idle") || undefined;
  }, "restarting and idle");
}

const deaths = {
  "process.exit": ["process.exit(3)", "a cell called process.exit(3)"],
  "process.abort": ["process.abort()", "the process was ended by SIGABRT"],
  "a signal": ["process.kill(process.pid, 'SIGKILL'); while (true) {}", "SIGKILL"],
  "an exit code": ["process.reallyExit(7)", "the process ended with code 7"]
} as const;

for (const [name, [code, reason]] of Object.entries(deaths)) {
  test(`${name} is an error in its cell, and later cells run in a new process`, async () => {
    const {client} = kernel;
    await client.execute("var mine = 1;");
    const from = client.heard.iopub.length;
    const folder = mkdtempSync(path.join(tmpdir(), "convnotes-deaths-"));
    onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
    const go = path.join(folder, "go");
    const cell = client.sendCell(
      `const {existsSync} = require("node:fs");\n` +
        `while (!existsSync(${JSON.stringify(go)})) await new Promise((next) => setTimeout(next, 1));\n${code}`
    );
    const behind = client.sendCell("'behind'");
    // What is answered beside the cells has arrived after the cell behind.
    await client.request("kernel_info_request");
    writeFileSync(go, "");
    const {reply, published} = await client.answer(cell);
    // A process that aborts may have words of its own.
    const said = published.filter(({header}) => header.msg_type !== "stream");
    // Busy again: what was answered meanwhile had said idle.
    expect(sequence(said)).toBe("busy execute_input busy error idle");
    expect(reply.content).toMatchObject({status: "error", ename: "RuntimeExited"});
    expect(reply.content.evalue).toContain(reason);
    expect((await client.answer(behind)).reply.content.status).toBe("aborted");
    await recovered(from);
    const after = await client.execute("typeof mine");
    expect(resultOf(after.published)).toBe("'undefined'");
    // The error comes first: a client that hears of the restart forgets what it has asked.
    const order = client.heard.iopub.slice(from);
    const idle = order.findIndex(
      (message) => isIdle(message) && message.parent_header.msg_id === cell.header.msg_id
    );
    const restarting = order.findIndex(({content}) => content.execution_state === "restarting");
    expect(restarting).toBeGreaterThan(idle);
  });
}

test("what a cell printed before it called process.exit is not lost", async () => {
  const {client} = kernel;
  const from = client.heard.iopub.length;
  const {published} = await client.execute("console.log('last words'); process.exit()");
  expect(sequence(published)).toBe("busy execute_input stream error idle");
  expect(printed(published)).toBe("last words\n");
  await recovered(from);
});

test("running out of memory is an error that says so", async () => {
  const {client} = kernel;
  const from = client.heard.iopub.length;
  const code = "const all = []; while (true) all.push(new Array(1e6).fill(all.length + 0.5));";
  const {reply} = await client.execute(code);
  expect(reply.content).toMatchObject({status: "error", ename: "RuntimeExited"});
  expect(reply.content.evalue).toContain("the process ran out of memory");
  await recovered(from);
});

test("a death between cells is told below the last one, and the next cell runs", async () => {
  const {client} = kernel;
  const {
    client: {heard}
  } = kernel;
  const from = heard.iopub.length;
  const cell = client.sendCell("setTimeout(() => process.exit(5), 50); 'done'");
  expect((await client.answer(cell)).reply.content.status).toBe("ok");
  await client.until(
    () => printed(client.publishedFor(cell), "stderr").includes("process.exit(5)") || undefined,
    "word of the death"
  );
  await recovered(from);
  expect(resultOf((await client.execute("1 + 1")).published)).toBe("2");
});

test("cells that are sent while the runtime restarts wait for it", async () => {
  const {client} = kernel;
  const dying = client.sendCell("process.exit()", {stop_on_error: false});
  const behind = client.sendCell("'waited'");
  expect((await client.answer(dying)).reply.content.status).toBe("error");
  expect(resultOf((await client.answer(behind)).published)).toBe("'waited'");
});

test("the heartbeat and control answer while the runtime is dead", async () => {
  const {client} = kernel;
  const cell = client.sendCell("process.exit()");
  const {reply} = await client.request("kernel_info_request", {}, {channel: "control"});
  expect(reply.content.status).toBe("ok");
  await client.sockets.hb.send("beat");
  expect(String(await client.sockets.hb.receive())).toBe("beat");
  await client.answer(cell);
  expect(resultOf((await client.execute("1")).published)).toBe("1");
});

test("a runtime that dies before it is ready is tried again by the next cell, and says so", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-death-"));
  const broken = path.join(folder, "broken");
  const preload = path.join(folder, "preload.cjs");
  writeFileSync(broken, "");
  writeFileSync(
    preload,
    `if (/runtime.main\\.js$/.test(process.argv[1]) && require("fs").existsSync(${JSON.stringify(broken)})) process.exit(9);`
  );
  const env = {NODE_OPTIONS: `--require ${preload}`};
  const fragile = await startKernel({args: ["--types", "off"], env});
  const {reply} = await fragile.client.execute("1 + 1");
  expect(reply.content.evalue).toMatch(/never was ready, and the next cell tries again/);
  const states = fragile.client.heard.iopub.map(({content}) => content.execution_state);
  expect(states).not.toContain("restarting");
  rmSync(broken);
  const {published} = await fragile.client.execute("1 + 1");
  expect(JSON.stringify(resultOf(published))).toContain("2");
  await fragile.stop();
  rmSync(folder, {recursive: true});
});
