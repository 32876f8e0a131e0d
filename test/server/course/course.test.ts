import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {parseNotebook, serializeNotebook} from "../../../src/notebook/notebook.ts";
import {folderWith} from "../labFixture.ts";
import {type StartedServer, startServer} from "../startServer.ts";

const source = `---
title: What a filter sees
learn:
  - how a filter slides
  - what it answers to
kernelspec: {name: convnotes, display_name: TypeScript, language: typescript}
---

# What a filter sees

\`\`\`typescript
1 + 1;
\`\`\`
`;

const lectures = (): string =>
  folderWith({
    "02-filters.md": source,
    "10-last.md": "# Last of all\n",
    "course.md": "# no lecture\n",
    "notes.txt": ""
  });

interface Listed {
  folder: string;
  lectures: {
    name: string;
    title: string;
    learn: string[];
    path: string | null;
    copies: string[];
    original: string | null;
  }[];
}

async function course({fetch}: StartedServer): Promise<Listed> {
  return (await (await fetch("api/convnotes/course")).json()) as Listed;
}

async function act(
  {fetch}: StartedServer,
  action: string,
  body?: object
): Promise<{status: number; path?: string; kept?: string | null}> {
  const answer = await fetch(`api/convnotes/course/02-filters/${action}`, {
    method: "POST",
    ...(body && {body: JSON.stringify(body), headers: {"content-type": "application/json"}})
  });
  return {status: answer.status, ...((await answer.json()) as object)};
}

/** Changes the source of a notebook's last cell, or its outputs only. */
function edit(file: string, change: {source?: string; outputs?: boolean}): void {
  const notebook = parseNotebook(readFileSync(file, "utf8"));
  const cell = notebook.cells.at(-1);
  if (cell && change.source !== undefined) cell.source = change.source;
  if (cell?.cell_type === "code" && change.outputs) {
    cell.outputs = [{output_type: "stream", name: "stdout", text: "2"}];
  }
  writeFileSync(file, serializeNotebook(notebook));
}

test("lectures are listed in order, with what the reader will learn", async () => {
  const server = await startServer({lecturesDir: lectures()});
  expect(await course(server)).toEqual({
    folder: "",
    lectures: [
      {
        name: "02-filters",
        title: "What a filter sees",
        learn: ["how a filter slides", "what it answers to"],
        path: null,
        copies: [],
        original: null
      },
      {name: "10-last", title: "Last of all", learn: [], path: null, copies: [], original: null}
    ]
  });
});

test("without lectures the course is empty", async () => {
  expect(await course(await startServer())).toEqual({folder: "", lectures: []});
  const lecturesDir = "/nowhere/at/all";
  expect((await course(await startServer({lecturesDir}))).lectures).toEqual([]);
});

test("a lecture that cannot be read is told in the log and passed over", async () => {
  const lecturesDir = folderWith({"01-bad.md": "---\n{: [\n---\n", "02-good.md": "# Good\n"});
  const server = await startServer({lecturesDir});
  expect((await course(server)).lectures.map(({name}) => name)).toEqual(["02-good"]);
});

test("a fresh copy is the lecture, not run, and takes a name that is free", async () => {
  const server = await startServer({lecturesDir: lectures()});
  writeFileSync(path.join(server.rootDir, "02-filters.ipynb"), "the reader's own");
  expect(await act(server, "copy")).toEqual({status: 201, path: "02-filters-Copy1.ipynb"});
  expect(await act(server, "copy")).toEqual({status: 201, path: "02-filters-Copy2.ipynb"});
  const read = (name: string): string => readFileSync(path.join(server.rootDir, name), "utf8");
  expect(read("02-filters.ipynb")).toBe("the reader's own");
  const {cells, metadata} = parseNotebook(read("02-filters-Copy1.ipynb"));
  expect(cells.map(({source}) => source)).toEqual(["# What a filter sees", "1 + 1;"]);
  expect(metadata.kernelspec?.name).toBe("convnotes");
  expect((await course(server)).lectures[0]?.copies).toEqual([
    "02-filters.ipynb",
    "02-filters-Copy1.ipynb",
    "02-filters-Copy2.ipynb"
  ]);
});

test("copies that are asked for at once do not meet", async () => {
  const server = await startServer({lecturesDir: lectures()});
  const made = await Promise.all(Array.from({length: 8}, () => act(server, "copy")));
  expect(new Set(made.map(({path}) => path)).size).toBe(8);
  expect(readdirSync(server.rootDir)).toHaveLength(8);
});

test("opening goes on with the copy made last, or makes the first", async () => {
  const server = await startServer({lecturesDir: lectures()});
  expect(await act(server, "open")).toEqual({status: 200, path: "02-filters.ipynb"});
  await act(server, "copy");
  expect(await act(server, "open")).toEqual({status: 200, path: "02-filters-Copy1.ipynb"});
  expect(readdirSync(server.rootDir)).toHaveLength(2);
});

test("where the lectures themselves are shown, copies go beside them and they stay as they came", async () => {
  const rootDir = lectures();
  const server = await startServer({rootDir, lecturesDir: rootDir});
  expect(await act(server, "open")).toEqual({status: 200, path: "copies/02-filters.ipynb"});
  expect(await act(server, "copy")).toEqual({status: 201, path: "copies/02-filters-Copy1.ipynb"});
  expect(readdirSync(rootDir).sort()).toEqual([
    "02-filters.md",
    "10-last.md",
    "copies",
    "course.md",
    "notes.txt"
  ]);
  const listed = await course(server);
  expect(listed.folder).toBe("copies");
  expect(listed.lectures[0]).toMatchObject({
    path: "copies/02-filters-Copy1.ipynb",
    copies: ["copies/02-filters.ipynb", "copies/02-filters-Copy1.ipynb"],
    original: "02-filters.ipynb"
  });

  const above = folderWith({"inner/02-filters.md": source});
  const outer = await startServer({rootDir: above, lecturesDir: path.join(above, "inner")});
  expect(await act(outer, "copy")).toEqual({status: 201, path: "inner/copies/02-filters.ipynb"});
});

test("a lecture that was opened by hand and changed can be reset, too", async () => {
  const rootDir = lectures();
  const server = await startServer({rootDir, lecturesDir: rootDir});
  writeFileSync(path.join(rootDir, "02-filters.ipynb"), "the reader's");
  const answer = await act(server, "reset", {path: "02-filters.ipynb"});
  expect(answer.kept).toBe("copies/02-filters.ipynb");
  expect(readFileSync(path.join(rootDir, answer.kept ?? ""), "utf8")).toBe("the reader's");
});

test("a reset gives the original back and keeps what the reader has changed", async () => {
  const server = await startServer({lecturesDir: lectures()});
  const {path: name = ""} = await act(server, "open");
  const file = path.join(server.rootDir, name);
  const original = readFileSync(file, "utf8");
  edit(file, {source: "40 + 2;"});
  const answer = await act(server, "reset", {path: name});
  expect(answer).toEqual({status: 200, path: name, kept: "02-filters-Copy1.ipynb"});
  expect(readFileSync(file, "utf8")).toBe(original);
  const kept = parseNotebook(readFileSync(path.join(server.rootDir, answer.kept ?? ""), "utf8"));
  expect(kept.cells.at(-1)?.source).toBe("40 + 2;");
});

test("a reset of a lecture that was only run keeps nothing", async () => {
  const server = await startServer({lecturesDir: lectures()});
  const {path: name = ""} = await act(server, "open");
  const file = path.join(server.rootDir, name);
  const original = readFileSync(file, "utf8");
  edit(file, {outputs: true});
  expect(await act(server, "reset", {path: name})).toEqual({status: 200, path: name, kept: null});
  expect(readFileSync(file, "utf8")).toBe(original);
});

test("nothing but a lecture can be reset", async () => {
  const server = await startServer({lecturesDir: lectures()});
  writeFileSync(path.join(server.rootDir, "mine.ipynb"), "mine");
  mkdirSync(path.join(server.rootDir, "sub"));
  for (const name of ["mine.ipynb", "../x.ipynb", "sub/../02-filters.ipynb", "", null, 3]) {
    expect((await act(server, "reset", {path: name})).status).toBe(400);
  }
  expect((await act(server, "reset")).status).toBe(400);
  expect(readFileSync(path.join(server.rootDir, "mine.ipynb"), "utf8")).toBe("mine");
  const unknown = await server.fetch("api/convnotes/course/..%2Fx/copy", {method: "POST"});
  expect(unknown.status).toBe(404);
  expect(existsSync(path.join(server.folder, "x.ipynb"))).toBe(false);
});
