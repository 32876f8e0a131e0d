import {existsSync} from "node:fs";
import {readFile, readdir, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterEach, expect, test} from "vitest";
import {download} from "../../../src/cnn/assets/download.ts";
import {cleanUp, startServer, temporaryFolder, weights} from "./server.ts";

const {body} = weights("", 300_000);
const files = {"/weights.bin": body};
const quick = {pause: 1};

afterEach(cleanUp);

async function target(): Promise<string> {
  return join(await temporaryFolder(), "weights.bin");
}

test("a download that the server cuts goes on where it stopped, if the file is still the same", async () => {
  const path = await target();
  const server = await startServer(files, {fault: (i) => (i < 3 ? {cutAfter: 70_000} : {})});
  const bytes: number[] = [];
  await download(`${server.url}/weights.bin`, path, {...quick, onBytes: (n) => bytes.push(n)});
  expect(body.equals(await readFile(path))).toBe(true);
  expect(server.requests).toHaveLength(4);
  expect(server.requests.at(-1)).toMatch(/^\/weights\.bin bytes=[1-9]\d*- "[0-9a-f]{8}"$/);
  expect(bytes.at(-1)).toBe(body.length);
  expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
  expect(await readdir(join(path, ".."))).toEqual(["weights.bin"]);
});

test("a file that changed between two tries is downloaded from its beginning", async () => {
  const path = await target();
  await writeFile(`${path}.part`, "the beginning of another file");
  await writeFile(`${path}.etag`, '"another"');
  const server = await startServer(files);
  expect(await download(`${server.url}/weights.bin`, path, quick)).toBe(false);
  expect(body.equals(await readFile(path))).toBe(true);
  expect(server.requests).toEqual(['/weights.bin bytes=29- "another"']);
});

test("a server that knows no ranges sends the whole file again", async () => {
  const path = await target();
  const server = await startServer(files, {
    fault: (i) => (i === 0 ? {cutAfter: 70_000, noRanges: true} : {noRanges: true})
  });
  await download(`${server.url}/weights.bin`, path, quick);
  expect(body.equals(await readFile(path))).toBe(true);
  expect(server.requests).toHaveLength(2);
});

test("a beginning that is longer than the file is thrown away", async () => {
  const path = await target();
  await writeFile(`${path}.part`, Buffer.alloc(body.length + 1));
  const server = await startServer(files);
  await download(`${server.url}/weights.bin`, path, quick);
  expect(body.equals(await readFile(path))).toBe(true);
});

test("a server that falls silent is asked again", async () => {
  const path = await target();
  const server = await startServer(files, {fault: (i) => (i === 0 ? {stallAfter: 70_000} : {})});
  await download(`${server.url}/weights.bin`, path, {...quick, patience: 200});
  expect(body.equals(await readFile(path))).toBe(true);
  expect(server.requests).toHaveLength(2);
});

test("a server that is busy is asked again, and one that says no is not", async () => {
  const busy = await startServer(files, {fault: (i) => (i < 2 ? {status: 503} : {})});
  const path = await target();
  await download(`${busy.url}/weights.bin`, path, quick);
  expect(body.equals(await readFile(path))).toBe(true);
  expect(busy.requests).toHaveLength(3);

  const without = await startServer({});
  await expect(download(`${without.url}/weights.bin`, await target(), quick)).rejects.toThrow(
    /^127\.0\.0\.1:\d+ answered 404$/
  );
  expect(without.requests).toHaveLength(1);
});

test("a server that breaks off again and again is given up, and what came is kept", async () => {
  const path = await target();
  const server = await startServer(files, {
    fault: (i) => ({cutAfter: i === 0 ? 70_000 : 0})
  });
  await expect(download(`${server.url}/weights.bin`, path, quick)).rejects.toThrow(/closed|reset/);
  expect(server.requests.length).toBeGreaterThanOrEqual(4);
  expect(server.requests.length).toBeLessThanOrEqual(6);
  expect(existsSync(path)).toBe(false);
  const part = await readFile(`${path}.part`);
  expect(part.length).toBeGreaterThan(0);
  expect(body.subarray(0, part.length).equals(part)).toBe(true);
});

test("a server that sends more than was expected is cut off", async () => {
  const path = await target();
  const server = await startServer(files);
  await expect(
    download(`${server.url}/weights.bin`, path, {...quick, limit: 1000})
  ).rejects.toThrow("the server sends more than the 1000 bytes expected");
  expect(await readdir(join(path, ".."))).not.toContain("weights.bin.part");
});

test("an address where nothing listens is named with the system's reason", async () => {
  const {url} = await startServer({});
  await cleanUp();
  const path = await target();
  await expect(download(`${url}/weights.bin`, path, quick)).rejects.toThrow(
    `connect ECONNREFUSED ${new URL(url).host}`
  );
  expect(await readdir(join(path, ".."))).toEqual([]);
});

test("a download that is stopped keeps what came", async () => {
  const path = await target();
  const server = await startServer(files, {fault: () => ({stallAfter: 70_000})});
  const stop = new AbortController();
  await expect(
    download(`${server.url}/weights.bin`, path, {
      signal: stop.signal,
      onBytes: (bytes) => bytes >= 70_000 && stop.abort()
    })
  ).rejects.toThrow(expect.objectContaining({name: "AbortError"}));
  const part = await readFile(`${path}.part`);
  expect(part.length).toBe(70_000);
  expect(body.subarray(0, 70_000).equals(part)).toBe(true);
});
