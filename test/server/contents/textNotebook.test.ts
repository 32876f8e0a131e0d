import {existsSync, readFileSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {type ContentsServer, startContents} from "./startContents.ts";

const source = `---
kernelspec:
  display_name: TypeScript
  language: typescript
  name: convnotes
title: Convolution
---

# Convolution

Some prose with **bold** and $x_1$.

\`\`\`typescript tags=["parameters"]
const epochs = 3;
\`\`\`

\`\`\`ts
// shown, not run
\`\`\`

\`\`\`typescript
epochs + 1;
\`\`\`
`;

const onDisk = ({rootDir}: ContentsServer): string =>
  readFileSync(path.join(rootDir, "a.md"), "utf8");

interface Loaded {
  cells: {cell_type: string; source: string; metadata: object; outputs?: object[]}[];
  metadata: object;
}

async function load(server: ContentsServer): Promise<Loaded> {
  const {status, model} = await server.get("a.md", {type: "notebook"});
  expect(status).toBe(200);
  expect(model).toMatchObject({name: "a.md", path: "a.md", type: "notebook", format: "json"});
  return model.content as Loaded;
}

test("a Markdown file asked for as a notebook is one, and as anything else is text", async () => {
  const server = await startContents();
  server.write("a.md", source);
  const {cells, metadata} = await load(server);
  expect(cells.map(({cell_type}) => cell_type)).toEqual(["markdown", "code", "markdown", "code"]);
  expect(cells[1]).toMatchObject({source: "const epochs = 3;", metadata: {tags: ["parameters"]}});
  expect(metadata).toMatchObject({title: "Convolution", kernelspec: {name: "convnotes"}});
  const text = {type: "file", format: "text", content: source, mimetype: "text/markdown"};
  expect((await server.get("a.md")).model).toMatchObject(text);
  expect((await server.get("a.md", {type: "file", format: "text"})).model).toMatchObject(text);
  expect((await server.get("")).model.content).toMatchObject([{type: "file", name: "a.md"}]);
});

test("saved as it was loaded, a text notebook is the same to the byte", async () => {
  const server = await startContents();
  server.write("a.md", source);
  const content = await load(server);
  const saved = await server.put("a.md", {type: "notebook", format: "json", content});
  expect(saved.status).toBe(200);
  expect(saved.model).toMatchObject({type: "notebook", path: "a.md", content: null});
  expect(onDisk(server)).toBe(source);
});

test("what was run and edited is saved as text without outputs and without trust", async () => {
  const server = await startContents();
  server.write("a.md", source);
  const content = await load(server);
  const output = {output_type: "execute_result", data: {"text/html": "<b>4</b>"}, metadata: {}};
  Object.assign(content.cells[3] ?? {}, {
    source: "epochs + 2;",
    outputs: [output],
    metadata: {trusted: true}
  });
  await server.put("a.md", {type: "notebook", content});
  expect(onDisk(server)).toBe(source.replace("epochs + 1;", "epochs + 2;"));
  expect(existsSync(path.join(server.rootDir, ".ipynb_checkpoints/a-checkpoint.md"))).toBe(true);
  // It has no outputs, so there is nothing in it that would need to be trusted.
  const loaded = await load(server);
  expect(loaded.cells.map(({metadata}) => metadata)).toMatchObject([
    {},
    {trusted: true},
    {},
    {trusted: true}
  ]);
});

test("the hash of a text notebook is that of the file, by whatever type it is asked for", async () => {
  const server = await startContents();
  server.write("a.md", source);
  const asNotebook = await server.get("a.md", {type: "notebook", hash: "1"});
  const asFile = await server.get("a.md", {type: "file", hash: "1", content: "0"});
  expect(asNotebook.model.hash).toBe(asFile.model.hash);
});

test("Markdown that is no notebook's source answers with the line of the fault", async () => {
  const server = await startContents();
  server.write("a.md", "# Title\n\n```typescript\nnever closed\n");
  const {status, model} = await server.get("a.md", {type: "notebook"});
  expect(status).toBe(400);
  expect(model.message).toMatch(/^Unreadable Notebook: a\.md .*line 3/);
});
