import {expect, test} from "vitest";
import {markdownToNotebook} from "../../src/notebook/markdown.ts";
import {
  type Cell,
  type Notebook,
  parseNotebook,
  serializeNotebook
} from "../../src/notebook/notebook.ts";
import {notebookToScript, scriptToNotebook} from "../../src/notebook/script.ts";

const kernelspec = {name: "convnotes", display_name: "TypeScript", language: "typescript"};
const code = (source: string, metadata = {}): Cell => ({
  cell_type: "code",
  execution_count: null,
  metadata,
  outputs: [],
  source
});
const prose = (source: string, metadata = {}): Cell => ({cell_type: "markdown", metadata, source});

function thereAndBack(cells: Cell[]): Cell[] {
  const notebook: Notebook = {cells, metadata: {kernelspec}, nbformat: 4, nbformat_minor: 5};
  const read = scriptToNotebook(notebookToScript(parseNotebook(serializeNotebook(notebook))));
  expect(read.metadata).toEqual({kernelspec});
  for (const cell of read.cells) delete cell.id;
  return read.cells;
}

const script = `// ---
// kernelspec:
//   name: convnotes
//   display_name: TypeScript
//   language: typescript
// title: "Pooling"
// ---

// %% [markdown]
// # Pooling
//
// The largest of four.

// %% tags=["parameters"]
const size = 2;

// %%
const x = size * 2;

x;
`;

test("a script is a notebook with a marker before each cell, and the same as its markdown", () => {
  const notebook = scriptToNotebook(script);
  expect(notebook.cells.map(({cell_type, id, source}) => [cell_type, id, source])).toEqual([
    ["markdown", "pooling", "# Pooling\n\nThe largest of four."],
    ["code", "pooling-1", "const size = 2;"],
    ["code", "pooling-2", "const x = size * 2;\n\nx;"]
  ]);
  expect(notebook.cells[1].metadata).toEqual({tags: ["parameters"]});
  expect(notebookToScript(notebook)).toBe(script);
  const markdown = `---
kernelspec: {name: convnotes, display_name: TypeScript, language: typescript}
title: Pooling
---

# Pooling

The largest of four.

\`\`\`typescript tags=["parameters"]
const size = 2;
\`\`\`

\`\`\`typescript
const x = size * 2;

x;
\`\`\`
`;
  expect(markdownToNotebook(markdown)).toEqual(notebook);
});

test.each<[string, Cell[]]>([
  ["code that looks like markers", [code("// %% a\n// %%% b\n//%%\n// %%c"), code("// %%")]],
  ["blank lines", [code("\n\n1\n\n"), code(""), code("\n"), prose(""), prose("\na\n\n")]],
  ["prose of any kind", [prose("// a\n  b\n%%\n---\n"), prose("c", {tags: ["x"]})]],
  ["raw cells", [{cell_type: "raw", metadata: {format: "a/b"}, source: "\\x\n// %%"}]]
])("%s comes back as it was", (_, cells) => {
  expect(thereAndBack(cells)).toEqual(cells);
});

test("a file without markers is one cell", () => {
  const {cells, metadata} = scriptToNotebook("const a = 1;\n\nconst b = 2;\n");
  expect(cells.map(({source}) => source)).toEqual(["const a = 1;\n\nconst b = 2;"]);
  expect(metadata).toEqual({});
});

test("code before the first marker is a cell", () => {
  const {cells} = scriptToNotebook("#!/usr/bin/env node\n\n// %%\nb;\n");
  expect(cells.map(({source}) => source)).toEqual(["#!/usr/bin/env node", "b;"]);
});

test.each([
  ["// ---\n// a: 1\n", "front matter opens in line 1, but no // --- closes it"],
  ["1;\n// %% a title\n", "line 2: a cell's metadata are name=value in JSON, but got a title"]
])("what cannot be read is named with its line: %j", (text, message) => {
  expect(() => scriptToNotebook(text)).toThrow(message);
});
