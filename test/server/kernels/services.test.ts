// The real client of JupyterLab against our server with our kernel.

import {mkdirSync} from "node:fs";
import path from "node:path";
import {
  type Kernel,
  KernelManager,
  type KernelMessage,
  KernelSpecManager,
  SessionManager
} from "@jupyterlab/services";
import {afterAll, beforeAll, describe, expect, test, vi} from "vitest";
import {useLab} from "../lab.ts";

const lab = useLab();
let kernels: KernelManager;
let sessions: SessionManager;

beforeAll(() => {
  // The client tells of its sockets on the console.
  vi.spyOn(console, "debug").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const serverSettings = lab.settings;
  kernels = new KernelManager({serverSettings, standby: "never"});
  sessions = new SessionManager({serverSettings, kernelManager: kernels, standby: "never"});
});

afterAll(async () => {
  await sessions.shutdownAll();
  await kernels.shutdownAll();
  sessions.dispose();
  kernels.dispose();
  vi.restoreAllMocks();
});

interface Ran {
  reply: KernelMessage.IExecuteReplyMsg;
  types: string[];
  text: string;
}

/** Runs a cell as JupyterLab does. */
async function run(kernel: Kernel.IKernelConnection, code: string): Promise<Ran> {
  const future = kernel.requestExecute({code}, true);
  const types: string[] = [];
  let text = "";
  future.onIOPub = ({header, content}) => {
    types.push(header.msg_type);
    if (header.msg_type === "stream") text += (content as {text: string}).text;
  };
  return {reply: await future.done, types, text};
}

function status(kernel: Kernel.IKernelConnection): Promise<void> {
  return expect.poll(() => kernel.status, {timeout: 30_000}).toBe("idle");
}

describe("KernelManager", () => {
  test("starts a kernel, runs a cell, and is told its states", async () => {
    const kernel = await kernels.startNew({name: "convnotes"});
    const states: string[] = [];
    kernel.statusChanged.connect((_kernel, state) => void states.push(state));
    const {reply, types, text} = await run(kernel, `console.log("hi"); 6 * 7`);
    expect(reply.content).toMatchObject({status: "ok", execution_count: 1});
    expect(types).toEqual(["status", "execute_input", "stream", "execute_result", "status"]);
    expect(text).toBe("hi\n");
    await status(kernel);
    expect(states).toContain("busy");
    expect((await kernel.info).language_info.name).toBe("typescript");
    const completion = await kernel.requestComplete({code: "Math.flo", cursor_pos: 8});
    expect(completion.content).toMatchObject({matches: ["floor"]});
    await kernel.shutdown();
    expect(kernel.isDisposed).toBe(true);
  });

  test("restarts a kernel and interrupts it; another connection goes on with it", async () => {
    const kernel = await kernels.startNew();
    const other = kernels.connectTo({model: kernel.model});
    await run(kernel, "const gone = 1");
    await kernel.restart();
    expect((await run(kernel, "gone")).reply.content).toMatchObject({status: "error"});
    expect((await run(other, "1")).reply.content).toMatchObject({status: "ok"});
    const endless = kernel.requestExecute({code: "for (;;) {}"}, true);
    await new Promise<void>((resolve) => {
      endless.onIOPub = ({header}) => void (header.msg_type === "execute_input" && resolve());
    });
    await kernel.interrupt();
    expect((await endless.done).content).toMatchObject({status: "error"});
    // A socket that drops is opened again, and nothing is lost.
    await kernel.reconnect();
    expect((await run(kernel, "2 + 2")).types).toContain("execute_result");
    other.dispose();
    await kernel.shutdown();
  });

  test("sees a kernel come back that had died", async () => {
    const kernel = await kernels.startNew();
    const {text} = await run(kernel, "console.log(process.ppid)");
    const died = new Promise<void>((resolve) =>
      kernel.statusChanged.connect((_kernel, state) => {
        if (state === "autorestarting") resolve();
      })
    );
    process.kill(Number(text), "SIGKILL");
    await died;
    expect((await run(kernel, `console.log("alive")`)).text).toBe("alive\n");
    await kernel.shutdown();
  });

  test("asks the reader and takes the answer", async () => {
    const kernel = await kernels.startNew();
    const future = kernel.requestExecute({code: `prompt("Who?")`, allow_stdin: true}, true);
    let text: unknown;
    future.onStdin = (question) => {
      expect(question.content).toMatchObject({prompt: "Who? "});
      const parent = (question as KernelMessage.IInputRequestMsg).header;
      kernel.sendInputReply({value: "Ada", status: "ok"}, parent);
    };
    future.onIOPub = ({header, content}) => {
      if (header.msg_type === "execute_result") {
        text = (content as {data: Record<string, unknown>}).data["text/plain"];
      }
    };
    await future.done;
    expect(text).toBe("'Ada'");
    await kernel.shutdown();
  });

  test("exchanges buffers over a comm, both ways, byte for byte", async () => {
    const kernel = await kernels.startNew();
    const heard = new Promise<KernelMessage.ICommMsgMsg>((resolve) =>
      kernel.registerCommTarget("figure", (comm) => {
        comm.onMsg = resolve;
        comm.send({hello: 1}, {}, [new Uint8Array([1, 2, 255]).buffer]);
      })
    );
    const {reply} = await run(
      kernel,
      `const comm = (globalThis as any)[Symbol.for("convnotes.host")].comm("figure");
       comm.onMessage = (data: unknown, [first]: DataView[]) => {
         const bytes = new Uint8Array(first.buffer, first.byteOffset, first.byteLength);
         comm.send({data, bytes: [...bytes]}, [bytes.slice().reverse()]);
       };`
    );
    expect(reply.content).toMatchObject({status: "ok"});
    const {content, buffers = []} = await heard;
    expect(content.data).toEqual({data: {hello: 1}, bytes: [1, 2, 255]});
    const {buffer, byteOffset, byteLength} = buffers[0] as DataView;
    expect([...new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)]).toEqual([255, 2, 1]);
    await kernel.shutdown();
  });
});

describe("SessionManager", () => {
  test("starts, finds, renames and ends a session, whose kernel is in its folder", async () => {
    mkdirSync(path.join(lab.rootDir, "lectures"));
    const session = await sessions.startNew({
      path: "lectures/01.ipynb",
      name: "01.ipynb",
      type: "notebook",
      kernel: {name: "convnotes"}
    });
    const {kernel} = session;
    if (!kernel) throw new Error("expected a kernel");
    const {text} = await run(kernel, "console.log(process.cwd(), process.env.JPY_SESSION_NAME)");
    const folder = path.join(lab.rootDir, "lectures");
    expect(text).toBe(`${folder} ${path.join(folder, "01.ipynb")}\n`);
    expect((await sessions.findByPath("lectures/01.ipynb"))?.id).toBe(session.id);
    await session.setPath("lectures/02.ipynb");
    await session.setName("02.ipynb");
    await sessions.refreshRunning();
    const [model] = [...sessions.running()];
    expect(model).toMatchObject({path: "lectures/02.ipynb", name: "02.ipynb", type: "notebook"});
    const changed = await session.changeKernel({name: "convnotes"});
    expect(changed?.id).not.toBe(kernel.id);
    await session.shutdown();
    await sessions.refreshRunning();
    expect([...sessions.running()]).toEqual([]);
    await kernels.refreshRunning();
    expect([...kernels.running()]).toEqual([]);
  });
});

describe("KernelSpecManager", () => {
  test("finds our kernel by default, which is installed nowhere, and those of the machine", async () => {
    const specs = new KernelSpecManager({serverSettings: lab.settings, standby: "never"});
    await specs.ready;
    expect(specs.specs?.default).toBe("convnotes");
    const own = specs.specs?.kernelspecs.convnotes;
    expect(own).toMatchObject({display_name: "TypeScript", language: "typescript"});
    expect(Object.keys(own?.resources ?? {}).sort()).toEqual([
      "logo-32x32",
      "logo-64x64",
      "logo-svg"
    ]);
    specs.dispose();
  });
});
