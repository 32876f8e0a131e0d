import {spawn} from "node:child_process";
import {once} from "node:events";
import {readFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {expect, test} from "vitest";
import {Notebook} from "./notebook.ts";

test("a process that ends can be started again, with a new scope", async () => {
  const notebook = new Notebook();
  await notebook.value("let kept = 1");
  await expect(notebook.begin("process.exit(3)").done).rejects.toThrow(
    "a cell called process.exit(3)"
  );
  notebook.start();
  expect(await notebook.value("typeof kept")).toBe("'undefined'");
  await notebook.close();
});

test("running out of memory is told as that", async () => {
  const notebook = new Notebook({env: {...process.env, NODE_OPTIONS: "--max-old-space-size=64"}});
  const run = notebook.begin(
    "const all: unknown[] = []; for (;;) all.push(new Array(1000).fill(all.length))"
  );
  await expect(run.done).rejects.toThrow("the process ran out of memory");
  await notebook.close();
});

test("a crash is told with its signal", async () => {
  const notebook = new Notebook();
  await expect(notebook.begin("process.kill(process.pid, 'SIGSEGV')").done).rejects.toThrow(
    "SIGSEGV"
  );
  expect(notebook.exits).toMatchObject([{code: null, signal: "SIGSEGV"}]);
  await notebook.close();
});

test("killing it also ends what its cells have started", async () => {
  const notebook = new Notebook();
  const pid = Number(await notebook.value("require('child_process').spawn('sleep', ['600']).pid"));
  expect(() => process.kill(pid, 0)).not.toThrow();
  await notebook.close();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test("it ends when the front is gone, even in the midst of a loop", async () => {
  const front = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `
    import {RuntimeProcess} from ${JSON.stringify(fileURLToPath(new URL("../../../dist/kernel/runtime/runtimeProcess.js", import.meta.url)))};
    const runtime = new RuntimeProcess();
    runtime.onMessage = (message) => { if (message.type === "stream") console.log(runtime.pid) };
    runtime.start({cwd: process.cwd(), env: process.env, mode: "convnotes"});
    runtime.send({type: "execute", parent: "p", name: "Cell[1]", code: "console.log(1); for (;;);", executionCount: 1, silent: false, userExpressions: {}, allowStdin: false});
  `
    ],
    {stdio: ["ignore", "pipe", "inherit"]}
  );
  const [chunk] = (await once(front.stdout, "data")) as [Buffer];
  const pid = Number(String(chunk));
  expect(isAlive(pid)).toBe(true);
  front.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), {timeout: 10_000}).toBe(false);
});

/** Whether a process runs; one that has ended may stay in the table until its parent asks. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && process.platform !== "linux";
  }
}
