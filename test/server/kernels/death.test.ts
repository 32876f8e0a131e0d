import {spawn} from "node:child_process";
import {once} from "node:events";
import {readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {describe, expect, onTestFinished, test} from "vitest";
import type {ExecutionModel} from "../../../src/server/executions/executionsRoutes.ts";
import type {KernelModel} from "../../../src/server/kernels/runningKernel.ts";
import {isAlive, ours, shellKernel, temporaryFolder, until} from "../../jupyter/kernels.ts";
import {connect, startKernel} from "../channels/socket.ts";
import {startLab, useLab} from "../lab.ts";

/** Ends as soon as it is started. */
const mortal = {...shellKernel("exit 3"), name: "mortal"};
const lab = useLab({kernels: [ours, mortal]});

describe("a kernel that dies", () => {
  test("is started again; its cell says so, and what waited is answered", async () => {
    const kernel = await startKernel(lab);
    const socket = await connect(lab, kernel);
    const pidOf = socket.execute("console.log(process.ppid)");
    await socket.done(pidOf);
    const pid = Number(socket.printed(pidOf));
    const running = socket.execute(`console.log("on"); await new Promise(() => {})`, "cell");
    const waiting = socket.execute("1");
    await socket.until(() => socket.printed(running) === "on\n", "the cell's begin");
    process.kill(pid, "SIGKILL");
    expect((await socket.done(running)).content).toMatchObject({status: "aborted"});
    expect((await socket.done(waiting)).content).toMatchObject({status: "aborted"});
    const isState = (state: string) => (): boolean =>
      socket.heard.some(({content}) => content.execution_state === state);
    await socket.until(isState("restarting"), "the state restarting");
    const {executions} = await lab.get<{executions: ExecutionModel[]}>(
      `api/convnotes/executions?kernel_id=${kernel}`
    );
    expect(executions.find(({cell_id}) => cell_id === "cell")).toMatchObject({
      state: "done",
      status: "aborted",
      outputs: [
        {output_type: "stream", text: "on\n"},
        {
          output_type: "error",
          ename: "KernelDied",
          evalue: "the kernel died (SIGKILL); what its cells declared is gone"
        }
      ]
    });
    const after = socket.execute(`console.log("again")`);
    // Whoever asks while it is started is answered when it is up, like a front end that connects anew.
    await socket.until(() => socket.printed(after) === "again\n", "the new kernel");
    expect(await lab.get(`api/kernels/${kernel}`)).toMatchObject({connections: 1});
  });

  test("again and again is dead after five new starts, until somebody restarts it", async () => {
    const kernel = await startKernel(lab, {name: "mortal"});
    const socket = await connect(lab, kernel);
    await socket.until(
      () => socket.heard.some(({content}) => content.execution_state === "dead"),
      "the state dead"
    );
    const states = socket.heard.map(({content}) => content.execution_state);
    expect(states.slice(-1)).toEqual(["dead"]);
    expect(states.filter((state) => state === "restarting").length).toBeLessThanOrEqual(5);
    expect(await lab.get(`api/kernels/${kernel}`)).toMatchObject({execution_state: "dead"});
    const {status} = await lab.ask(`api/kernels/${kernel}/restart`, {method: "POST"});
    expect(status).toBe(500);
  });

  test("is dead at once when its command is gone, and comes back with it", async () => {
    const command = path.join(temporaryFolder(), "kernel");
    const start = `#!/bin/sh\nexec "$@"\n`;
    writeFileSync(command, start, {mode: 0o755});
    const fragile = {
      ...ours,
      name: "fragile",
      spec: {...ours.spec, argv: [command, ...ours.spec.argv]}
    };
    const own = await startLab({kernels: [fragile]});
    onTestFinished(() => own.close());
    const {id} = await own.get<KernelModel>("api/kernels", {method: "POST"});
    rmSync(command);
    expect((await own.ask(`api/kernels/${id}/restart`, {method: "POST"})).status).toBe(500);
    expect(await own.get(`api/kernels/${id}`)).toMatchObject({execution_state: "dead"});
    writeFileSync(command, start, {mode: 0o755});
    const model = await own.get<KernelModel>(`api/kernels/${id}/restart`, {method: "POST"});
    expect(model.execution_state).toBe("idle");
  });
});

describe("two who restart a kernel at once", () => {
  test("get the same new one", async () => {
    const kernel = await startKernel(lab);
    const restart = (): Promise<KernelModel> =>
      lab.get(`api/kernels/${kernel}/restart`, {method: "POST"});
    const models = await Promise.all([restart(), restart()]);
    expect(models.map(({execution_state}) => execution_state)).toEqual(["idle", "idle"]);
    const socket = await connect(lab, kernel);
    expect((await socket.done(socket.execute("1"))).content).toMatchObject({execution_count: 1});
  });
});

describe("idle kernels", () => {
  test("are shut down when that is asked for, but not those that compute or are looked at", async () => {
    const own = await startLab({cullIdleTimeout: 0.5, cullInterval: 0.1, kernels: [ours]});
    onTestFinished(() => own.close());
    const start = async (): Promise<string> =>
      (await own.get<KernelModel>("api/kernels", {method: "POST"})).id;
    const [idle, busy, open] = [await start(), await start(), await start()];
    const [ofBusy] = [await connect(own, busy), await connect(own, open)];
    const cell = ofBusy.execute("await new Promise(() => {})");
    await ofBusy.until(() => ofBusy.of(cell).length > 1, "the cell's begin");
    await ofBusy.leave();
    const there = async (): Promise<string[]> =>
      (await own.get<KernelModel[]>("api/kernels")).map(({id}) => id);
    await expect.poll(there, {timeout: 30_000}).toEqual([busy, open]);
    expect(await there()).not.toContain(idle);
  });
});

describe("the end of the server", () => {
  const script = fileURLToPath(new URL("../../input/server/serverWithKernels.js", import.meta.url));

  /** A server in a process of its own with two kernels and a terminal, and the groups that they lead. */
  async function start(): Promise<{
    server: ReturnType<typeof spawn>;
    groups: number[];
    runtime: string;
  }> {
    const runtime = temporaryFolder();
    const server = spawn(process.execPath, [script, runtime], {
      stdio: ["ignore", "pipe", "inherit"]
    });
    onTestFinished(() => void server.kill("SIGKILL"));
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    return {server, groups: JSON.parse(line.toString()) as number[], runtime};
  }

  test.skipIf(process.platform !== "linux").each(["SIGKILL", "SIGTERM"] as const)(
    "leaves no process behind: %s",
    async (signal) => {
      const {server, groups, runtime} = await start();
      expect(groups).toHaveLength(3);
      expect(groups.every((pid) => isAlive(-pid))).toBe(true);
      server.kill(signal);
      await until(() => !groups.some((pid) => isAlive(-pid)), "the end of all processes");
      if (signal === "SIGKILL") return;
      const [code] =
        server.exitCode === null ? ((await once(server, "exit")) as [number]) : [server.exitCode];
      expect(code).toBe(0);
      expect(readdirSync(runtime).filter((file) => file.startsWith("kernel-"))).toEqual([]);
    }
  );
});

test("connection files can be read by nobody else, and say what is needed to connect", async () => {
  const folder = temporaryFolder();
  const own = await startLab({runtimeDir: folder, kernels: [ours]});
  onTestFinished(() => own.close());
  const {id} = await own.get<KernelModel>("api/kernels", {method: "POST"});
  const file = path.join(folder, `kernel-${id}.json`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    kernel_name: "convnotes",
    ip: "127.0.0.1"
  });
});
