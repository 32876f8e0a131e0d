import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {expect, test} from "vitest";
import {areHarmless, areTrusted, markCells} from "../../../src/server/trust/cells.ts";
import {
  type ContentsServer,
  markdownCell,
  notebook,
  scriptCell,
  startContents
} from "../contents/startContents.ts";

/** What the server says of each code cell's trust. */
async function marks(server: ContentsServer, name = "a.ipynb"): Promise<unknown[]> {
  const {model} = await server.get(name);
  const {cells} = model.content as {cells: {cell_type: string; metadata: {trusted?: boolean}}[]};
  return cells.filter(({cell_type}) => cell_type === "code").map(({metadata}) => metadata.trusted);
}

const plainCell = {
  cell_type: "code",
  id: "b",
  execution_count: null,
  metadata: {},
  outputs: [],
  source: "1"
};

test("a notebook of somebody else opens untrusted, and trusted once the reader says so", async () => {
  const server = await startContents();
  server.write("a.ipynb", JSON.stringify(notebook([scriptCell(), plainCell])));
  expect(await marks(server)).toEqual([false, false]);
  const answer = await server.post("a.ipynb/trust");
  expect(answer.status).toBe(201);
  expect(await marks(server)).toEqual([true, true]);
});

test("a mark of trust in the file itself is worth nothing", async () => {
  const server = await startContents();
  server.write("a.ipynb", JSON.stringify(notebook([scriptCell(true)])));
  expect(await marks(server)).toEqual([false]);
});

test("trust ends when the file changes by another hand, and comes back with the file", async () => {
  const server = await startContents();
  server.write("a.ipynb", JSON.stringify(notebook([scriptCell()])));
  await server.post("a.ipynb/trust");
  const file = path.join(server.rootDir, "a.ipynb");
  const trusted = readFileSync(file, "utf8");
  writeFileSync(file, trusted.replace("alert('hi');", "alert('ho');"));
  expect(await marks(server)).toEqual([false]);
  writeFileSync(file, trusted);
  expect(await marks(server)).toEqual([true]);
});

test("text that moves from one cell to the next ends trust", async () => {
  const server = await startContents();
  const two = (first: string, second: string): string =>
    JSON.stringify(notebook([markdownCell(first), markdownCell(second), scriptCell()]));
  server.write("a.ipynb", two("ab", "c"));
  await server.post("a.ipynb/trust");
  server.write("a.ipynb", two("a", "bc"));
  expect(await marks(server)).toEqual([false]);
});

test("a save signs when all cells are trusted or harmless, else not, and writes no marks", async () => {
  const server = await startContents();
  let round = 0;
  const save = async (...cells: object[]): Promise<unknown[]> => {
    // Each time another notebook: one that was signed once stays so.
    const content = notebook([...cells, markdownCell(`round ${round++}`)]);
    await server.put("a.ipynb", {type: "notebook", content});
    expect(readFileSync(path.join(server.rootDir, "a.ipynb"), "utf8")).not.toContain("trusted");
    return marks(server);
  };
  expect(await save(scriptCell(true), plainCell)).toEqual([true, true]);
  expect(await save(scriptCell(false), plainCell)).toEqual([false, false]);
  expect(await save(scriptCell(), scriptCell(true))).toEqual([false, false]);
  expect(await save(scriptCell(true), scriptCell(true))).toEqual([true, true]);
  expect(await save(plainCell)).toEqual([true]);
});

test("a trusted notebook stays so under another name, as a copy, and from its checkpoint", async () => {
  const server = await startContents();
  await server.put("a.ipynb", {type: "notebook", content: notebook([scriptCell(true)])});
  await server.post("", {copy_from: "a.ipynb"});
  expect(await marks(server, "a-Copy1.ipynb")).toEqual([true]);
  await server.post("a.ipynb/checkpoints");
  await server.put("a.ipynb", {
    type: "notebook",
    content: notebook([scriptCell(false), plainCell])
  });
  await server.post("a.ipynb/checkpoints/checkpoint");
  expect(await marks(server)).toEqual([true]);
  await server.patch("a.ipynb", {path: "b.ipynb"});
  expect(await marks(server, "b.ipynb")).toEqual([true]);
});

test("a notebook without outputs has nothing to distrust", async () => {
  const server = await startContents();
  const stream = {output_type: "stream", name: "stdout", text: "<script>"};
  server.write("a.ipynb", JSON.stringify(notebook([plainCell, {...plainCell, outputs: [stream]}])));
  expect(await marks(server)).toEqual([true, true]);
});

test("only what is a notebook can be trusted", async () => {
  const server = await startContents();
  server.write("a.txt", "text");
  expect((await server.post("a.txt/trust")).status).toBe(400);
  expect((await server.post("nowhere.ipynb/trust")).status).toBe(404);
});

test("outputs that are not known to be text are not harmless", () => {
  const cell = (output: unknown): object => notebook([{...plainCell, outputs: [output]}]);
  for (const output of [
    {output_type: "display_data", data: {"text/html": "x"}},
    {output_type: "execute_result", data: {}, metadata: {}, execution_count: 1},
    {output_type: "unheard-of", payload: "x"},
    {data: {"text/html": "x"}},
    null,
    "text"
  ]) {
    expect(areHarmless(cell(output)), JSON.stringify(output)).toBe(false);
    expect(areTrusted(cell(output))).toBe(false);
  }
  expect(areHarmless(notebook([{...plainCell, outputs: "x"}]))).toBe(false);
  for (const output of [
    {output_type: "stream", name: "stdout", text: "x"},
    {output_type: "error", ename: "E", evalue: "", traceback: []},
    {output_type: "execute_result", metadata: {}, execution_count: 1}
  ]) {
    expect(areHarmless(cell(output))).toBe(true);
  }
});

test("marks go on code cells alone, whatever else a broken notebook holds", () => {
  const broken = {cells: [null, 5, {cell_type: "code"}, markdownCell("x"), plainCell]};
  markCells(broken, false);
  expect(broken.cells[3]).toEqual(markdownCell("x"));
  expect(broken.cells[4]).toMatchObject({metadata: {trusted: false}});
  markCells({}, true);
  expect(areTrusted({cells: "no array"})).toBe(true);
});
