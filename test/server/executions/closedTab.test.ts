// Training outlives the tab: what a cell puts out belongs to the server.

import {readFileSync, writeFileSync} from "node:fs";
import path from "node:path";
import {describe, expect, onTestFinished, test} from "vitest";
import type {ExecutionModel} from "../../../src/server/executions/executionsRoutes.ts";
import {connect, isIdle, type Socket} from "../channels/socket.ts";
import {temporaryFolder} from "../../jupyter/kernels.ts";
import {startLab, useLab} from "../lab.ts";

interface Notebook {
  cells: {id: string; outputs: unknown[]; execution_count: number | null; metadata: object}[];
}

const lab = useLab({unattendedDelay: 0.3});

/** A cell that trains for so many epochs, each of which waits until somebody lets it go on. */
const training = `
import {existsSync} from "node:fs";
import {display} from "tslab";
const figure = Symbol.for("convnotes.host");
for (let epoch = 1; epoch <= 3; ++epoch) {
  while (!existsSync("go" + epoch)) await new Promise((resolve) => setTimeout(resolve, 10));
  console.log("epoch " + epoch);
  globalThis[figure][epoch === 1 ? "display" : "update"]({"text/plain": "loss of " + epoch}, "curve");
}
"trained"`;

/** Writes a notebook and opens a session of it; all of it is there until the test is over. */
async function open(
  name: string,
  sources: string[],
  own = lab
): Promise<{kernel: string; file: string; session: string}> {
  const file = path.join(own.rootDir, name);
  const cells = sources.map((source, index) => ({
    cell_type: "code",
    id: `cell-${index}`,
    source,
    metadata: {},
    outputs: [],
    execution_count: null
  }));
  const metadata = {kernelspec: {name: "convnotes", display_name: "TypeScript"}};
  writeFileSync(file, JSON.stringify({cells, metadata, nbformat: 4, nbformat_minor: 5}));
  const body = {path: name, name, type: "notebook", kernel: {name: "convnotes"}};
  const session = await own.get<{id: string; kernel: {id: string}}>("api/sessions", {body});
  if (own === lab) {
    onTestFinished(async () => {
      await lab.ask(`api/sessions/${session.id}`, {method: "DELETE"});
    });
  }
  return {kernel: session.kernel.id, file, session: session.id};
}

const executions = async (kernel: string): Promise<ExecutionModel[]> =>
  (await lab.get<{executions: ExecutionModel[]}>(`api/convnotes/executions?kernel_id=${kernel}`))
    .executions;

const letGo = (epoch: number, own = lab): void =>
  writeFileSync(path.join(own.rootDir, `go${epoch}`), "");

const read = (file: string): Notebook => JSON.parse(readFileSync(file, "utf8")) as Notebook;

async function fileHas(file: string, isSo: (notebook: Notebook) => boolean): Promise<void> {
  await expect.poll(() => isSo(read(file)), {timeout: 30_000}).toBe(true);
}

describe("a tab that is closed in the middle of a cell", () => {
  test("is followed by one that finds all outputs and hears the rest", async () => {
    const {kernel, file} = await open("training.ipynb", [training, "1 + 1"]);
    const closed = await connect(lab, kernel);
    const id = closed.execute(training, "cell-0");
    const next = closed.execute("1 + 1", "cell-1");
    letGo(1);
    await closed.until(() => closed.of(id).find(isFigure), "the first figure");
    await closed.leave();
    letGo(2);
    await expect.poll(async () => (await executions(kernel))[0].outputs).toHaveLength(3);

    const opened = await connect(lab, kernel);
    const [running, waiting] = await executions(kernel);
    expect(running).toMatchObject({
      cell_id: "cell-0",
      msg_id: id,
      session: closed.session,
      code: training,
      state: "running",
      status: null,
      execution_count: 1
    });
    expect(running.outputs).toEqual([
      {output_type: "stream", name: "stdout", text: "epoch 1\n"},
      {output_type: "display_data", data: {"text/plain": "loss of 2"}, metadata: {}},
      {output_type: "stream", name: "stdout", text: "epoch 2\n"}
    ]);
    expect(running.display_ids).toEqual({1: "curve"});
    expect(waiting).toMatchObject({cell_id: "cell-1", msg_id: next, state: "queued", outputs: []});

    letGo(3);
    await opened.until(() => opened.of(next).find(isIdle), "the end of both cells");
    // Beside what it was told of, nothing is missing and nothing comes twice.
    const told = new Set(running.newest_msg_ids);
    expect(told.size).toBe(4);
    const heard = opened.of(id).filter(({header}) => !told.has(header.msg_id));
    expect(heard.map(({header}) => header.msg_type)).toEqual([
      "stream",
      "update_display_data",
      "execute_result",
      "status"
    ]);
    // The reply comes on another socket than the end, perhaps later.
    await expect
      .poll(async () =>
        (await executions(kernel)).map((one) => [one.state, one.status, one.execution_count])
      )
      .toEqual([
        ["done", "ok", 1],
        ["done", "ok", 2]
      ]);
    const ended = await executions(kernel);
    expect(ended[0].outputs.map(({output_type}) => output_type)).toEqual([
      "stream",
      "display_data",
      "stream",
      "execute_result"
    ]);
    // Who is there saves the notebook itself.
    expect(read(file).cells.every(({outputs}) => outputs.length === 0)).toBe(true);
  });

  test("leaves the outputs in the file though nobody comes back, as trusted ones", async () => {
    const source = `await new Promise((resolve) => setTimeout(resolve, 300)); console.log("done"); 42`;
    const {kernel, file} = await open("nobody.ipynb", [source, `"never run"`]);
    const closed = await connect(lab, kernel);
    const id = closed.execute(source, "cell-0");
    await closed.until(() => closed.of(id).length > 1, "the cell's begin");
    await closed.leave();
    await fileHas(file, ({cells}) => cells[0].outputs.length === 2);
    expect(read(file).cells[0]).toMatchObject({
      execution_count: 1,
      outputs: [
        {output_type: "stream", name: "stdout", text: ["done\n"]},
        {output_type: "execute_result", data: {"text/plain": ["42"]}, execution_count: 1}
      ]
    });
    expect(read(file).cells[1].outputs).toEqual([]);
    const model = await lab.get<{content: Notebook}>("api/contents/nobody.ipynb");
    expect(model.content.cells[0].metadata).toEqual({trusted: true});
  });

  test("never takes back what somebody else has written into the file", async () => {
    const sources = [`await new Promise((resolve) => setTimeout(resolve, 500)); 1`, "2", "3"];
    const {kernel, file} = await open("edited.ipynb", sources);
    const closed = await connect(lab, kernel);
    const ids = sources.map((source, index) => closed.execute(source, `cell-${index}`));
    await closed.until(() => closed.of(ids[0]).length > 1, "the cell's begin");
    await closed.leave();
    // Another program edits one of the cells and adds one.
    const notebook = read(file) as unknown as {cells: Record<string, unknown>[]};
    notebook.cells[1].source = "2 + 2";
    notebook.cells.push({...notebook.cells[1], id: "added", source: "// new"});
    writeFileSync(file, JSON.stringify(notebook));
    await fileHas(file, ({cells}) => cells[2].outputs.length === 1);
    const {cells} = read(file) as unknown as {cells: {source: string[]; outputs: unknown[]}[]};
    expect(cells.map(({source, outputs}) => [source.join(""), outputs.length])).toEqual([
      [sources[0], 1],
      ["2 + 2", 0],
      ["3", 1],
      ["// new", 0]
    ]);
  });

  test("leaves the file alone while a page opens it, which would find it changed behind its back", async () => {
    const {kernel, file} = await open("opening.ipynb", ["42"]);
    const closed = await connect(lab, kernel);
    await closed.done(closed.execute("42", "cell-0"));
    await closed.leave();
    // Ten times as long as it would take otherwise.
    for (const end = Date.now() + 3000; Date.now() < end;) {
      const {content} = await lab.get<{content: Notebook}>("api/contents/opening.ipynb");
      expect(content.cells[0].outputs).toEqual([]);
    }
    await fileHas(file, ({cells}) => cells[0].outputs.length === 1);
  });

  test("follows the notebook to its new name", async () => {
    const source = `await new Promise((resolve) => setTimeout(resolve, 500)); "moved"`;
    const {kernel, file} = await open("old.ipynb", [source]);
    const closed = await connect(lab, kernel);
    const id = closed.execute(source, "cell-0");
    await closed.until(() => closed.of(id).length > 1, "the cell's begin");
    await closed.leave();
    await lab.get("api/contents/old.ipynb", {method: "PATCH", body: {path: "new.ipynb"}});
    await fileHas(
      path.join(path.dirname(file), "new.ipynb"),
      ({cells}) => cells[0].outputs.length === 1
    );
  });

  test("leaves a question that the next tab can answer", async () => {
    const {kernel} = await open("question.ipynb", [`prompt("Go on?")`]);
    const closed = await connect(lab, kernel);
    const id = closed.execute(`prompt("Go on?")`, "cell-0");
    await closed.until(() => closed.heard.find(({channel}) => channel === "stdin"), "the question");
    await closed.leave();
    const opened = await connect(lab, kernel);
    const [{input_request}] = await executions(kernel);
    expect(input_request?.content).toMatchObject({prompt: "Go on? "});
    const parent = {msg_id: input_request?.msg_id};
    opened.send("stdin", "input_reply", {value: "yes"}, {parent});
    await opened.until(() => opened.of(id).find(isIdle), "the end of the cell");
    const [{outputs, ...rest}] = await executions(kernel);
    expect(rest.input_request).toBe(null);
    expect(outputs[0].data).toEqual({"text/plain": "'yes'"});
  });
});

describe("GET /api/convnotes/executions", () => {
  test("finds a kernel by its session and its notebook too, and leaves outputs out if asked", async () => {
    const {kernel, session} = await open("asked.ipynb", ["1"]);
    const tab = await connect(lab, kernel);
    await tab.done(tab.execute("1", "cell-0"));
    await tab.done(tab.execute("2", "cell-0"));
    await tab.done(tab.execute("3"));
    const get = (query: string): Promise<{kernel_id: string; executions: ExecutionModel[]}> =>
      lab.get(`api/convnotes/executions?${query}`);
    const found = await get(`session_id=${session}`);
    expect(found.kernel_id).toBe(kernel);
    // Of each cell the newest, and what belongs to none.
    expect(found.executions.map(({cell_id, code}) => [cell_id, code])).toEqual([
      ["cell-0", "2"],
      [null, "3"]
    ]);
    expect((await get("path=asked.ipynb&outputs=0")).executions[0].outputs).toEqual([]);
    const status = async (query: string): Promise<number> =>
      (await lab.ask(`api/convnotes/executions?${query}`)).status;
    expect(await status("path=another.ipynb")).toBe(404);
    expect(await status("")).toBe(400);
  });
});

test.each(["is open", "has lost its network"])(
  "a server that stops writes what a tab that %s has not saved",
  async (how) => {
    const own = await startLab({rootDir: temporaryFolder()});
    onTestFinished(() => own.close());
    const source = `console.log("shown"); await new Promise(() => {})`;
    const {kernel, file} = await open("stopped.ipynb", [source], own);
    const tab = await connect(own, kernel);
    const id = tab.execute(source, "cell-0");
    await tab.until(() => tab.printed(id) === "shown\n", "the output");
    if (how !== "is open") await tab.drop();
    await own.close();
    expect(read(file).cells[0].outputs).toEqual([
      {output_type: "stream", name: "stdout", text: ["shown\n"]}
    ]);
  }
);

function isFigure({header}: Socket["heard"][number]): boolean {
  return header.msg_type === "display_data";
}
