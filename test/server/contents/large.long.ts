// Notebooks as large as they get: they open, they are saved, and they come back as they went.
import {createHash} from "node:crypto";
import {writeFileSync} from "node:fs";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {serverFolders, startServerProcess} from "../serverProcess.ts";

type Cell = Record<string, unknown>;

const codeCell = (index: number, outputs: object[]): Cell => ({
  cell_type: "code",
  id: `cell-${index}`,
  execution_count: index,
  metadata: {},
  outputs,
  source: `const x${index} = ${index};\nx${index} + 1;\n`
});
const display = (data: object): object => ({output_type: "display_data", data, metadata: {}});
const stream = (text: string): object => ({output_type: "stream", name: "stdout", text});
const many = (count: number, outputs: (index: number) => object[]): Cell[] =>
  Array.from({length: count}, (_, index) => codeCell(index, outputs(index)));

test.each([
  [
    "10,000 cells",
    many(10_000, (index) => [
      stream(`line ${index}\n`.repeat(5)),
      display({"text/html": "<b>x</b>"})
    ])
  ],
  [
    "100 MB of images",
    many(100, (index) => [display({"image/png": `${index}`.padEnd(2 ** 20, "A")})])
  ],
  [
    "100 MB of text",
    many(100, (index) => [stream(`loss 0.${index} accuracy 0.98\n`.repeat(40_000))])
  ],
  [
    "100 MB of figures",
    many(100, (index) => [
      display({
        "application/vnd.plotly.v1+json": {
          data: [{y: Array.from({length: 80_000}, (_, x) => index + x / 1e9)}],
          layout: {}
        }
      })
    ])
  ]
])("a notebook of %s opens and is saved", async (_, cells) => {
  const {folder, rootDir, remove} = serverFolders();
  onTestFinished(remove);
  const content = {cells, metadata: {}, nbformat: 4, nbformat_minor: 5};
  writeFileSync(path.join(rootDir, "a.ipynb"), JSON.stringify(content));
  const server = await startServerProcess(folder);
  const digest = (value: {cells: Cell[]}): string => {
    const hash = createHash("sha256");
    for (const {metadata, ...cell} of value.cells)
      hash.update(
        JSON.stringify({...cell, metadata: {...(metadata as object), trusted: 0}}, sorted)
      );
    return hash.digest("hex");
  };
  const get = async (): Promise<{cells: Cell[]}> => {
    const answer = await server.fetch("api/contents/a.ipynb?type=notebook&hash=1");
    expect(answer.status).toBe(200);
    return ((await answer.json()) as {content: {cells: Cell[]}}).content;
  };
  const expected = digest(content);
  expect(digest(await get())).toBe(expected);
  const body = JSON.stringify({type: "notebook", format: "json", content});
  expect(body.length).toBeGreaterThan(cells.length === 100 ? 95 * 2 ** 20 : 2 * 2 ** 20);
  const saved = await server.fetch("api/contents/a.ipynb", {method: "PUT", body});
  expect(saved.status).toBe(200);
  expect(digest(await get())).toBe(expected);
});

/** Objects with their keys in one order, whatever order they came in. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
