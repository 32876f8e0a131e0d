import {execFileSync} from "node:child_process";
import {createHash} from "node:crypto";
import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {stripVTControlCharacters} from "node:util";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {type CodeCell, type Notebook, parseNotebook} from "../../src/notebook/notebook.ts";
import {needs} from "../tools.ts";
import {convnotes, type Ended, Started} from "./convnotes.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "convnotes-run-"));
});
afterEach(() => rm(folder, {recursive: true, force: true}));

const cell = (code: string, tag?: string): string =>
  `\`\`\`typescript${tag === undefined ? "" : ` tags=["${tag}"]`}\n${code}\n\`\`\``;
const markdown = (...cells: string[]): string => `# Title\n\n${cells.join("\n\n")}\n`;

const parameters = cell(
  `const epochs = 3; // @param {type:"integer", min:1, max:10, quick:1} passes over the data
const kind = "max"; // @param ["max", "average"] the pooling
const seed = 42;`,
  "parameters"
);
const shown = cell("console.log(epochs, kind, seed);");

/** What the commands of the table run. */
const files: Record<string, string> = {
  "good.md": markdown(cell('"first"'), cell('"second"')),
  "lecture.md": markdown(parameters, shown),
  "python.md": `---\nkernelspec: {name: python3, language: python}\n---\n${parameters}`,
  "values.yaml": "epochs: 7\nkind: average\n",
  "list.json": "[1, 2]",
  "script.ts":
    "// %% [markdown]\n// # Title\n\n// %%\nconst a: number = 1;\n\n// %%\nconsole.log(a + 1);\n",
  "fails.md": markdown(cell('"first"'), cell('throw new RangeError("too deep")'), cell('"third"')),
  "types.md": markdown(cell('const a: number = "one";')),
  "tagged.md": markdown(
    cell('throw new Error("meant")', "raises-exception"),
    cell('throw new Error("never")', "skip-execution"),
    cell('"last"')
  ),
  "late.md": markdown(
    cell('setTimeout(() => { throw new Error("late"); }, 1);'),
    cell("await new Promise((resolve) => setTimeout(resolve, 50));")
  ),
  "exits.md": markdown(cell('"first"'), cell("process.exit(3);"), cell('"third"')),
  "killed.md": markdown(
    cell('"first"'),
    cell('process.kill(process.ppid, "SIGKILL"); await new Promise(() => {});')
  ),
  "endless.md": markdown(cell('"first"'), cell('console.log("begun"); while (true) {}'), cell("3")),
  "hangs.md": markdown(cell("await new Promise(() => {});"), cell('"second"')),
  "asks.md": markdown(cell('const name = prompt("name?");')),
  "outputs.md": markdown(
    cell(`import {display} from "tslab";
const bundle = (text: string): object => ({"text/plain": text});
for (let i = 0; i < 3; i++) { process.stdout.write(\`\${i} \`); await null; }
console.error("warned");
const host = (globalThis as any)[Symbol.for("convnotes.host")];
host.display({"text/plain": "before"}, "figure");`),
    cell('host.update({"text/plain": "after"}, "figure");')
  ),
  "broken.ipynb": '{\n "cells": [],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5,,\n}',
  "conflict.ipynb": '{\n "cells": [\n<<<<<<< HEAD\n ],\n',
  "old.ipynb": '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
  "data.ipynb": '{"name": "package"}',
  "empty.ipynb": "",
  "twice.md": markdown(cell("const a = 1; // @param\nconst a = 2;", "parameters"))
};

interface Case {
  title: string;
  command: string;
  code: number;
  /** How the run of the executed notebook ended; no notebook is written unless given. */
  status?: string;
}

const cases: Case[] = [
  {title: "a notebook", command: "good.md -o o.ipynb", code: 0, status: "completed"},
  {title: "a script", command: "script.ts -o o.ipynb --follow", code: 0, status: "completed"},
  {
    title: "parameters",
    command: "lecture.md -p epochs=5 -p kind=average -o o.ipynb --follow",
    code: 0,
    status: "completed"
  },
  {
    title: "a file of parameters, and one of the command line before it",
    command: "lecture.md --params values.yaml -p epochs=9 -o o.ipynb --follow",
    code: 0,
    status: "completed"
  },
  {
    title: "quick values",
    command: "lecture.md --quick -o o.ipynb --follow",
    code: 0,
    status: "completed"
  },
  {
    title: "outputs that are followed",
    command: "outputs.md -o o.ipynb --follow",
    code: 0,
    status: "completed"
  },
  {
    title: "tags that let a cell fail or pass it over",
    command: "tagged.md -o o.ipynb",
    code: 0,
    status: "completed"
  },
  {title: "a cell that fails", command: "fails.md -o o.ipynb", code: 1, status: "failed"},
  {
    title: "a cell that fails, with errors allowed",
    command: "fails.md -o o.ipynb --allow-errors",
    code: 1,
    status: "failed"
  },
  {title: "a type error", command: "types.md -o o.ipynb", code: 1, status: "failed"},
  {title: "an error that comes late", command: "late.md -o o.ipynb", code: 1, status: "failed"},
  {title: "a question to the reader", command: "asks.md -o o.ipynb", code: 1, status: "failed"},
  {title: "an unknown parameter", command: "lecture.md -p epohcs=5 -o o.ipynb", code: 2},
  {title: "a value out of range", command: "lecture.md -p epochs=11 -o o.ipynb", code: 2},
  {title: "a value that is no choice", command: "lecture.md -p kind=sum -o o.ipynb", code: 2},
  {title: "a list of parameters", command: "lecture.md good.md --list-parameters", code: 0},
  {title: "a parameter without a value", command: "lecture.md -p epochs -o o.ipynb", code: 2},
  {
    title: "a parameter for a notebook of another language",
    command: "python.md -p epochs=1 -o o.ipynb",
    code: 2
  },
  {
    title: "a parameter for a notebook without any",
    command: "good.md -p epochs=1 -o o.ipynb",
    code: 2
  },
  {title: "parameters that cannot be read", command: "twice.md -o o.ipynb", code: 2},
  {
    title: "a file of parameters that is none",
    command: "lecture.md --params list.json -o o.ipynb",
    code: 2
  },
  {
    title: "a file of parameters that is missing",
    command: "lecture.md --params none.json -o o.ipynb",
    code: 2
  },
  {title: "an unknown option", command: "good.md --quik", code: 2},
  {title: "a time that is none", command: "good.md --timeout soon", code: 2},
  {title: "an output that cannot hold outputs", command: "good.md -o o.md", code: 2},
  {title: "one file for several notebooks", command: "good.md fails.md -o o.ipynb", code: 2},
  {title: "a missing file", command: "none.md -o o.ipynb", code: 3},
  {title: "a folder", command: "folder.md -o o.ipynb", code: 3},
  {title: "broken JSON", command: "broken.ipynb -o o.ipynb", code: 3},
  {title: "an unfinished merge", command: "conflict.ipynb -o o.ipynb", code: 3},
  {title: "a notebook of an old format", command: "old.ipynb -o o.ipynb", code: 3},
  {title: "JSON that is no notebook", command: "data.ipynb -o o.ipynb", code: 3},
  {title: "an empty file", command: "empty.ipynb -o o.ipynb", code: 3},
  {title: "a kernel that is not there", command: "good.md --kernel convnote -o o.ipynb", code: 4},
  {
    title: "a cell that exits",
    command: "exits.md -o o.ipynb --allow-errors",
    code: 4,
    status: "died"
  },
  {title: "a kernel that is killed", command: "killed.md -o o.ipynb", code: 4, status: "died"},
  {
    title: "a cell that takes too long",
    command: "hangs.md -o o.ipynb --timeout 1",
    code: 5,
    status: "timeout"
  },
  {title: "a target that cannot be written", command: "good.md -o good.md/o.ipynb", code: 6}
];

/** What a command printed, without what differs from run to run. */
function golden({stdout, stderr}: Ended): string {
  const text = `stdout:\n${stdout}\nstderr:\n${stderr}`;
  return text
    .replaceAll(folder, "FOLDER")
    .replaceAll(tmpdir(), "TMP")
    .replace(/ +\d+\.\d s/g, " TIME")
    .replace(/kernels are .*, but/g, "kernels are …, but");
}

async function executed(name = "o.ipynb"): Promise<Notebook> {
  return parseNotebook(await readFile(path.join(folder, name), "utf8"));
}

/** What a notebook's code cells put out, as text. */
function outputs({cells}: Notebook): string[] {
  return cells
    .filter((cell): cell is CodeCell => cell.cell_type === "code")
    .map(({outputs}) => outputs.map(textOf).join("|"));
}

function textOf(output: CodeCell["outputs"][number]): string {
  const {text, data, ename} = output as {
    text?: string;
    data?: Record<string, string>;
    ename?: string;
  };
  return stripVTControlCharacters(text ?? data?.["text/plain"] ?? ename ?? "");
}

const runOf = ({metadata}: Notebook): Record<string, unknown> =>
  (metadata.convnotes as {run: Record<string, unknown>}).run;

async function prepare(): Promise<void> {
  await mkdir(path.join(folder, "folder.md"));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}

const run = (...args: string[]): Promise<Ended> => convnotes(["run", ...args], {cwd: folder});

describe("convnotes run says, and ends with the code for,", () => {
  const named = cases.map((each) => [each.title, each] as const);
  test.each(named)("%s", async (title, {command, code, status}) => {
    await prepare();
    const before = await readdir(folder);
    const ended = await run(...command.split(" "));
    await expect(golden(ended)).toMatchFileSnapshot(
      `../output/run/${title.replace(/\W+/g, "-")}.txt`
    );
    expect(ended.code).toBe(code);
    const left = (await readdir(folder)).filter((name) => !before.includes(name));
    expect(left).toEqual(status === undefined ? [] : ["o.ipynb"]);
    if (status !== undefined) expect(runOf(await executed()).status).toBe(status);
  });
});

describe("the executed notebook", () => {
  test("has a cell with the parameters after the author's, and tells what it was run with", async () => {
    await prepare();
    await run("lecture.md", "-p", "epochs=5", "-p", "seed=7", "-o", "o.ipynb");
    const {metadata, cells} = await executed();
    expect(cells.map(({metadata}) => metadata.tags)).toEqual([
      undefined,
      ["parameters"],
      ["injected-parameters"],
      undefined
    ]);
    expect(cells[2].source).toBe("// Parameters\nconst epochs: number = 5;\nconst seed = 7;");
    const {run: record} = metadata.convnotes as {run: object};
    expect(record).toMatchObject({
      status: "completed",
      seed: 7,
      quick: false,
      parameters: {epochs: 5, kind: "max", seed: 7},
      changed: ["epochs", "seed"],
      kernel: "convnotes",
      engine: null,
      source_sha256: expect.stringMatching(/^[\da-f]{64}$/) as string,
      versions: {
        convnotes: expect.stringMatching(/^\d/) as string,
        node: process.versions.node,
        "tfjs-core": expect.stringMatching(/^4/) as string
      }
    });
    expect(metadata.papermill).toMatchObject({
      default_parameters: {epochs: 3, kind: "max", seed: 42},
      parameters: {epochs: 5, seed: 7},
      exception: false,
      input_path: "lecture.md",
      output_path: "o.ipynb"
    });
    expect(cells[3].metadata.papermill).toMatchObject({
      status: "completed",
      exception: false,
      duration: expect.any(Number) as number
    });
    // Run once more, with others, it has one such cell again.
    await run("o.ipynb", "-p", "epochs=2", "-o", "o.ipynb");
    const again = await executed();
    expect(again.cells).toHaveLength(4);
    expect(outputs(again).at(-1)).toBe("2 max 42\n");
  });

  test("has streams joined, displays updated and counts, of what ran until it failed", async () => {
    await prepare();
    await run("outputs.md", "-o", "o.ipynb");
    expect(outputs(await executed())).toEqual(["0 1 2 |warned\n|after", ""]);
    await run("fails.md", "-o", "o.ipynb");
    const failed = await executed();
    expect(outputs(failed)).toEqual(["'first'", "RangeError", ""]);
    const code = failed.cells.slice(1) as CodeCell[];
    expect(code.map(({execution_count}) => execution_count)).toEqual([1, 2, null]);
    const status = code.map(({metadata}) => (metadata.papermill as {status: string}).status);
    expect(status).toEqual(["completed", "failed", "pending"]);
  });

  test("tells what computed, and on what data, when something did", async () => {
    const sha256 = createHash("sha256").update("pixels").digest("hex");
    await writeFile(path.join(folder, "pixels.bin"), "pixels");
    const asset = {
      ...{name: "pixels", source: folder, size: 6, licence: "", origin: "", purpose: ""},
      files: [{name: "pixels.bin", size: 6, sha256}]
    };
    const source = markdown(
      cell('import {assets, useEngine} from "@convnotes/cnn";\nawait useEngine("cpu");'),
      cell(`await assets.fetchAsset(${JSON.stringify(asset)});`)
    );
    await writeFile(path.join(folder, "engine.md"), source);
    const env = {...process.env, CONVNOTES_CACHE: path.join(folder, "cache")};
    await convnotes(["run", "engine.md", "-o", "o.ipynb"], {cwd: folder, env});
    expect(runOf(await executed())).toMatchObject({
      engine: {engine: "cpu", threads: 1, with: "JavaScript"},
      data: [{name: "pixels", source: folder, sha256: {"pixels.bin": sha256}}]
    });
  });

  test("is a valid notebook for Jupyter, with errors and displays in it", async (context) => {
    needs(context, "nbconvert");
    const ask = `import sys, nbformat
nbformat.validate(nbformat.read(sys.argv[1], as_version=4))`;
    await prepare();
    for (const name of ["outputs.md", "fails.md"]) {
      await run(name, "-o", "o.ipynb");
      execFileSync("/usr/bin/python3", ["-c", ask, path.join(folder, "o.ipynb")]);
    }
  });

  test("of somebody else's notebook keeps its metadata, and loses its old outputs", async () => {
    const foreign = {
      cells: [
        {
          cell_type: "code",
          execution_count: 9,
          metadata: {"odd key": [1], collapsed: false},
          outputs: [{output_type: "stream", name: "stdout", text: ["old"]}],
          source: ["1 +\n", "1"]
        },
        {cell_type: "raw", metadata: {format: "text/html"}, source: []}
      ],
      metadata: {authors: [{name: "A"}], convnotes: {own: 1}, widgets: {a: null}},
      nbformat: 4,
      nbformat_minor: 2
    };
    await writeFile(path.join(folder, "f.ipynb"), JSON.stringify(foreign));
    await run("f.ipynb", "-o", "o.ipynb");
    const {cells, metadata, nbformat_minor} = await executed();
    expect(metadata).toMatchObject({
      authors: [{name: "A"}],
      convnotes: {own: 1},
      widgets: {a: null}
    });
    expect(cells[0]).toMatchObject({
      metadata: {"odd key": [1], collapsed: false},
      execution_count: 1
    });
    expect(cells[1]).toMatchObject({cell_type: "raw", metadata: {format: "text/html"}, source: ""});
    expect(nbformat_minor).toBe(5);
    expect(outputs({cells} as Notebook)).toEqual(["2"]);
    expect(JSON.parse(await readFile(path.join(folder, "f.ipynb"), "utf8"))).toEqual(foreign);
  });

  test("is in a folder of the run, beside its record, unless another place is named", async () => {
    await prepare();
    const {stdout} = await run("good.md");
    expect(stdout).toMatch(
      /^runs\/good\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[\da-f]{6}\/good\.ipynb\n$/
    );
    const place = path.dirname(stdout.trim());
    expect((await readdir(path.join(folder, place))).sort()).toEqual(["good.ipynb", "run.json"]);
    const record = await readFile(path.join(folder, place, "run.json"), "utf8");
    const version = expect.any(String) as unknown;
    expect(JSON.parse(record)).toMatchObject({
      ...{status: "completed", input_path: "good.md", kernel: "convnotes", exception: false},
      ...{parameters: {}, changed: [], seed: null, quick: false, engine: null, data: []},
      versions: {
        ...{convnotes: version, "convnotes kernel": version, typescript: version},
        ...{node: process.versions.node, "tfjs-core": version}
      },
      commit: null,
      source_sha256: expect.stringMatching(/^[\da-f]{64}$/) as unknown,
      start_time: version,
      end_time: version
    });
    expect(outputs(await executed(stdout.trim()))).toEqual(["'first'", "'second'"]);
    expect((await run("good.md", "-o", "new/")).stdout).toBe("new/good.ipynb\n");
  });
});

describe("several notebooks", () => {
  test("run at once, and a table tells how each ended", async () => {
    await prepare();
    const all = ["good.md", "fails.md", "none.md", "script.ts"];
    const {code, stdout, stderr} = await run(...all, "--jobs", "2", "-o", "out/");
    expect(code).toBe(1);
    expect(stdout.trim().split("\n").sort()).toEqual(
      ["fails", "good", "script"].map((name) => `out/${name}.ipynb`)
    );
    const table = stderr.slice(stderr.indexOf("\nnotebook")).replace(/\d+\.\d s/g, "TIME ");
    expect(table).toBe(`
notebook   status       cells  time   result
good.md    completed    2/2    TIME   out/good.ipynb
fails.md   failed       2/3    TIME   out/fails.ipynb
none.md    not started  0/0    TIME   there is no file none.md
script.ts  completed    2/2    TIME   out/script.ipynb
convnotes run: 2 of 4 notebooks did not run to the end without errors
`);
    expect(outputs(await executed("out/fails.ipynb"))).toEqual(["'first'", "RangeError", ""]);
  });

  test("are not begun when a parameter of one is wrong", async () => {
    await prepare();
    const {code, stdout} = await run("lecture.md", "good.md", "-p", "epochs=2", "-o", "out/");
    expect({code, stdout}).toEqual({code: 2, stdout: ""});
    expect(await readdir(folder)).not.toContain("out");
  });
});

describe("what there is when a run is stopped:", () => {
  const stuck = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";

  async function begin(code: string): Promise<Started> {
    const source = markdown(
      cell("process.ppid"),
      cell(`console.log("begun");\n${code}`),
      cell("3")
    );
    await writeFile(path.join(folder, "long.md"), source);
    const started = new Started(["run", "long.md", "-o", "o.ipynb", "--follow"], {cwd: folder});
    await started.printed("begun");
    return started;
  }

  /** The kernel's process, whose number the first cell has put out. */
  function kernelIsGone([first]: string[]): boolean {
    try {
      process.kill(Number(first), 0);
      return false;
    } catch {
      return true;
    }
  }

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143]
  ] as const)("%s interrupts the cell, and all until then is written", async (signal, code) => {
    const started = await begin("while (true) {}");
    started.signal(signal);
    const ended = await started.ended;
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain("long.md: interrupted in cell 2 of 3");
    const notebook = await executed();
    const printed = outputs(notebook);
    expect(printed.slice(1)).toEqual(["begun\n|KeyboardInterrupt", ""]);
    expect(runOf(notebook).status).toBe("interrupted");
    expect(kernelIsGone(printed)).toBe(true);
  });

  test("a pipe that is closed does not end the run", async () => {
    const started = await begin("await new Promise((resolve) => setTimeout(resolve, 300));");
    started.hangUp();
    expect((await started.ended).code).toBe(0);
    const notebook = await executed();
    expect(outputs(notebook).slice(1)).toEqual(["begun\n", "3"]);
    expect(runOf(notebook).status).toBe("completed");
  });

  test("a second Ctrl-C ends a kernel that does not stop", async () => {
    const started = await begin(stuck);
    started.signal("SIGINT");
    await started.printed("interrupting");
    started.signal("SIGINT");
    expect((await started.ended).code).toBe(130);
    const printed = outputs(await executed());
    expect(printed[1]).toMatch(/^begun/);
    expect(kernelIsGone(printed)).toBe(true);
  });

  test("Ctrl-C leaves the other notebooks unstarted", async () => {
    await prepare();
    const args = ["run", "endless.md", "good.md", "-o", "out/", "--follow"];
    const started = new Started(args, {cwd: folder});
    await started.printed("begun");
    started.signal("SIGINT");
    const {code, stderr} = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/good\.md +not started +0\/0/);
    expect(await readdir(path.join(folder, "out"))).toEqual(["endless.ipynb"]);
  });

  test("killed itself, the runner leaves the cells that were done, whole, and no kernel", async () => {
    const started = await begin(stuck);
    started.signal("SIGKILL");
    await started.ended;
    const notebook = await executed();
    const printed = outputs(notebook);
    expect(printed.slice(1)).toEqual(["", ""]);
    expect(runOf(notebook).status).toBe("running");
    await expect.poll(() => kernelIsGone(printed), {timeout: 30_000}).toBe(true);
  });

  test("killed itself, the runner leaves the record of a run that has begun", async () => {
    await prepare();
    const started = new Started(["run", "endless.md", "--follow"], {cwd: folder});
    await started.printed("begun");
    started.signal("SIGKILL");
    await started.ended;
    const [place] = await readdir(path.join(folder, "runs/endless"));
    const record = await readFile(path.join(folder, "runs/endless", place, "run.json"), "utf8");
    expect(JSON.parse(record)).toMatchObject({status: "running", input_path: "endless.md"});
  });

  test("a full disk costs nothing: the executed notebook is where temporary files are", async () => {
    await prepare();
    const env = {...process.env, TMPDIR: folder};
    const ended = await convnotes(["run", "good.md", "-o", "/dev/full"], {cwd: folder, env});
    expect(ended.code).toBe(6);
    const rescued = ended.stdout.trim();
    expect(ended.stderr).toContain(
      `cannot write /dev/full (ENOSPC: no space left on device); it is in ${rescued}\n`
    );
    expect(outputs(await executed(path.relative(folder, rescued)))).toEqual([
      "'first'",
      "'second'"
    ]);
  });

  test("a result that is there stays until there is another", async () => {
    await prepare();
    await writeFile(path.join(folder, "o.ipynb"), "precious");
    await run("good.md", "--kernel", "none", "-o", "o.ipynb");
    expect(await readFile(path.join(folder, "o.ipynb"), "utf8")).toBe("precious");
  });
});
