import {truncateSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {startContents} from "./startContents.ts";

test("a file that is too large to be opened says so, and can be told apart, hashed and downloaded", async () => {
  const server = await startContents();
  for (const name of ["large.bin", "large.ipynb"]) {
    server.write(name, "");
    truncateSync(path.join(server.rootDir, name), 257 * 2 ** 20);
    const {status, model} = await server.get(name);
    expect(status).toBe(400);
    expect(model).toMatchObject({
      message: `${name} is too large to be opened: it has 257 MB, and at most 256 MB can be shown; it can be downloaded`,
      reason: "too large"
    });
    const bare = await server.get(name, {content: "0"});
    expect(bare.model).toMatchObject({size: 257 * 2 ** 20, content: null});
    const head = await server.fetch(`files/${name}`, {method: "HEAD"});
    expect(head.headers.get("content-length")).toBe(String(257 * 2 ** 20));
  }
});

test("a folder of 5,000 files is listed whole, without waiting behind itself", async () => {
  const server = await startContents();
  for (let number = 0; number < 5000; number++) server.write(`many/${number}.txt`, "");
  const [listing, other] = await Promise.all([server.get("many"), server.get("many/7.txt")]);
  expect(listing.model.content).toHaveLength(5000);
  const entries = listing.model.content as {name: string}[];
  expect(new Set(entries.map(({name}) => name)).size).toBe(5000);
  expect(other.status).toBe(200);
});

test("a folder too large to be copied says so", async () => {
  const server = await startContents();
  server.write("data/large.bin", "");
  truncateSync(path.join(server.rootDir, "data/large.bin"), 501 * 2 ** 20);
  const {status, model} = await server.post("", {copy_from: "data"});
  expect(status).toBe(400);
  expect(model.message).toBe("Can't copy folders larger than 500MB, data is larger");
});
