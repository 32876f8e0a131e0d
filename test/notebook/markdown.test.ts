import {describe, expect, test} from "vitest";
import {random} from "../../src/cnn/random.ts";
import {markdownToNotebook, notebookToMarkdown} from "../../src/notebook/markdown.ts";
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
const prose = (source: string, more = {}): Cell => ({
  cell_type: "markdown",
  metadata: {},
  source,
  ...more
});
const raw = (source: string, metadata = {}): Cell => ({cell_type: "raw", metadata, source});

function notebook(cells: Cell[], metadata: Notebook["metadata"] = {kernelspec}): Notebook {
  return {cells, metadata, nbformat: 4, nbformat_minor: 5};
}

/** Through text and back, over the disk; ids are another matter. */
function thereAndBack(given: Notebook): Notebook {
  const written = parseNotebook(serializeNotebook(given));
  const read = markdownToNotebook(notebookToMarkdown(written));
  for (const cell of read.cells) delete cell.id;
  return read;
}

const lecture = `---
kernelspec:
  name: convnotes
  display_name: TypeScript
  language: typescript
title: "Pooling: less is more"
learn:
  - what a window keeps
  - why a shift no longer matters
---

# Max pooling

The largest of four, \`max(a, b, c, d)\`:

\`\`\`ts
const shown = "not run";
\`\`\`

\`\`\`typescript tags=["parameters"]
const epochs = 3; // @param {type:"integer", min:1, max:10} passes
\`\`\`

\`\`\`typescript
1 + 1;
\`\`\`

## Exercise

Try it.

\`\`\`typescript tags=["solution"] jupyter={"source_hidden":true}
2;
\`\`\`
`;

describe("a lecture's source", () => {
  test("becomes cells: prose, code with metadata, and code that is only shown", () => {
    const {cells, metadata} = markdownToNotebook(lecture);
    expect(cells.map(({cell_type, id}) => `${cell_type} ${id}`)).toEqual([
      "markdown max-pooling",
      "code max-pooling-1",
      "code max-pooling-2",
      "markdown exercise",
      "code exercise-1"
    ]);
    expect(cells[0].source).toContain("```ts\nconst shown");
    expect(cells[1].metadata).toEqual({tags: ["parameters"]});
    expect(cells[4].metadata).toEqual({jupyter: {source_hidden: true}, tags: ["solution"]});
    expect(metadata).toEqual({
      title: "Pooling: less is more",
      learn: ["what a window keeps", "why a shift no longer matters"],
      kernelspec
    });
  });

  test("is the same after being an .ipynb", () => {
    const ipynb = serializeNotebook(markdownToNotebook(lecture));
    expect(notebookToMarkdown(parseNotebook(ipynb))).toBe(lecture);
  });
});

describe("any notebook is the same after being text:", () => {
  const cases: Record<string, Cell[]> = {
    "a cell fence inside prose": [prose("Write:\n\n```typescript\n1\n```\n\nand see."), code("1")],
    "a cell fence inside tildes": [prose("~~~\n```typescript\n1\n```\n~~~"), code("1")],
    "a cell fence inside longer backticks": [
      prose("````md\n```typescript\n1\n```\n````"),
      code("1")
    ],
    "a cell fence inside a comment": [prose("<!--\n```typescript\n1\n```\n-->"), code("1")],
    "a fence in a list": [prose("1. do\n\n   ```typescript\n   1\n   ```\n"), code("1")],
    "prose whose fence is never closed": [prose("```\nopen"), code("1")],
    "prose whose comment is never closed": [prose("<!-- open"), code("1")],
    "code with fences in it": [code("const a = `\n```typescript\n````\n`;"), code("2")],
    "code with blank lines around it": [code("\n\n1\n\n"), code(""), code("\n")],
    "prose with blank lines around it": [prose("\n\na\n\n"), code("1"), prose("\n"), code("2")],
    "prose after prose after prose": [prose("a"), prose("b"), prose("c"), prose("d")],
    "empty prose": [prose(""), prose(""), code("1"), prose("")],
    "raw cells": [raw("\\begin{a}\n```typescript\n", {format: "text/latex"}), raw("")],
    "a first cell that looks like front matter": [prose("---\na: b\n---"), code("1")],
    "prose that holds markers": [
      prose("<!-- #region -->\n<!-- ##region -->\n<!-- #endregion -->\n<!-- #endraw -->"),
      raw("<!-- #endraw -->\n<!-- ###endraw -->")
    ],
    "prose with metadata and attachments": [
      prose("![a](attachment:a.png)", {
        attachments: {"a.png": {"image/png": "iVBORw0KGgo="}},
        metadata: {slideshow: {slide_type: "slide"}, "odd name": '--> ` \\" & <b>\n'}
      })
    ],
    "metadata named as what is not metadata": [
      code("1", {id: "colab", attachments: 1, metadata: [2]}),
      prose("a", {metadata: {id: "colab"}})
    ],
    "lines of spaces and tabs": [code("  \n\t"), prose("a  \nb\t"), prose("  a")]
  };
  test.each(Object.entries(cases))("%s", (_, cells) => {
    expect(thereAndBack(notebook(cells))).toEqual(notebook(cells));
    expect(thereAndBack(notebook(cells, {})).cells).toEqual(cells);
  });

  test("metadata of any shape, in another language", () => {
    const metadata = {
      kernelspec: {name: "python3", display_name: "Python 3 (ipykernel)", language: "python"},
      language_info: {
        name: "python",
        version: "3.11.2",
        codemirror_mode: {name: "ipython", version: 3}
      },
      widgets: {
        "application/vnd.jupyter.widget-state+json": {"1a": {state: [1, null, true, "x: y # z\n"]}}
      },
      jupyter: {own: 1},
      "key: with # signs": ["- a", "'", '"', "no", "1e3", "2026-01-01", ""]
    };
    const cells = [
      prose("Say:\n\n```typescript\n1\n```"),
      code("print(1)"),
      prose("```python\n1\n```")
    ];
    const usual = structuredClone<Notebook["metadata"]>(metadata);
    delete usual.jupyter;
    expect(thereAndBack(notebook(cells, usual))).toEqual(notebook(cells, usual));
    expect(thereAndBack(notebook(cells, metadata))).toEqual(notebook(cells, metadata));
    expect(notebookToMarkdown(notebook(cells, usual))).toContain("```python\nprint(1)\n```");
  });
});

test("ids that somebody chose are kept, those that a program made up are not", () => {
  const cells = [prose("# A", {id: "intro"}), code("1"), code("2")];
  cells[1].id = "a1b2c3d4";
  cells[2].id = "training";
  const text = notebookToMarkdown(notebook(cells));
  expect(text).toContain('<!-- #region id="intro" -->');
  expect(text).toContain('```typescript id="training"');
  expect(text).not.toContain("a1b2c3d4");
  expect(markdownToNotebook(text).cells.map(({id}) => id)).toEqual(["intro", "a-1", "training"]);
});

test("jupytext's own header is read as the notebook's metadata", () => {
  const text =
    "---\njupyter:\n  kernelspec:\n    name: ir\n    language: R\n    display_name: R\n---\n\n```r\n1\n```\n";
  const {cells, metadata} = markdownToNotebook(text);
  expect(metadata.kernelspec?.name).toBe("ir");
  expect(cells).toMatchObject([{cell_type: "code", source: "1"}]);
});

test("the language that our own kernel told is left out of the source", () => {
  const language_info = {name: "typescript", version: "5.9"};
  const text = notebookToMarkdown(notebook([code("1")], {kernelspec, language_info}));
  expect(text).not.toContain("language_info");
});

test("line ends of Windows and a byte order mark make no difference", () => {
  expect(markdownToNotebook(`\uFEFF${lecture.replaceAll("\n", "\r\n")}`)).toEqual(
    markdownToNotebook(lecture)
  );
});

test.each([
  ["a\n\n```typescript\n1\n", "a code cell opens in line 3, but no ``` closes it"],
  ["<!-- #raw -->\n1\n", "a region opens in line 1, but no <!-- #endraw --> closes it"],
  ["---\na: 1\n", "front matter opens in line 1, but no --- closes it"],
  ["---\na: 1\nb: [1\n---\n", "front matter: line 3 is not YAML"],
  [
    "\n```typescript tags=[parameters]\n1\n```\n",
    "line 2: a cell's metadata are name=value in JSON, but got [parameters]"
  ],
  [
    "```typescript {1,3}\n1\n```\n",
    "line 1: a cell's metadata are name=value in JSON, but got {1,3}"
  ]
])("what cannot be read is named with its line: %j", (text, message) => {
  expect(() => markdownToNotebook(text)).toThrow(message);
});

test("notebooks put together at random come back as they were, as markdown and as typescript", () => {
  const chance = random(7);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance.uniform() * from.length)];
  const lines = [
    ...[
      "",
      " ",
      "text",
      "# Heading",
      "---",
      "***",
      "    indented",
      "- item",
      "  - nested",
      "> quote"
    ],
    ...[
      "```",
      "```ts",
      "```typescript",
      '```typescript tags=["x"]',
      "````",
      "~~~",
      "   ```",
      "```a`b"
    ],
    ...[
      "<!-- #region -->",
      "<!-- #endregion -->",
      "<!-- ##region -->",
      "<!-- #raw -->",
      "<!-- #endraw -->"
    ],
    ...[
      "<!--",
      "-->",
      "<!-- one -->",
      "<pre>",
      "</pre>",
      "<script>",
      "$$",
      "// %%",
      "// %%% x",
      "//",
      "%%"
    ]
  ];
  const metadata = [{}, {}, {tags: ["a b"]}, {"x y": "-->"}, {id: 1}];
  const cellOf = (): Cell => {
    const source = Array.from({length: Math.floor(chance.uniform() * 6)}, () => pick(lines)).join(
      "\n"
    );
    const make = pick([code, (text: string, own: object) => prose(text, {metadata: own}), raw]);
    return make(source, pick(metadata));
  };
  for (let round = 0; round < 3000; round++) {
    const cells = Array.from({length: 1 + Math.floor(chance.uniform() * 5)}, cellOf);
    const given = notebook(cells, pick([{kernelspec}, {}]));
    expect(thereAndBack(given)).toEqual(given);
    const script = scriptToNotebook(notebookToScript(structuredClone(given)));
    for (const cell of script.cells) delete cell.id;
    expect(script).toEqual(given);
  }
});
