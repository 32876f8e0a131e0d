// As jupyter_server's own tests of `/api/sessions`, and what they leave out.

import {mkdirSync, writeFileSync} from "node:fs";
import path from "node:path";
import {afterEach, describe, expect, test} from "vitest";
import type {KernelModel} from "../../../src/server/kernels/runningKernel.ts";
import {type SessionModel, Sessions} from "../../../src/server/sessions/sessions.ts";
import {shellKernel} from "../../jupyter/kernels.ts";
import {ownKernels} from "../kernels/ownKernels.ts";
import {useLab} from "../lab.ts";

/** Starts at once, and never says a word. */
const mute = {...shellKernel("sleep 1000"), name: "mute"};
const lab = useLab({kernels: [mute]});

const list = (): Promise<SessionModel[]> => lab.get("api/sessions");
const kernels = async (): Promise<string[]> =>
  (await lab.get<KernelModel[]>("api/kernels")).map(({id}) => id);
const create = (body: object): Promise<SessionModel> =>
  lab.get("api/sessions", {body: {path: "foo/nb1.ipynb", type: "notebook", ...body}});
const change = ({id}: SessionModel, body: object): Promise<SessionModel> =>
  lab.get(`api/sessions/${id}`, {method: "PATCH", body});

afterEach(async () => {
  for (const {id} of await list()) await lab.ask(`api/sessions/${id}`, {method: "DELETE"});
  for (const id of await kernels()) await lab.ask(`api/kernels/${id}`, {method: "DELETE"});
});

describe("POST /api/sessions", () => {
  test("makes a session and starts its kernel", async () => {
    expect(await list()).toEqual([]);
    const answer = await lab.ask("api/sessions", {
      body: {path: "foo/nb1.ipynb", name: "nb1", type: "notebook", kernel: {name: "mute"}}
    });
    const session = (await answer.json()) as SessionModel;
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe(`/api/sessions/${session.id}`);
    expect(session).toMatchObject({
      path: "foo/nb1.ipynb",
      name: "nb1",
      type: "notebook",
      kernel: {name: "mute", execution_state: "starting", connections: 0},
      notebook: {path: "foo/nb1.ipynb", name: "nb1"}
    });
    expect(await list()).toEqual([session]);
    expect(await lab.get(`api/sessions/${session.id}`)).toEqual(session);
    expect(await kernels()).toEqual([session.kernel.id]);
  });

  test.each(["file", "console"])("takes a session of type %s", async (type) => {
    const session = await create({path: "foo/nb1.py", type});
    expect(session).toMatchObject({path: "foo/nb1.py", type});
    expect(session.notebook).toBe(undefined);
  });

  test("takes the body of older clients", async () => {
    const body = {notebook: {path: "foo/nb1.ipynb"}, kernel: {name: "mute"}};
    const session = await lab.get<SessionModel>("api/sessions", {body});
    expect(session).toMatchObject({type: "notebook", notebook: {path: "foo/nb1.ipynb"}});
    const changed = await change(session, {notebook: {path: "nb2.ipynb"}});
    expect(changed.notebook?.path).toBe("nb2.ipynb");
  });

  test("gives the session that a document has already, also to two who ask at once", async () => {
    const [one, other] = await Promise.all([create({}), create({})]);
    expect(other.id).toBe(one.id);
    expect((await create({name: "another"})).id).toBe(one.id);
    expect(await kernels()).toHaveLength(1);
  });

  test("attaches to a kernel that runs, and starts one under an id that is new", async () => {
    const {id} = await lab.get<KernelModel>("api/kernels", {method: "POST"});
    expect((await create({kernel: {id}})).kernel.id).toBe(id);
    const supplied = "12345678-1234-5678-1234-567812345678";
    const session = await create({path: "nb2.ipynb", kernel: {id: supplied}});
    expect(session.kernel).toMatchObject({id: supplied, name: "mute"});
  });

  test("says what is missing or wrong", async () => {
    const failure = async (body: unknown): Promise<unknown> => {
      const answer = await lab.ask("api/sessions", {method: "POST", body});
      return [answer.status, ((await answer.json()) as {message: string}).message];
    };
    expect(await failure(undefined)).toEqual([400, "No JSON data provided"]);
    expect(await failure({type: "notebook"})).toEqual([400, "Missing field in JSON data: path"]);
    expect(await failure({path: "x"})).toEqual([400, "Missing field in JSON data: type"]);
    expect(await failure({path: 1, type: "x"})).toEqual([400, "path is a string, but got 1"]);
    expect(await failure({path: "x", type: "notebook", kernel: {name: "cobol"}})).toEqual([
      501,
      expect.stringContaining("'cobol' kernel is not available")
    ]);
    expect(await list()).toEqual([]);
  });
});

describe("PATCH /api/sessions/<id>", () => {
  test("changes path, name and type, and nothing else", async () => {
    const session = await create({});
    expect(await change(session, {path: "nb2.ipynb"})).toMatchObject({
      id: session.id,
      path: "nb2.ipynb",
      kernel: {id: session.kernel.id}
    });
    expect(await change(session, {name: "two", type: "console"})).toMatchObject({
      path: "nb2.ipynb",
      name: "two",
      type: "console"
    });
  });

  test("changes the kernel by name and by id, and ends the one that is left", async () => {
    const session = await create({});
    const named = await change(session, {kernel: {name: "mute"}});
    expect(named.kernel.id).not.toBe(session.kernel.id);
    expect(await kernels()).toEqual([named.kernel.id]);
    const {id} = await lab.get<KernelModel>("api/kernels", {method: "POST"});
    expect((await change(session, {kernel: {id}})).kernel.id).toBe(id);
    expect(await kernels()).toEqual([id]);
    const answer = await lab.ask(`api/sessions/${session.id}`, {
      method: "PATCH",
      body: {kernel: {id: "11111111-1111-1111-1111-111111111111"}}
    });
    expect(answer.status).toBe(400);
  });
});

describe("PATCH /api/sessions/<id> with a kernel that is to be started", () => {
  test("leaves one kernel, whoever else asks at the same time", async () => {
    const {kernels, context} = ownKernels(mute);
    const sessions = new Sessions(kernels, context);
    const {id} = await sessions.open({path: "a.ipynb", type: "notebook"});
    await Promise.all([1, 2, 3].map(() => sessions.change(id, {kernel: {name: "mute"}})));
    expect(kernels.list()).toEqual([sessions.get(id).kernel]);
  });

  test("leaves none when the session ends meanwhile", async () => {
    const {kernels, context} = ownKernels(mute);
    const sessions = new Sessions(kernels, context);
    const {id} = await sessions.open({path: "a.ipynb", type: "notebook"});
    const changed = sessions.change(id, {kernel: {name: "mute"}});
    await Promise.all([expect(changed).rejects.toMatchObject({status: 404}), sessions.delete(id)]);
    expect(kernels.list()).toEqual([]);
  });
});

describe("a session", () => {
  const missing = "11111111-1111-1111-1111-111111111111";

  test("is 404 when it is not there", async () => {
    for (const method of ["GET", "DELETE"]) {
      expect((await lab.ask(`api/sessions/${missing}`, {method})).status).toBe(404);
    }
    const patch = {method: "PATCH", body: {path: "x"}};
    expect((await lab.ask(`api/sessions/${missing}`, patch)).status).toBe(404);
  });

  test("ends with its kernel, and its kernel with the last session that uses it", async () => {
    const one = await create({});
    const other = await create({path: "console", type: "console", kernel: {id: one.kernel.id}});
    await lab.ask(`api/sessions/${one.id}`, {method: "DELETE"});
    expect(await kernels()).toEqual([one.kernel.id]);
    await lab.ask(`api/sessions/${other.id}`, {method: "DELETE"});
    expect(await kernels()).toEqual([]);
    const third = await create({});
    await lab.ask(`api/kernels/${third.kernel.id}`, {method: "DELETE"});
    expect(await list()).toEqual([]);
  });

  test("follows its file when that, or a folder above it, is renamed by whomever", async () => {
    mkdirSync(path.join(lab.rootDir, "foo"));
    writeFileSync(path.join(lab.rootDir, "foo", "nb1.ipynb"), "{}");
    const {id} = await create({name: "nb1.ipynb"});
    const rename = (from: string, to: string): Promise<unknown> =>
      lab.get(`api/contents/${from}`, {method: "PATCH", body: {path: to}});
    await rename("foo/nb1.ipynb", "foo/nb2.ipynb");
    expect(await lab.get(`api/sessions/${id}`)).toMatchObject({
      path: "foo/nb2.ipynb",
      name: "nb2.ipynb"
    });
    await rename("foo", "bar");
    expect(await lab.get(`api/sessions/${id}`)).toMatchObject({path: "bar/nb2.ipynb"});
  });
});
