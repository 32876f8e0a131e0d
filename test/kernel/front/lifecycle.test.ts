import {spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll, afterEach, describe, expect, test} from "vitest";
import {Router} from "zeromq";
import {newConnection} from "../../../src/jupyter/connectionFile.ts";
import {KernelClient, resultOf, sequence} from "../client.ts";
import {freePorts, kernelMain, startKernel, type StartedKernel} from "../startKernel.ts";

const folder = mkdtempSync(path.join(tmpdir(), "convnotes-lifecycle-"));
const started: StartedKernel[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((kernel) => kernel.stop()));
});
afterAll(() => rmSync(folder, {recursive: true}));

async function start(...options: Parameters<typeof startKernel>): Promise<StartedKernel> {
  const kernel = await startKernel(...options);
  started.push(kernel);
  return kernel;
}

describe("shutdown_request", () => {
  for (const channel of ["control", "shell"] as const) {
    for (const restart of [true, false]) {
      test(`on ${channel} with restart ${restart} is answered, then the process ends`, async () => {
        const kernel = await start();
        const request = kernel.client.send(channel, "shutdown_request", {restart});
        const {reply} = await kernel.client.answer(request, channel);
        expect(reply.header.msg_type).toBe("shutdown_reply");
        expect(reply.content).toEqual({status: "ok", restart});
        const told = await kernel.client.hear(
          "iopub",
          ({header}) => header.msg_type === "shutdown_reply"
        );
        expect(told.content).toEqual({status: "ok", restart});
        expect(await kernel.exit).toBe(0);
      });
    }
  }

  test("on control ends a kernel whose cell never does", async () => {
    const kernel = await start();
    const cell = kernel.client.sendCell("setInterval(() => {}, 10); while (true) {}");
    await kernel.client.until(
      () => kernel.client.publishedFor(cell).length === 2 || undefined,
      "the cell to begin"
    );
    await kernel.client.request("shutdown_request", {restart: false}, {channel: "control"});
    expect(await kernel.exit).toBe(0);
  });

  test("on shell waits for the cells before it", async () => {
    const kernel = await start();
    const cell = kernel.client.sendCell("'before'");
    kernel.client.send("shell", "shutdown_request", {restart: false});
    expect(resultOf((await kernel.client.answer(cell)).published)).toBe("'before'");
    expect(await kernel.exit).toBe(0);
  });
});

describe("the process", () => {
  test("says that it is starting, to the first who listens", async () => {
    const kernel = await start();
    const {heard} = kernel.client;
    const first = "iopub_welcome starting";
    // All who listen by then hear it.
    await kernel.client.until(
      () => sequence(heard.iopub.slice(0, 2)) === first || undefined,
      first
    );
    const other = kernel.connect();
    await other.ready();
    await other.request("kernel_info_request");
    await kernel.client.request("kernel_info_request");
    const expected = "iopub_welcome busy idle busy idle";
    await other.until(() => sequence(other.heard.iopub) === expected || undefined, expected);
  });

  test("ends when its parent's process is gone", async () => {
    const parent = spawn("sleep", ["60"]);
    const kernel = await start({env: {JPY_PARENT_PID: String(parent.pid)}});
    parent.kill();
    expect(await kernel.exit).toBe(0);
  });

  test("ends when standard input does, if that is said to be its parent's", async () => {
    const kernel = await start({env: {CONVNOTES_PARENT_STDIN: "1"}});
    kernel.process.stdin?.end();
    expect(await kernel.exit).toBe(0);
  });

  test("ends when its parent closes the IPC channel that it opened", async () => {
    const file = path.join(folder, "ipc.json");
    const connection = newConnection(await freePorts());
    writeFileSync(file, JSON.stringify(connection));
    const child = spawn(process.execPath, [kernelMain, file], {
      stdio: ["ignore", "ignore", "ignore", "ipc"]
    });
    const exit = once(child, "exit");
    const client = new KernelClient(connection);
    await client.ready();
    child.disconnect();
    expect(await exit).toEqual([0, null]);
    client.close();
  });

  test("goes on without standard input otherwise, which Jupyter's clients close", async () => {
    const kernel = await start();
    kernel.process.stdin?.end();
    expect(resultOf((await kernel.client.execute("1 + 1")).published)).toBe("2");
  });

  test("takes its runtime along when it is killed", async () => {
    const kernel = await start();
    const pid = Number(resultOf((await kernel.client.execute("process.pid")).published));
    kernel.client.sendCell("while (true) {}");
    await kernel.client.until(
      () => kernel.client.heard.iopub.at(-1)?.header.msg_type === "execute_input" || undefined,
      "the cell to begin"
    );
    kernel.process.kill("SIGKILL");
    await kernel.exit;
    await expect.poll(() => exists(pid), {timeout: 10_000}).toBe(false);
  });

  test("fails with a word when its port is taken, its file is missing or its arguments are wrong", async () => {
    const taken = new Router();
    const numbers = await freePorts();
    await taken.bind(`tcp://127.0.0.1:${numbers.hb}`);
    const run = async (...args: string[]) => {
      const child = spawn(process.execPath, [kernelMain, ...args]);
      let text = "";
      child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
      const [code] = (await once(child, "close")) as [number];
      return {code, text};
    };
    expect(await run("nowhere.json")).toMatchObject({
      code: 1,
      text: expect.stringMatching(/^convnotes kernel: ENOENT.*nowhere\.json'\n$/) as unknown
    });
    expect(await run()).toMatchObject({code: 1, text: expect.stringContaining("usage") as unknown});
    expect(await run("x.json", "--types", "maybe")).toMatchObject({code: 1});
    const connection = JSON.stringify(newConnection(numbers));
    const file = path.join(folder, "taken.json");
    writeFileSync(file, connection);
    expect(await run(file)).toMatchObject({
      code: 1,
      text: expect.stringContaining("Address already in use") as unknown
    });
    taken.close();
  });

  test("needs no signatures when the key is empty", async () => {
    const kernel = await start({connection: {key: ""}});
    const {reply, published} = await kernel.client.request("kernel_info_request");
    expect(reply.content.status).toBe("ok");
    expect(sequence(published)).toBe("busy idle");
  });
});

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
