import {homedir} from "node:os";
import {symlinkSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, onTestFinished, test, vi} from "vitest";
import Fastify from "fastify";
import {resolvePathRoutes} from "../../../src/server/contents/resolvePathRoutes.ts";
import type {ServerContext} from "../../../src/server/context.ts";
import {defaultConfig} from "../../../src/server/config/serverConfig.ts";
import {type ContentsServer, startContents} from "./startContents.ts";

interface Answer {
  resolved: {scope: string; path: string}[];
  unresolved?: {scope: string; reason: string}[];
}

async function resolve(server: ContentsServer, query: Record<string, string>): Promise<Answer> {
  const response = await server.fetch(`api/resolvePath?${new URLSearchParams(query).toString()}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

test("a path from the root, of the server or of the machine, is an API path", async () => {
  const server = await startContents();
  server.write("folder/hello.ts", "1");
  const expected = {resolved: [{scope: "server", path: "folder/hello.ts"}]};
  for (const asked of [
    "folder/hello.ts",
    path.join(server.rootDir, "folder/hello.ts"),
    "folder/../folder/hello.ts"
  ]) {
    expect(await resolve(server, {path: asked})).toEqual(expected);
  }
});

test("~ is the home folder, when that is served", async () => {
  const server = await startContents();
  vi.stubEnv("HOME", server.rootDir);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(homedir()).toBe(server.rootDir);
  server.write("my-preferred-dir/foo.ts", "1");
  server.write("foo.ts", "1");
  for (const [asked, found] of [
    ["~/my-preferred-dir/foo.ts", "my-preferred-dir/foo.ts"],
    ["~/my-preferred-dir/../foo.ts", "foo.ts"]
  ] as const) {
    expect(await resolve(server, {path: asked})).toEqual({
      resolved: [{scope: "server", path: found}]
    });
  }
});

test("what is outside, hidden or behind a link that leads out is as what is not there", async () => {
  const server = await startContents();
  writeFileSync(path.join(server.folder, "outside.ts"), "1");
  symlinkSync(path.join(server.folder, "outside.ts"), path.join(server.rootDir, "link.ts"));
  server.write(".hidden/a.ts", "1");
  for (const asked of [
    "../outside.ts",
    path.join(server.folder, "outside.ts"),
    "/etc/passwd",
    "link.ts",
    ".hidden/a.ts",
    "nowhere.ts",
    "a\0b"
  ]) {
    expect(await resolve(server, {path: asked})).toEqual({resolved: []});
  }
});

test("a kernel that is not there is named as the reason; without a path there is no question", async () => {
  const server = await startContents();
  server.write("hello.ts", "1");
  expect(await resolve(server, {path: "hello.ts", kernel: "no-such"})).toEqual({
    resolved: [{scope: "server", path: "hello.ts"}],
    unresolved: [{scope: "kernel", reason: "Kernel no-such could not be found"}]
  });
  expect((await server.fetch("api/resolvePath")).status).toBe(400);
});

test("a kernel resolves what is in its folder, by the machine's own path", async () => {
  const server = await startContents();
  server.write("more/path/hello.ts", "1");
  const app = Fastify();
  onTestFinished(() => app.close());
  const context = {rootDir: server.rootDir, config: defaultConfig} as ServerContext;
  const folder = path.join(server.rootDir, "more/path");
  resolvePathRoutes(app, context, (id) => (id === "kernel" ? folder : undefined));
  const ask = async (asked: string): Promise<unknown> =>
    (await app.inject({url: "/api/resolvePath", query: {path: asked, kernel: "kernel"}})).json();
  const inKernel = {scope: "kernel", path: path.join(folder, "hello.ts")};
  expect(await ask("hello.ts")).toEqual({resolved: [inKernel]});
  server.write("hello.ts", "1");
  expect(await ask("hello.ts")).toEqual({
    resolved: [{scope: "server", path: "hello.ts"}, inKernel]
  });
});
