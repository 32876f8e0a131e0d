import {readFileSync, truncateSync} from "node:fs";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {serverFolders, startServerProcess} from "../serverProcess.ts";
import {type ContentsServer, notebook, scriptCell, startContents} from "./startContents.ts";

/** Cells of two megabytes: read and written in another thread. */
const largeCells = (trusted: boolean): object[] => [
  scriptCell(trusted),
  {cell_type: "raw", id: "raw", metadata: {}, source: "å 🙂 text\n".repeat(150_000)}
];

const contentOf = async (server: ContentsServer): Promise<unknown> =>
  (await server.get("a.ipynb")).model.content;

test("a large notebook is saved, signed, opened and hashed as a small one", async () => {
  const server = await startContents();
  const body = {type: "notebook", format: "json", content: notebook(largeCells(true))};
  const saved = await server.put("a.ipynb", body);
  expect(saved.status).toBe(201);
  expect(saved.model).toMatchObject({type: "notebook", content: null, name: "a.ipynb"});
  const text = readFileSync(path.join(server.rootDir, "a.ipynb"), "utf8");
  expect(text).not.toContain("trusted");
  const opened = await server.get("a.ipynb", {hash: "1"});
  expect(opened.model).toMatchObject({format: "json", size: Buffer.byteLength(text)});
  expect(opened.model.content).toEqual(body.content);
  expect(opened.headers.get("etag")).toBe(saved.headers.get("etag"));
  expect((await server.put("a.ipynb", body, {"if-match": '"other"'})).status).toBe(412);
  server.write("a.ipynb", text.replace("alert('hi')", "alert('ho')"));
  expect(await contentOf(server)).toMatchObject({cells: [{metadata: {trusted: false}}, {}]});
});

test("what is wrong with a large notebook, or with a large body, is told as of a small one", async () => {
  const server = await startContents();
  const filler = "x".repeat(2 ** 21);
  const broken = {cell_type: "wrong", metadata: {filler}};
  server.write("a.ipynb", JSON.stringify(notebook([broken])));
  expect((await server.get("a.ipynb")).model.message).toMatch(/^Notebook validation failed: /);
  server.write("a.ipynb", filler);
  const unreadable = await server.get("a.ipynb");
  expect(unreadable.status).toBe(400);
  expect(unreadable.model.message).toMatch(/^Unreadable Notebook: a\.ipynb /);
  for (const [body, message] of [
    [[filler], "The body of the request is a JSON object"],
    [
      {type: "notebook", content: filler},
      "a.ipynb cannot be saved as a notebook: cells is an array"
    ],
    [{type: "notebook", filler}, "a.ipynb cannot be saved as a notebook: cells is an array"],
    [{filler, content: notebook()}, "No file type provided"]
  ] as const) {
    const {status, model} = await server.put("a.ipynb", body);
    expect({status, message: model.message}).toEqual({status: 400, message});
  }
  const cutOff = await server.raw("/api/contents/a.ipynb", {
    method: "PUT",
    body: `{"a": "${filler}`
  });
  expect(cutOff).toMatchObject({status: 400});
  expect(cutOff.body).toContain("Invalid JSON in body of request");
  expect(readFileSync(path.join(server.rootDir, "a.ipynb"), "utf8")).toBe(filler);
});

test("a large text is saved as it is, also one that is a notebook's source", async () => {
  const server = await startContents();
  const content = "# Title 🙂\n\n```typescript\n1;\n```\n".repeat(60_000);
  expect((await server.put("a.txt", {type: "file", format: "text", content})).status).toBe(201);
  expect((await server.get("a.txt")).model.content).toBe(content);
  server.write("a.md", `${"long prose ".repeat(200_000)}\n`);
  const opened = await server.get("a.md", {type: "notebook"});
  const saved = await server.put("a.md", {type: "notebook", content: opened.model.content});
  expect(saved.status).toBe(200);
  expect(readFileSync(path.join(server.rootDir, "a.md"), "utf8")).toMatch(/^long prose long/);
});

test("while a large notebook is written the server answers others", async () => {
  const {folder, remove} = serverFolders();
  onTestFinished(remove);
  const server = await startServerProcess(folder);
  const cells = Array.from({length: 60_000}, (_, index) => ({
    cell_type: "raw",
    id: `cell-${index}`,
    metadata: {},
    source: "a line\n".repeat(30)
  }));
  const body = JSON.stringify({type: "notebook", content: notebook(cells)});
  let isSaving = true;
  const saving = server.fetch("api/contents/a.ipynb", {method: "PUT", body}).finally(() => {
    isSaving = false;
  });
  let answers = 0;
  while (isSaving) {
    expect((await server.fetch("api/contents")).status).toBe(200);
    answers++;
  }
  expect((await saving).status).toBe(201);
  expect(answers).toBeGreaterThan(10);
});

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
