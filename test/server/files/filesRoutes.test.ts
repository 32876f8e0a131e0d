import {createHash} from "node:crypto";
import {once} from "node:events";
import {closeSync, openSync, readdirSync, readlinkSync, writeSync} from "node:fs";
import http from "node:http";
import path from "node:path";
import {expect, test, vi} from "vitest";
import {startContents} from "../contents/startContents.ts";

test("files come as they are, of the type that their name tells", async () => {
  const server = await startContents();
  for (const [name, type] of [
    ["foo.tar.gz", "application/gzip"],
    ["foo.bz", "application/x-bzip"],
    ["foo.foo", "application/octet-stream"],
    ["foo", "application/octet-stream"],
    ["foo.txt", "text/plain; charset=UTF-8"],
    ["foo.ts", "text/x-typescript; charset=UTF-8"],
    ["foo.html", "text/html; charset=UTF-8"],
    ["foo.png", "image/png"],
    ["foo.svg", "image/svg+xml"],
    ["foo.json", "application/json; charset=UTF-8"],
    ["foo.ipynb", "application/x-ipynb+json"]
  ] as const) {
    server.write(`test/${name}`, name);
    const response = await server.fetch(`files/test/${name}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(name);
    expect(response.headers.get("content-type"), name).toBe(type);
  }
  server.write("test.bin", Buffer.of(255, 0, 13, 10));
  const bytes = await (await server.fetch("files/test.bin")).arrayBuffer();
  expect(Buffer.from(bytes)).toEqual(Buffer.of(255, 0, 13, 10));
  server.write("empty.txt", "");
  const empty = await server.fetch("files/empty.txt");
  expect([empty.status, await empty.text()]).toEqual([200, ""]);
});

test("hidden files are not there, unless they are shown", async () => {
  for (const allowHidden of [false, true]) {
    const server = await startContents({allowHidden});
    for (const name of ["å b/.foo", ".å b/foo", "å b/.ç d/foo", "å b/foo"]) {
      server.write(name, name);
      const {status} = await server.fetch(`files/${encodeURIComponent(name)}`);
      expect(status).toBe(allowHidden || name === "å b/foo" ? 200 : 404);
    }
  }
});

test("a document runs in a sandbox, and may load what it consists of", async () => {
  const server = await startContents();
  server.write("page.html", "<script>1</script>");
  const {headers} = await server.fetch("files/page.html");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/sandbox allow-scripts$/);
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toMatch(/default-src|allow-same-origin/);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});

test("a download, and a notebook, is saved under its name", async () => {
  const server = await startContents();
  server.write("test.txt", "hello");
  server.write("a b/ü'(1).txt", "hello");
  server.write("a.ipynb", "{}");
  const disposition = async (url: string): Promise<string | null> =>
    (await server.fetch(`files/${url}`)).headers.get("content-disposition");
  expect(await disposition("test.txt")).toBeNull();
  expect(await disposition("test.txt?download=1")).toBe("attachment; filename*=utf-8''test.txt");
  expect(await disposition(`a b/${encodeURIComponent("ü'(1).txt")}?download=True`)).toBe(
    "attachment; filename*=utf-8''%C3%BC%27%281%29.txt"
  );
  expect(await disposition("a.ipynb")).toContain("attachment");
});

test("parts are given as they are asked for", async () => {
  const server = await startContents();
  server.write("a.txt", "0123456789");
  const part = async (range: string, more = {}): Promise<unknown[]> => {
    const response = await server.fetch("files/a.txt", {headers: {range, ...more}});
    const {headers} = response;
    return [
      response.status,
      await response.text(),
      headers.get("content-range"),
      headers.get("content-length")
    ];
  };
  expect(await part("bytes=2-4")).toEqual([206, "234", "bytes 2-4/10", "3"]);
  expect(await part("bytes=-2")).toEqual([206, "89", "bytes 8-9/10", "2"]);
  expect(await part("bytes=20-")).toEqual([416, "", "bytes */10", "0"]);
  expect(await part("bytes=0-1,3-4")).toEqual([200, "0123456789", null, "10"]);
  // Of another version than the client has a part would be wrong.
  expect(await part("bytes=2-4", {"if-range": '"other"'})).toEqual([200, "0123456789", null, "10"]);
  const tag = (await server.fetch("files/a.txt")).headers.get("etag") ?? "";
  expect(await part("bytes=2-4", {"if-range": tag})).toEqual([206, "234", "bytes 2-4/10", "3"]);
});

test("what the browser has already is not sent again, until it changes", async () => {
  const server = await startContents();
  server.write("a.txt", "first");
  const {headers} = await server.fetch("files/a.txt");
  const again = {headers: {"if-none-match": headers.get("etag") ?? ""}};
  expect((await server.fetch("files/a.txt", again)).status).toBe(304);
  const since = {headers: {"if-modified-since": headers.get("last-modified") ?? ""}};
  expect((await server.fetch("files/a.txt", since)).status).toBe(304);
  expect(headers.get("cache-control")).toBe("no-cache");
  server.write("a.txt", "second!");
  expect(await (await server.fetch("files/a.txt", again)).text()).toBe("second!");
});

test("HEAD tells what GET would, and sends nothing", async () => {
  const server = await startContents();
  server.write("a.txt", "0123456789");
  const response = await server.fetch("files/a.txt", {method: "HEAD"});
  expect(response.status).toBe(200);
  expect(response.headers.get("content-length")).toBe("10");
  expect(await response.text()).toBe("");
});

test("a folder is no file, and nothing is nothing", async () => {
  const server = await startContents();
  server.write("folder/a.txt", "x");
  expect((await server.fetch("files/folder")).status).toBe(403);
  expect((await server.fetch("files/nowhere.txt")).status).toBe(404);
  expect((await server.fetch("files/")).status).toBeGreaterThanOrEqual(400);
});

test("without the token there are no files", async () => {
  const server = await startContents();
  server.write("a.txt", "x");
  const response = await server.fetch("files/a.txt", {headers: {authorization: "token wrong"}});
  expect([302, 403]).toContain(response.status);
  expect(await response.text()).not.toBe("x");
});

test("a large file is streamed: it never is in memory as a whole, and a client that leaves frees it", async () => {
  const server = await startContents();
  const file = path.join(server.rootDir, "large.bin");
  const block = Buffer.alloc(2 ** 20, 7);
  const megabytes = 300;
  const expected = createHash("sha256");
  const handle = openSync(file, "w");
  for (let count = 0; count < megabytes; count++) {
    writeSync(handle, block);
    expected.update(block);
  }
  closeSync(handle);
  const before = process.memoryUsage();
  let most = 0;
  const hash = createHash("sha256");
  const ask = async (): Promise<http.IncomingMessage> => {
    const headers = {authorization: `token ${server.token}`};
    const [answer] = (await once(
      http.get(`${server.url}files/large.bin`, {headers}),
      "response"
    )) as [http.IncomingMessage];
    return answer;
  };
  for await (const chunk of await ask()) {
    hash.update(chunk as Buffer);
    const {arrayBuffers, heapUsed} = process.memoryUsage();
    most = Math.max(most, arrayBuffers + heapUsed - before.arrayBuffers - before.heapUsed);
  }
  expect(hash.digest("hex")).toBe(expected.digest("hex"));
  expect(most / 2 ** 20).toBeLessThan(megabytes / 2);
  const answer = await ask();
  await once(answer, "readable");
  const opened = (): number =>
    readdirSync("/proc/self/fd").filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`) === file;
      } catch {
        return false;
      }
    }).length;
  expect(opened()).toBe(1);
  answer.destroy();
  await vi.waitFor(() => expect(opened()).toBe(0));
});
