import {EventEmitter} from "node:events";
import {createHash} from "node:crypto";
import {chmodSync, readdirSync, readFileSync, statSync, utimesSync} from "node:fs";
import {writeFile} from "node:fs/promises";
import path from "node:path";
import {expect, test} from "vitest";
import {type ContentsAction, createContents} from "../../../src/server/contents/contents.ts";
import {copy} from "../../../src/server/contents/copy.ts";
import {createUntitled} from "../../../src/server/contents/create.ts";
import {toHttpError} from "../../../src/server/contents/fileErrors.ts";
import {remove} from "../../../src/server/contents/remove.ts";
import {rename} from "../../../src/server/contents/rename.ts";
import type {ServerContext, ServerEvent} from "../../../src/server/context.ts";
import {silentLog} from "../../../src/server/log.ts";
import {defaultConfig} from "../../../src/server/config/serverConfig.ts";
import {markdownCell, notebook, startContents} from "./startContents.ts";

const text = (content: string): object => ({type: "file", format: "text", content});
const hash = (content: string): string => createHash("sha256").update(content).digest("hex");

test("a notebook is written as Jupyter writes it, without what belongs to the session", async () => {
  const server = await startContents();
  const cell = {
    cell_type: "code",
    id: "a",
    execution_count: null,
    metadata: {trusted: true},
    outputs: []
  };
  const content = {
    nbformat_minor: 5,
    nbformat: 4,
    metadata: {b: 1, a: 2},
    cells: [{...cell, source: "x\ny"}]
  };
  await server.put("a.ipynb", {type: "notebook", content});
  expect(readFileSync(path.join(server.rootDir, "a.ipynb"), "utf8")).toBe(`{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "a",
   "metadata": {},
   "outputs": [],
   "source": [
    "x\\n",
    "y"
   ]
  }
 ],
 "metadata": {
  "a": 2,
  "b": 1
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`);
});

test("a save keeps the mode and leaves nothing else in the folder", async () => {
  const server = await startContents();
  server.write("a.sh", "old");
  chmodSync(path.join(server.rootDir, "a.sh"), 0o750);
  await server.put("a.sh", text("new"));
  expect(statSync(path.join(server.rootDir, "a.sh")).mode & 0o777).toBe(0o750);
  expect(readdirSync(server.rootDir)).toEqual(["a.sh"]);
});

test("saves that come at once leave one of them whole, and the answer of each is of its own", async () => {
  const server = await startContents();
  const versions = Array.from({length: 30}, (_, index) => `${index} `.repeat(20_000));
  const answers = await Promise.all(versions.map((content) => server.put("a.txt", text(content))));
  expect(answers.filter(({status}) => status === 201)).toHaveLength(1);
  expect(answers.map(({headers}) => headers.get("etag"))).toEqual(
    versions.map((content) => `"${hash(content)}"`)
  );
  expect(versions).toContain((await server.get("a.txt")).model.content);
  expect(readdirSync(server.rootDir)).toEqual(["a.txt"]);
});

test("readers meet whole versions only while the file is saved again and again", async () => {
  const server = await startContents();
  const versions = ["a", "b", "c", "d"].map((letter) => letter.repeat(300_000));
  await server.put("a.txt", text(versions[0] ?? ""));
  let isSaving = true;
  const saving = (async () => {
    for (let round = 0; round < 40; round++)
      await server.put("a.txt", text(versions[round % 4] ?? ""));
    isSaving = false;
  })();
  let reads = 0;
  while (isSaving) {
    expect(versions).toContain((await server.get("a.txt")).model.content);
    expect(versions).toContain(await (await server.fetch("files/a.txt")).text());
    reads++;
  }
  await saving;
  expect(reads).toBeGreaterThan(5);
});

test("If-Match refuses a save over what somebody else wrote meanwhile, and says what is there", async () => {
  const server = await startContents();
  server.write("a.txt", "first");
  const {model} = await server.get("a.txt", {hash: "1"});
  await writeFile(path.join(server.rootDir, "a.txt"), "by somebody else");
  const refused = await server.put("a.txt", text("mine"), {"if-match": `"${model.hash}"`});
  expect(refused.status).toBe(412);
  expect(refused.model).toMatchObject({
    message: "a.txt has changed on the disk",
    reason: "conflict",
    hash: hash("by somebody else")
  });
  expect((await server.get("a.txt")).model.content).toBe("by somebody else");
  const known = {"if-match": `"x", "${refused.model.hash}"`};
  const saved = await server.put("a.txt", text("mine"), known);
  expect(saved.status).toBe(200);
  expect(saved.headers.get("etag")).toBe(`"${hash("mine")}"`);
  const gone = await server.put("b.txt", text("mine"), {"if-match": "*"});
  expect(gone.status).toBe(412);
  expect(gone.model.message).toBe("b.txt is no longer there");
});

test("of two that save what they both know, with If-Match, one is refused", async () => {
  const server = await startContents();
  server.write("a.txt", "first");
  const known = {"if-match": `"${hash("first")}"`};
  const answers = await Promise.all(
    ["one", "two"].map((content) => server.put("a.txt", text(content), known))
  );
  expect(answers.map(({status}) => status).sort()).toEqual([200, 412]);
});

test("If-None-Match: * makes a file only where there is none", async () => {
  const server = await startContents();
  const none = {"if-none-match": "*"};
  expect((await server.put("a.txt", text("first"), none)).status).toBe(201);
  const second = await server.put("a.txt", text("second"), none);
  expect(second.status).toBe(412);
  expect(second.model.message).toBe("a.txt is there already");
  expect((await server.get("a.txt")).model.content).toBe("first");
});

test("an upload in pieces is there when the last has come, and the old file until then", async () => {
  const server = await startContents();
  server.write("a.bin", "old");
  const bytes = Buffer.from(Array.from({length: 3000}, (_, index) => (index * 7) % 256));
  const piece = (chunk: number, start: number, end?: number): object => ({
    type: "file",
    format: "base64",
    name: "a.bin",
    chunk,
    content: bytes.subarray(start, end).toString("base64")
  });
  expect((await server.put("a.bin", piece(1, 0, 1000))).status).toBe(200);
  const second = await server.put("a.bin", piece(2, 1000, 2000));
  expect(second.model).toMatchObject({path: "a.bin", type: "file", content: null, size: 2000});
  expect((await server.get("a.bin")).model.content).toBe("old");
  const names = ((await server.get("")).model.content as {name: string}[]).map(({name}) => name);
  expect(names).toEqual(["a.bin"]);
  const last = await server.put("a.bin", piece(-1, 2000));
  expect(last.model).toMatchObject({size: 3000, path: "a.bin"});
  expect(readFileSync(path.join(server.rootDir, "a.bin"))).toEqual(bytes);
  expect(readdirSync(server.rootDir)).toEqual(["a.bin"]);
});

test("an upload of a new file answers 201 until it is there, and can be begun again", async () => {
  const server = await startContents();
  const piece = (chunk: number, content: string): object => ({...text(content), chunk});
  expect((await server.put("å/b.txt", piece(1, "x"))).status).toBe(404);
  expect((await server.put("é.txt", piece(1, "broken "))).status).toBe(201);
  expect((await server.get("é.txt")).status).toBe(404);
  await server.put("é.txt", piece(1, "first, "));
  await server.put("é.txt", piece(2, "sécond, "));
  expect((await server.put("é.txt", piece(-1, "last"))).status).toBe(201);
  expect((await server.get("é.txt")).model.content).toBe("first, sécond, last");
});

test("a piece that belongs to no upload is refused, and the file stays as it is", async () => {
  const server = await startContents();
  server.write("test", "whole");
  for (const [body, message] of [
    [{chunk: 1}, "No file type provided"],
    [{chunk: 1, type: "notebook"}, 'File type "notebook" is not supported for large file transfer'],
    [{chunk: 1, type: "file"}, "No file content provided"],
    [
      {chunk: 2, type: "file", content: "test", format: "json"},
      "Must specify format of file contents as 'text' or 'base64'"
    ],
    [{...text("x"), chunk: 2}, "Chunk 2 of test came, but its first did not; begin again"],
    [{...text("x"), chunk: -1}, "Chunk -1 of test came, but its first did not; begin again"],
    [{...text("x"), chunk: 0}, "chunk is 1, 2, … or -1, but got 0"]
  ] as const) {
    const {status, model} = await server.put("test", {name: "test", path: "test", ...body});
    expect({status, message: model.message}).toEqual({status: 400, message});
  }
  expect((await server.get("test")).model.content).toBe("whole");
});

test("what a killed server left is deleted when the folder is listed, what is under way is not", async () => {
  const server = await startContents();
  const upload = `.~${"a".repeat(32)}.upload`;
  for (const name of [".~0123456789ab.tmp", ".~ba9876543210.tmp", upload, ".~mine.tmp"])
    server.write(name, "x");
  const hourAgo = Date.now() / 1000 - 3600;
  for (const name of [".~0123456789ab.tmp", upload, ".~mine.tmp"]) {
    utimesSync(path.join(server.rootDir, name), hourAgo, hourAgo);
  }
  await server.get("");
  expect(readdirSync(server.rootDir).sort()).toEqual(
    [upload, ".~ba9876543210.tmp", ".~mine.tmp"].sort()
  );
});

test("each change tells its event", async () => {
  const server = await startContents();
  const events = new EventEmitter<{event: [ServerEvent]}>();
  const told: ContentsAction[] = [];
  events.on("event", ({schemaId, data}) => {
    expect(schemaId).toBe("https://events.jupyter.org/jupyter_server/contents_service/v1");
    told.push(data as unknown as ContentsAction);
  });
  const {rootDir, folder} = server;
  const config = {...defaultConfig, deleteToTrash: false};
  const context = {
    rootDir,
    dataDir: folder,
    config,
    events,
    log: silentLog
  } as Partial<ServerContext>;
  const contents = createContents(context as ServerContext);
  await createUntitled(contents, "", {ext: ".txt"});
  await copy(contents, "untitled.txt", "");
  await rename(contents, "untitled.txt", "a.txt");
  await remove(contents, "a.txt");
  expect(told).toEqual([
    {action: "save", path: "untitled.txt"},
    {action: "copy", path: "untitled-Copy1.txt", source_path: "untitled.txt"},
    {action: "rename", path: "a.txt", source_path: "untitled.txt"},
    {action: "delete", path: "a.txt"}
  ]);
});

test("what a file system refuses is answered in words, without the machine's own paths", () => {
  const refused = (code: string): object => {
    const error = Object.assign(new Error(`${code}: open '/home/me/a.txt'`), {code});
    const {status, message} = toHttpError(error, "a.txt");
    expect(message).not.toContain("/home");
    return {status, message};
  };
  expect(refused("EACCES")).toEqual({status: 403, message: "Permission denied: a.txt"});
  expect(refused("EROFS")).toMatchObject({status: 403});
  expect(refused("ENOSPC")).toEqual({
    status: 507,
    message: "No space left on the disk: a.txt is as it was before"
  });
  expect(refused("EDQUOT")).toMatchObject({status: 507});
  expect(refused("EMFILE")).toMatchObject({status: 503});
  expect(refused("EIO")).toEqual({status: 500, message: "Unexpected error with a.txt: EIO"});
});

test("a notebook that cannot be signed is saved all the same", async () => {
  const server = await startContents();
  await writeFile(path.join(server.folder, "data"), "a file where the folder should be");
  const content = notebook([markdownCell("text")]);
  expect((await server.put("a.ipynb", {type: "notebook", content})).status).toBe(201);
  expect((await server.get("a.ipynb")).model.content).toEqual(content);
});
