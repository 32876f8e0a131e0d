import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {startServer, type StartedServer} from "../startServer.ts";

function send(
  {fetch}: StartedServer,
  method: string,
  section: string,
  body: unknown
): Promise<Response> {
  const headers = {"content-type": "application/json"};
  return fetch(`api/config/${section}`, {method, headers, body: JSON.stringify(body)});
}

test("a section that nobody wrote is empty", async () => {
  const {fetch} = await startServer();
  expect(await (await fetch("api/config/example")).json()).toEqual({});
});

test("a section is kept in Jupyter's own file", async () => {
  const server = await startServer();
  const sample = {foo: "bar", baz: 73};
  expect((await send(server, "PUT", "example", sample)).status).toBe(204);
  expect(await (await server.fetch("api/config/example")).json()).toEqual(sample);
  const file = path.join(server.folder, "config", "serverconfig", "example.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(sample);
});

test("a change keeps what it does not name, goes into objects, and deletes by null", async () => {
  const server = await startServer();
  await send(server, "PUT", "example", {foo: "bar", baz: 73, sub: {a: 6, b: 7}, list: [1, 2]});
  const changes = {foo: null, baz: 74, sub: {a: 8, b: null}, list: [3], more: {x: 1, y: null}};
  const answer = await send(server, "PATCH", "example", changes);
  const expected = {baz: 74, sub: {a: 8}, list: [3], more: {x: 1}};
  expect([answer.status, await answer.json()]).toEqual([200, expected]);
  expect(await (await server.fetch("api/config/example")).json()).toEqual(expected);
});

test("a section that is not there yet can be changed", async () => {
  const server = await startServer();
  expect(await (await send(server, "PATCH", "new", {a: 1})).json()).toEqual({a: 1});
});

test("changes that come at once are all kept", async () => {
  const server = await startServer();
  const names = Array.from({length: 20}, (_, number) => `key${number}`);
  await Promise.all(names.map((name) => send(server, "PATCH", "example", {[name]: 1})));
  const section = (await (await server.fetch("api/config/example")).json()) as object;
  expect(Object.keys(section).sort()).toEqual(names.sort());
});

test("what lies in a section's folder holds where its file says nothing", async () => {
  const server = await startServer();
  const folder = path.join(server.folder, "config", "serverconfig", "example.d");
  mkdirSync(folder, {recursive: true});
  writeFileSync(path.join(folder, "a.json"), '{"from": "folder", "x": 1}');
  await send(server, "PUT", "example", {x: 2});
  expect(await (await server.fetch("api/config/example")).json()).toEqual({from: "folder", x: 2});
});

test("a section's name leads to no other file", async () => {
  const server = await startServer();
  for (const name of ["..%2Fx", "%2e%2e%2fx", "a%2Fb", "a.json", "a%00", "a b"]) {
    expect((await server.fetch(`api/config/${name}`)).status, name).toBe(404);
    expect((await send(server, "PUT", name, {})).status, name).toBe(404);
  }
});
