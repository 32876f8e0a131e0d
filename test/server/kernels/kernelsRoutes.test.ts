// As jupyter_server's own tests of `/api/kernels`, and what they leave out.

import {mkdirSync} from "node:fs";
import path from "node:path";
import {afterEach, describe, expect, test} from "vitest";
import type {KernelModel} from "../../../src/server/kernels/runningKernel.ts";
import {shellKernel, ours} from "../../jupyter/kernels.ts";
import {connect} from "../channels/socket.ts";
import {useLab} from "../lab.ts";
import {ownKernels} from "./ownKernels.ts";

const broken = {
  ...shellKernel(""),
  name: "broken",
  spec: {...ours.spec, argv: ["no-such-command"]}
};
const lab = useLab({baseUrl: "/a%40b/", kernels: [ours, broken]});

const list = (): Promise<KernelModel[]> => lab.get("api/kernels");
const start = (body: object = {}): Promise<KernelModel> => lab.get("api/kernels", {body});

async function failure(
  path: string,
  options: {method?: string; body?: unknown} = {}
): Promise<unknown> {
  const answer = await lab.ask(path, options);
  const {message} = (await answer.json()) as {message: string};
  return [answer.status, message];
}

afterEach(async () => {
  for (const {id} of await list()) await lab.ask(`api/kernels/${id}`, {method: "DELETE"});
});

describe("/api/kernels", () => {
  test("lists none at first, and starts the default one without a word in the body", async () => {
    expect(await list()).toEqual([]);
    const answer = await lab.ask("api/kernels", {method: "POST"});
    expect(answer.status).toBe(201);
    const kernel = (await answer.json()) as KernelModel;
    expect(kernel).toMatchObject({name: "convnotes", execution_state: "starting", connections: 0});
    expect(answer.headers.get("location")).toBe(`/a%40b/api/kernels/${kernel.id}`);
    expect((await list()).map(({id}) => id)).toEqual([kernel.id]);
    expect(Date.parse(kernel.last_activity)).toBeLessThanOrEqual(Date.now());
    expect(await lab.get(`api/status`)).toMatchObject({kernels: 1, connections: 0});
  });

  test("becomes idle by itself, busy by a cell, and tells when it was last used", async () => {
    const {id, last_activity} = await start();
    const get = (): Promise<KernelModel> => lab.get(`api/kernels/${id}`);
    await expect.poll(async () => (await get()).execution_state, {timeout: 30_000}).toBe("idle");
    const socket = await connect(lab, id);
    const cell = socket.execute("await new Promise((resolve) => setTimeout(resolve, 300))");
    await socket.until(() => socket.of(cell).length > 1, "busy");
    expect((await get()).execution_state).toBe("busy");
    await socket.done(cell);
    expect((await get()).execution_state).toBe("idle");
    expect(Date.parse((await get()).last_activity)).toBeGreaterThan(Date.parse(last_activity));
  });

  test("takes an id that a client has chosen, once", async () => {
    const kernel_id = "11111111-2222-3333-4444-555555555555";
    expect((await start({kernel_id})).id).toBe(kernel_id);
    expect(await failure("api/kernels", {body: {kernel_id}})).toEqual([
      409,
      `Kernel already exists: ${kernel_id}`
    ]);
    expect(((await failure("api/kernels", {body: {kernel_id: "../../x"}})) as number[])[0]).toBe(
      400
    );
    expect(((await failure("api/kernels", {body: {kernel_id: 1}})) as number[])[0]).toBe(400);
  });

  test("starts a kernel in the folder it is told, or the nearest that is there", async () => {
    mkdirSync(path.join(lab.rootDir, "folder"));
    for (const folder of ["folder", "/folder/none/yet"]) {
      const {id} = await start({path: folder});
      const socket = await connect(lab, id);
      const cell = socket.execute("console.log(process.cwd())");
      await socket.done(cell);
      expect(socket.printed(cell).trim()).toBe(path.join(lab.rootDir, "folder"));
    }
    expect(((await failure("api/kernels", {body: {path: "../.."}})) as number[])[0]).toBe(404);
  });

  test("says which kernel is not there, or why it cannot be started", async () => {
    expect(await failure("api/kernels", {body: {name: "cobol"}})).toEqual([
      501,
      "The 'cobol' kernel is not available. Please pick another suitable kernel instead, or install that kernel."
    ]);
    const [status, message] = (await failure("api/kernels", {body: {name: "broken"}})) as [
      number,
      string
    ];
    expect([status, message]).toEqual([500, expect.stringContaining("no-such-command")]);
    expect(await list()).toEqual([]);
  });
});

describe("/api/kernels/<id>", () => {
  const nobody = "11111111-1111-1111-1111-111111111111";

  test("is 404 for a kernel that is not there, whatever is asked of it", async () => {
    const missing = [404, `Kernel does not exist: ${nobody}`];
    expect(await failure(`api/kernels/${nobody}`)).toEqual(missing);
    expect(await failure(`api/kernels/${nobody}`, {method: "DELETE"})).toEqual(missing);
    expect(await failure(`api/kernels/${nobody}/restart`, {method: "POST"})).toEqual(missing);
    expect(await failure(`api/kernels/${nobody}/interrupt`, {method: "POST"})).toEqual(missing);
  });

  test("DELETE ends the kernel, and closes its clients' sockets", async () => {
    const {id} = await start();
    const socket = await connect(lab, id);
    const {status} = await lab.ask(`api/kernels/${id}`, {method: "DELETE"});
    expect(status).toBe(204);
    await socket.closed();
    expect(await list()).toEqual([]);
  });

  test("interrupt stops the running cell and keeps what was declared", async () => {
    const {id} = await start();
    const socket = await connect(lab, id);
    await socket.done(socket.execute("const kept = 42"));
    const endless = socket.execute("for (;;) {}");
    await socket.until(() => socket.of(endless).length > 1, "the cell's begin");
    expect((await lab.ask(`api/kernels/${id}/interrupt`, {method: "POST"})).status).toBe(204);
    expect((await socket.done(endless)).content).toMatchObject({status: "error"});
    const cell = socket.execute("console.log(kept)");
    await socket.done(cell);
    expect(socket.printed(cell)).toBe("42\n");
  });

  test("restart gives a new kernel under the same id, and lets no cell wait for the old one", async () => {
    const {id} = await start();
    const socket = await connect(lab, id);
    await socket.done(socket.execute("const gone = 42"));
    const endless = socket.execute("await new Promise(() => {})");
    const waiting = socket.execute("gone");
    await socket.until(() => socket.of(endless).length > 1, "the cell's begin");
    const model = await lab.get<KernelModel>(`api/kernels/${id}/restart`, {method: "POST"});
    expect(model).toMatchObject({id, name: "convnotes", execution_state: "idle", connections: 1});
    await socket.done(endless);
    expect((await socket.done(waiting)).content).toMatchObject({status: "aborted"});
    // It was asked for: no front end is to say that the kernel has died.
    const states = socket.heard.map(({content}) => content.execution_state);
    expect(states).not.toContain("restarting");
    const cell = socket.execute("console.log(typeof gone)");
    expect((await socket.done(cell)).content).toMatchObject({status: "ok", execution_count: 1});
    expect(socket.printed(cell)).toBe("undefined\n");
  });
});

test("a kernel that is shut down while it starts has never run, for anybody", async () => {
  const {kernels} = ownKernels({...shellKernel("sleep 1000"), name: "mute"});
  const heard: unknown[] = [];
  kernels.onStart((kernel) => heard.push(kernel));
  const starting = kernels.start({id: "0-0-0-0-0"});
  await Promise.all([
    expect(starting).rejects.toMatchObject({status: 409}),
    kernels.shutdown("0-0-0-0-0")
  ]);
  expect(heard).toEqual([]);
});
