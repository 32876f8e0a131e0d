import {mkdtemp, readdir, readFile, rm, stat, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {parseNotebook, serializeNotebook} from "../../src/notebook/notebook.ts";
import {convnotes} from "./convnotes.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "convnotes-convert-"));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const lecture = `---
kernelspec:
  name: convnotes
  display_name: TypeScript
  language: typescript
title: "Pooling"
---

# Pooling

\`\`\`typescript tags=["parameters"]
const epochs = 3;
\`\`\`
`;

const write = (name: string, text: string): Promise<void> =>
  writeFile(path.join(folder, name), text);
const read = (name: string): Promise<string> => readFile(path.join(folder, name), "utf8");
const run = (...args: string[]): ReturnType<typeof convnotes> =>
  convnotes(["convert", ...args], {cwd: folder});

test("markdown, ipynb and typescript turn into each other and come back as they were", async () => {
  await write("a.md", lecture);
  expect(await run("a.md")).toEqual({code: 0, stdout: "wrote a.ipynb\n", stderr: ""});
  expect(await run("a.ipynb", "--to", "ts")).toMatchObject({code: 0, stdout: "wrote a.ts\n"});
  expect(await read("a.ts")).toContain('// %% tags=["parameters"]\nconst epochs = 3;\n');
  expect(await run("a.ts", "--out", "b/c.md")).toMatchObject({code: 0, stdout: "wrote b/c.md\n"});
  expect(await read("b/c.md")).toBe(lecture);
  expect(await run("a.md")).toMatchObject({code: 0, stdout: "a.ipynb is up to date\n"});
});

test("--check tells what is not up to date, and writes nothing", async () => {
  await write("a.md", lecture);
  await write("b.md", lecture);
  await run("a.md", "b.md");
  expect(await run("--check", "a.md", "b.md")).toEqual({code: 0, stdout: "", stderr: ""});
  await write("b.md", lecture.replace("3", "4"));
  const before = await stat(path.join(folder, "b.ipynb"));
  expect(await run("--check", "a.md", "b.md")).toEqual({
    code: 1,
    stdout: "",
    stderr: "convnotes convert: not what the source gives: b.ipynb\n"
  });
  expect((await stat(path.join(folder, "b.ipynb"))).mtimeMs).toBe(before.mtimeMs);
});

test("outputs are not written over without --force", async () => {
  await write("a.md", lecture);
  await run("a.md");
  const notebook = parseNotebook(await read("a.ipynb"));
  const cell = notebook.cells[1];
  if (cell.cell_type === "code")
    cell.outputs.push({output_type: "stream", name: "stdout", text: "1"});
  const executed = serializeNotebook(notebook);
  await write("a.ipynb", executed);
  expect(await run("a.md")).toEqual({
    code: 1,
    stdout: "",
    stderr: "convnotes convert: a.ipynb has outputs, which would be lost (--force writes over it)\n"
  });
  expect(await read("a.ipynb")).toBe(executed);
  expect(await run("a.md", "--force")).toMatchObject({code: 0});
  expect(await read("a.ipynb")).not.toBe(executed);
});

const see = "(see convnotes convert --help)\n";
test.each([
  ["a missing file", "none.md", 1, "there is no file none.md\n"],
  [
    "another kind of file",
    "a.txt",
    2,
    `a notebook's name ends in .ipynb, .md or .ts, but got a.txt ${see}`
  ],
  ["no file", "--check", 2, `expected a file ${see}`],
  ["an unknown format", "a.md --to pdf", 2, `--to is ipynb, md or ts, but got pdf ${see}`],
  [
    "a format that is not the file's",
    "a.md --to md --out b.ts",
    2,
    `--to is md, but --out is b.ts ${see}`
  ],
  [
    "several files into one",
    "a.md b.md --out c.ipynb",
    2,
    `several files would become c.ipynb ${see}`
  ],
  [
    "broken front matter",
    "broken.md",
    1,
    "broken.md: front matter: line 2 is not YAML (Nested mappings are not allowed in compact mappings)\n"
  ],
  [
    "an unwritable target",
    "a.md --out a.md/b.ipynb",
    1,
    "cannot write a.md/b.ipynb (EEXIST: file already exists)\n"
  ],
  [
    "a script of another language",
    "python.md --to ts",
    1,
    "python.md: the language is TypeScript, but got python\n"
  ]
])("%s is one line and nothing is written", async (_, args, code, message) => {
  await write("a.md", lecture);
  await write("b.md", lecture);
  await write("a.txt", lecture);
  await write("broken.md", "---\ntitle: a: b\n---\n");
  await write("python.md", lecture.replace("language: typescript", "language: python"));
  const before = await readdir(folder);
  const result = await run(...args.split(" "));
  expect(result).toEqual({code, stdout: "", stderr: `convnotes convert: ${message}`});
  expect(await readdir(folder)).toEqual(before);
});

test("a notebook of somebody else keeps all its metadata, and comes back but for outputs", async () => {
  const foreign = {
    cells: [
      {
        cell_type: "markdown",
        id: "intro",
        metadata: {slideshow: {slide_type: "slide"}},
        source: ["# A\n", "b"]
      },
      {
        cell_type: "code",
        execution_count: 7,
        id: "a1b2c3d4",
        metadata: {collapsed: true, "odd key": [1, {b: null}]},
        outputs: [{name: "stdout", output_type: "stream", text: ["1\n"]}],
        source: ["print(1)"]
      },
      {cell_type: "raw", id: "r", metadata: {format: "text/latex"}, source: ["\\LaTeX"]}
    ],
    metadata: {
      authors: [{name: "A. Author"}],
      colab: {provenance: []},
      kernelspec: {display_name: "Python 3", language: "python", name: "python3"},
      language_info: {
        codemirror_mode: {name: "ipython", version: 3},
        name: "python",
        version: "3.11.2"
      },
      widgets: {"application/vnd.jupyter.widget-state+json": {state: {}, version_major: 2}}
    },
    nbformat: 4,
    nbformat_minor: 5
  };
  await write("f.ipynb", JSON.stringify(foreign));
  await run("f.ipynb");
  await run("f.md", "--out", "back.ipynb");
  const [intro, code, latex] = foreign.cells;
  const notRun = {...code, execution_count: null, id: "a-1", outputs: []};
  const expected = {...foreign, cells: [intro, notRun, latex]};
  expect(JSON.parse(await read("back.ipynb"))).toEqual(expected);
});
