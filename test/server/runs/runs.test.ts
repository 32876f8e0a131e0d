import {readdir, readFile, writeFile} from "node:fs/promises";
import path from "node:path";
import {expect, test} from "vitest";
import {codeCell, type Notebook, parseNotebook} from "../../../src/notebook/notebook.ts";
import {sourceHash} from "../../../src/notebook/run/sourceHash.ts";
import {startServer} from "../startServer.ts";

const notebook = (output?: string): Notebook => ({
  cells: [
    codeCell("const width = 4; // @param {min:2, max:9}", {metadata: {tags: ["parameters"]}}),
    codeCell("width", {
      outputs: output === undefined ? [] : [{output_type: "stream", name: "stdout", text: output}]
    })
  ],
  metadata: {kernelspec: {name: "convnotes", display_name: "TypeScript"}},
  nbformat: 4,
  nbformat_minor: 5
});

test("a run of the lab is recorded: begun, then with what it came to, as convnotes run does it", async () => {
  const {fetch, rootDir} = await startServer();
  const ask = async (method: string, body: object): Promise<[number, Record<string, string>]> => {
    const headers = {"content-type": "application/json"};
    const init = {method, headers, body: JSON.stringify(body)};
    const answer = await fetch("api/convnotes/runs", init);
    return [answer.status, (await answer.json()) as Record<string, string>];
  };
  await writeFile(path.join(rootDir, "edges.ipynb"), "{}");
  const asked = {
    path: "edges.ipynb",
    notebook: notebook(),
    values: {width: 6},
    kernel: "convnotes",
    versions: {typescript: "5.9"}
  };
  const [status, {path: place, begin, end}] = await ask("POST", asked);
  expect(status).toBe(201);
  expect(place).toMatch(/^runs\/edges\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[\da-f]{6}$/);
  const folder = path.join(rootDir, place);
  const record = async (): Promise<object> =>
    JSON.parse(await readFile(path.join(folder, "run.json"), "utf8")) as object;
  const {version} = JSON.parse(await readFile("package.json", "utf8")) as {version: string};
  const begun = {
    parameters: {width: 6},
    default_parameters: {width: 4},
    changed: ["width"],
    seed: null,
    versions: {convnotes: version, typescript: "5.9", node: process.versions.node},
    kernel: "convnotes",
    commit: null,
    source_sha256: sourceHash(notebook()),
    input_path: "edges.ipynb"
  };
  expect(await record()).toMatchObject({status: "running", end_time: null, ...begun});

  // What the kernel does, before and after.
  const before = {...process.env};
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const evaluate = (code: string): unknown => (new Function("require", `return ${code}`) as (require: unknown) => unknown)(undefined); // prettier-ignore
    evaluate(begin);
    expect(process.env.CONVNOTES_RUN).toBe(folder);
    expect(process.env.CONVNOTES_CHECKPOINTS).toBe(path.join(folder, "checkpoints"));
    expect(evaluate(end)).toBeUndefined(); // no library here that could tell what computed
    expect([process.env.CONVNOTES_RUN, process.env.CONVNOTES_CHECKPOINTS]).toEqual([
      before.CONVNOTES_RUN,
      before.CONVNOTES_CHECKPOINTS
    ]);
  } finally {
    process.env = before;
  }

  const engine = {engine: "compiled", threads: 2, with: "WebAssembly"};
  const facts = `'${JSON.stringify({engine: {...engine, more: 1}, data: []})}'`;
  const done = {path: place, notebook: notebook("6\n"), status: "completed", end: facts};
  expect(await ask("PUT", {...done, status: "fine"})).toMatchObject([400, {}]);
  expect(await ask("PUT", done)).toEqual([200, {path: place}]);
  expect(await record()).toMatchObject({status: "completed", exception: false, engine, ...begun});
  expect((await readdir(folder)).sort()).toEqual(["edges.ipynb", "run.json"]);
  const executed = parseNotebook(await readFile(path.join(folder, "edges.ipynb"), "utf8"));
  expect(executed.cells.map(({source}) => source)).toEqual([
    expect.stringContaining("const width = 4;"),
    expect.stringContaining("6"),
    "width"
  ]);
  expect(executed.cells[1].metadata.tags).toEqual(["injected-parameters"]);
  expect(executed.metadata).toMatchObject({
    convnotes: {run: {status: "completed", engine}},
    papermill: {parameters: {width: 6}}
  });
  expect(await ask("PUT", done)).toMatchObject([404, {}]);
});

test("a run is of a notebook that is there to be seen, with values that it takes", async () => {
  const {fetch} = await startServer();
  const refused: [object, number, string][] = [
    [{notebook: notebook()}, 400, "A run is of a notebook: its path"],
    [{path: "edges.ipynb", notebook: notebook(), values: {width: 99}}, 400, "width is"],
    [{path: "edges.ipynb", notebook: notebook(), values: {wdth: 3}}, 400, "wdth"],
    [{path: "edges.ipynb", notebook: 3}, 400, ""],
    [{path: "../../edges.ipynb", notebook: notebook()}, 404, ""],
    [{path: ".hidden/edges.ipynb", notebook: notebook()}, 404, ""]
  ];
  for (const [body, status, message] of refused) {
    const headers = {"content-type": "application/json"};
    const init = {method: "POST", headers, body: JSON.stringify(body)};
    const answer = await fetch("api/convnotes/runs", init);
    const {message: told} = (await answer.json()) as {message: string};
    expect([answer.status, told]).toEqual([status, expect.stringContaining(message)]);
  }
});
