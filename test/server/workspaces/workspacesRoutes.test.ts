import {readdirSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {workspaceFile} from "../../../src/server/workspaces/workspaceFile.ts";
import {type StartedServer, startServer} from "../startServer.ts";

const layout = {"layout-restorer:data": {main: {dock: null}}};

function put({fetch}: StartedServer, id: string, body: unknown): Promise<Response> {
  return fetch(`lab/api/workspaces/${encodeURIComponent(id)}`, {
    method: "PUT",
    headers: {"content-type": "application/json"},
    body: JSON.stringify(body)
  });
}

test("a workspace that was never saved is an empty one", async () => {
  const {fetch} = await startServer();
  const answer = await fetch("lab/api/workspaces/default");
  expect(await answer.json()).toEqual({data: {}, metadata: {id: "default"}});
  expect(await (await fetch("lab/api/workspaces")).json()).toEqual({
    workspaces: {ids: [], values: []}
  });
});

test("a workspace is kept, listed, copied under another name and deleted", async () => {
  const server = await startServer();
  const ids = ["default", "My plots", "a/b", "ä"];
  for (const id of ids) {
    expect((await put(server, id, {data: layout, metadata: {id}})).status).toBe(204);
  }
  const got: unknown = await (await server.fetch("lab/api/workspaces/a%2Fb")).json();
  expect(got).toMatchObject({data: layout, metadata: {id: "a/b"}});
  const {workspaces} = (await (await server.fetch("lab/api/workspaces")).json()) as {
    workspaces: {ids: string[]; values: {metadata: {last_modified: string}}[]};
  };
  expect(workspaces.ids.sort()).toEqual([...ids].sort());
  for (const {metadata} of workspaces.values) expect(metadata.last_modified).toMatch(/^\d{4}-.*Z$/);

  const deleted = await server.fetch("lab/api/workspaces/My%20plots", {method: "DELETE"});
  expect(deleted.status).toBe(204);
  const again = await server.fetch("lab/api/workspaces/My%20plots", {method: "DELETE"});
  expect(again.status).toBe(404);
});

test("what is no workspace, or another's, is refused", async () => {
  const server = await startServer();
  for (const body of [
    {},
    {data: {}},
    {data: 1, metadata: {id: "x"}},
    {data: null, metadata: {id: "x"}},
    {data: {}, metadata: null},
    {data: {}, metadata: {id: "y"}},
    null
  ]) {
    expect((await put(server, "x", body)).status).toBe(400);
  }
});

test("whatever a workspace is called, its file is in the folder of workspaces", async () => {
  const server = await startServer();
  const ids = ["../../evil", "..\\evil", "/etc/passwd", "a\0b", "x".repeat(300), "a..", "?", "CON"];
  for (const id of ids) {
    expect([id, (await put(server, id, {data: {}, metadata: {id}})).status]).toEqual([id, 204]);
  }
  const files = readdirSync(path.join(server.folder, "config/lab/workspaces"));
  expect(files).toHaveLength(ids.length);
  for (const file of files) expect(file).toMatch(/^[\w-]{0,128}\.jupyterlab-workspace$/);
});

test("files have the names that JupyterLab gives them", () => {
  // As they lie in ~/.jupyter/lab/workspaces.
  expect(workspaceFile("default")).toBe("default-37a8.jupyterlab-workspace");
  expect(workspaceFile("My  plots!")).toMatch(/^my-plots-[0-9a-f]{4}\.jupyterlab-workspace$/);
  expect(workspaceFile("a/b")).not.toBe(workspaceFile("ab"));
});
