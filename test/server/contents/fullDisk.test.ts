// A disk that takes no more, in the way that needs no disk: a process may not write larger files than
// its limit says, and learns it in the middle of a write.
import {chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {serverFolders, startServerProcess} from "../serverProcess.ts";

test("when a write breaks off the answer says why, and the old file is whole", async () => {
  const {folder, rootDir, remove} = serverFolders();
  onTestFinished(remove);
  // In blocks of 512 bytes.
  const server = await startServerProcess(folder, {shell: "ulimit -f 200"});
  const put = async (name: string, body: object): Promise<{status: number; message?: string}> => {
    const answer = await server.fetch(`api/contents/${name}`, {
      method: "PUT",
      body: JSON.stringify(body)
    });
    return {status: answer.status, message: ((await answer.json()) as {message?: string}).message};
  };
  const text = (length: number): object => ({
    type: "file",
    format: "text",
    content: "x".repeat(length)
  });
  const cell = (length: number): object => ({
    cell_type: "raw",
    metadata: {},
    source: "x".repeat(length)
  });
  const notebook = (length: number): object => ({
    type: "notebook",
    content: {cells: [cell(length)], metadata: {}, nbformat: 4, nbformat_minor: 4}
  });
  for (const [name, body] of [
    ["a.txt", text],
    ["a.ipynb", notebook]
  ] as const) {
    expect((await put(name, body(50_000))).status).toBe(201);
    const before = readFileSync(path.join(rootDir, name), "utf8");
    const refused = await put(name, body(500_000));
    expect(refused).toEqual({
      status: 507,
      message: `${name} would be larger than the file system takes`
    });
    expect(readFileSync(path.join(rootDir, name), "utf8")).toBe(before);
    expect((await put(`new-${name}`, body(500_000))).status).toBe(507);
    expect((await put(name, body(60_000))).status).toBe(200);
  }
  const names = readdirSync(rootDir).sort();
  expect(names).toEqual([".ipynb_checkpoints", "a.ipynb", "a.txt"]);
  // A copy is whole or not there, too.
  writeFileSync(path.join(rootDir, "large.bin"), Buffer.alloc(500_000));
  const copied = await server.fetch("api/contents", {
    method: "POST",
    body: JSON.stringify({copy_from: "large.bin"})
  });
  expect(copied.status).toBe(507);
  expect(readdirSync(rootDir).sort()).toEqual([...names, "large.bin"].sort());
});

test("a folder that is read-only refuses with 403, and the old file is whole", async () => {
  const {folder, rootDir, remove} = serverFolders();
  const locked = path.join(rootDir, "locked");
  onTestFinished(() => {
    chmodSync(locked, 0o755);
    remove();
  });
  mkdirSync(locked);
  writeFileSync(path.join(locked, "a.txt"), "old");
  chmodSync(locked, 0o555);
  // The superuser may write anywhere, so the server is one without that right.
  const isSuperuser = process.getuid?.() === 0;
  const rights = "-dac_override,-dac_read_search";
  const under = isSuperuser ? ["setpriv", "--bounding-set", rights, "--inh-caps", rights] : [];
  const server = await startServerProcess(folder, {under});
  const ask = async (method: string, name: string, body?: object): Promise<number> => {
    const init = {method, ...(body && {body: JSON.stringify(body)})};
    return (await server.fetch(`api/contents/locked/${name}`, init)).status;
  };
  const text = {type: "file", format: "text", content: "new"};
  expect(await ask("PUT", "b.txt", text)).toBe(403);
  expect(await ask("PUT", "a.txt", text)).toBe(403);
  expect(await ask("PUT", "folder", {type: "directory"})).toBe(403);
  expect(await ask("PATCH", "a.txt", {path: "locked/c.txt"})).toBe(403);
  expect(await ask("DELETE", "a.txt")).toBe(403);
  expect(await ask("PUT", "a.txt", {...text, chunk: 1})).toBe(403);
  expect(readdirSync(locked)).toEqual(["a.txt"]);
  expect(readFileSync(path.join(locked, "a.txt"), "utf8")).toBe("old");
  // A checkpoint is kept elsewhere.
  expect(await ask("POST", "a.txt/checkpoints")).toBe(201);
  expect(await ask("GET", "a.txt/checkpoints")).toBe(200);
  expect(readdirSync(locked)).toEqual(["a.txt"]);
  // What may not be read is not shown either.
  chmodSync(path.join(locked, "a.txt"), 0o000);
  expect(await ask("GET", "a.txt")).toBe(403);
  expect((await server.fetch("files/locked/a.txt")).status).toBe(403);
});
