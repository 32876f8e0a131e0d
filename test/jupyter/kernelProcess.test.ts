import {spawn} from "node:child_process";
import {once} from "node:events";
import {existsSync, readFileSync, statSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {describe, expect, onTestFinished, test} from "vitest";
import {connectKernel} from "../../src/jupyter/kernelClient.ts";
import {
  type KernelProcess,
  startKernel,
  type StartKernelOptions
} from "../../src/jupyter/kernelProcess.ts";
import type {InstalledKernel} from "../../src/jupyter/kernelspec.ts";
import {needs} from "../tools.ts";
import {ipykernel, isAlive, ours, shellKernel, temporaryFolder, until} from "./kernels.ts";

async function start(
  kernel: InstalledKernel,
  options: Partial<StartKernelOptions> = {}
): Promise<KernelProcess> {
  const started = await startKernel(kernel, {runtimeDir: temporaryFolder(), ...options});
  onTestFinished(() => started.kill());
  return started;
}

describe("startKernel", () => {
  test("writes a connection file that only its owner reads, and removes it with the kernel", async () => {
    const runtimeDir = path.join(temporaryFolder(), "runtime");
    const kernel = await start(ours, {runtimeDir, id: "one"});
    expect(kernel.connectionFile).toBe(path.join(runtimeDir, "kernel-one.json"));
    expect(statSync(kernel.connectionFile).mode & 0o777).toBe(0o600);
    expect(statSync(runtimeDir).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(kernel.connectionFile, "utf8"))).toEqual(kernel.connection);
    expect(kernel.connection.kernel_name).toBe("convnotes");
    kernel.kill();
    expect(await kernel.exited).toEqual({code: null, signal: "SIGKILL"});
    expect(existsSync(kernel.connectionFile)).toBe(false);
  });

  test("runs the kernel in the folder and the environment, with what the kernelspec adds", async () => {
    const cwd = temporaryFolder();
    const spec = {env: {PLACE: "${HERE}/data", MISSING: "${NOWHERE_SET}"}};
    const kernel = await start(shellKernel('echo "$PWD $PLACE $MISSING $JPY_PARENT_PID"', spec), {
      cwd,
      env: {...process.env, HERE: "/here"}
    });
    expect(await kernel.exited).toEqual({code: 0, signal: null});
    expect(kernel.lastOutput).toBe(`${cwd} /here/data \${NOWHERE_SET} ${process.pid}\n`);
  });

  test("names the command or the folder that is not there, and leaves no file", async () => {
    const runtimeDir = temporaryFolder();
    const missing = {...ours, spec: {...ours.spec, argv: ["no-such-command"]}};
    await expect(startKernel(missing, {runtimeDir, id: "a"})).rejects.toThrow(
      "startKernel: expected the command no-such-command, but it cannot be used"
    );
    await expect(startKernel(ours, {runtimeDir, id: "a", cwd: "/no/such"})).rejects.toThrow(
      "startKernel: expected the folder /no/such, but it cannot be used"
    );
    expect(existsSync(path.join(runtimeDir, "kernel-a.json"))).toBe(false);
  });
});

describe("KernelProcess.shutdown", () => {
  test("lets our kernel end by itself", async () => {
    const kernel = await start(ours);
    await connectKernel(kernel).then((client) => client.close());
    expect(await kernel.shutdown()).toEqual({code: 0, signal: null});
    expect(kernel.hasExited).toBe(true);
    expect(await kernel.shutdown()).toEqual({code: 0, signal: null});
  });

  test("ends a kernel that does not answer, and what it has started", async () => {
    const line = `trap "" TERM INT; sleep 1000 & echo $!; while :; do wait; done`;
    const kernel = await start(shellKernel(line));
    await until(() => kernel.lastOutput !== "", "the id of what it has started");
    const below = Number(kernel.lastOutput);
    expect(isAlive(below)).toBe(true);
    expect((await kernel.shutdown()).signal).toBe("SIGKILL");
    await until(() => !isAlive(below), "the end of what it has started");
  });
});

describe("KernelProcess.interrupt", () => {
  test("sends a message where the kernelspec says so, and stops the cell", async () => {
    const kernel = await start(ours);
    const client = await connectKernel(kernel);
    onTestFinished(() => client.close());
    const busy = new Promise<void>((resolve) =>
      client.listen((_channel, {header}) => header.msg_type === "execute_input" && resolve())
    );
    const reply = client.request("execute_request", {code: "for (;;) {}"});
    await busy;
    await kernel.interrupt();
    expect((await reply).content).toMatchObject({status: "error"});
    expect(kernel.hasExited).toBe(false);
  });

  test("sends a signal otherwise, also to what the cell has started", async (context) => {
    needs(context, "ipykernel");
    const kernel = await start(ipykernel);
    const client = await connectKernel(kernel);
    onTestFinished(() => client.close());
    const printed = new Promise<void>((resolve) =>
      client.listen((_channel, {header}) => header.msg_type === "stream" && resolve())
    );
    const code = `import time; print("on", flush=True); time.sleep(1000)`;
    const reply = client.request("execute_request", {code, silent: false});
    await printed;
    await kernel.interrupt();
    expect((await reply).content).toMatchObject({status: "error", ename: "KeyboardInterrupt"});
    expect(await kernel.shutdown()).toEqual({code: 0, signal: null});
  });
});

describe("a parent that is killed", () => {
  const parent = fileURLToPath(new URL("../input/jupyter/parent.js", import.meta.url));

  test.each([
    ["our kernel", ours],
    ["one that looks for no parent", shellKernel(`trap "" TERM; sleep 1000 & wait; wait`)]
  ])("leaves no kernel behind: %s", async (_name, kernel) => {
    const child = spawn(process.execPath, [parent, JSON.stringify(kernel), temporaryFolder()], {
      stdio: ["ignore", "pipe", "inherit"]
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    child.kill("SIGKILL");
    await until(() => !isGroupAlive(pid), "the end of the kernel");
  });

  /** Whether anything is left of what the kernel has started. */
  function isGroupAlive(pid: number): boolean {
    return isAlive(-pid);
  }
});
