import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {Notebook, plain} from "./notebook.ts";

let notebook: Notebook;

beforeAll(async () => {
  notebook = new Notebook();
  await notebook.run("const host = (globalThis as any)[Symbol.for('convnotes.host')]");
});
afterAll(() => notebook.close());

describe("displays", () => {
  test("a display with an id is replaced by its updates; the last always arrives", async () => {
    const run = await notebook.run(
      "host.display({'text/plain': '0'}, 'bar'); for (let i = 1; i <= 10_000; i++) host.update({'text/plain': String(i)}, 'bar')"
    );
    expect(run.of("display_data")).toMatchObject([{displayId: "bar", data: {"text/plain": "0"}}]);
    const updates = run.of("update_display_data").map(({data}) => Number(data["text/plain"]));
    expect(updates.at(-1)).toBe(10_000);
    expect(updates).toEqual([...updates].sort((a, b) => a - b));
    // 10,000 updates take a fraction of a second, and 20 a second is what a front end gets.
    expect(updates.length).toBeLessThan(100);
  });

  test("updates that come seldom all arrive; one after the cell's end, too", async () => {
    const run = await notebook.run(
      "host.display({'text/plain': 'a'}, 'slow'); host.update({'text/plain': 'b'}, 'slow'); setTimeout(() => { host.update({'text/plain': 'c'}, 'slow'); host.update({'text/plain': 'd'}, 'slow') }, 5)"
    );
    await notebook.until(() => run.of("update_display_data").at(-1)?.data["text/plain"] === "d");
  });

  test("a figure of the library is displayed through the host", async () => {
    const run = await notebook.run(
      "import {progress} from '@convnotes/cnn'; const bar = progress({label: 'training', total: 2}); bar.update(1); bar.close()"
    );
    expect(run.outcome.status).toBe("ok");
    expect(plain(run.of("update_display_data").at(-1)?.data["text/plain"])).toContain("training");
  });
});

describe("tslab's display", () => {
  test("every form has its MIME type; bytes are base64", async () => {
    const run = await notebook.run(`import {display} from "tslab";
      display.html("h"); display.markdown("m"); display.latex("l"); display.svg("s"); display.javascript("j"); display.text("t");
      for (const form of ["png", "jpeg", "gif", "pdf"] as const) display[form](new Uint8Array([1, 2])); display.raw("text/x", "r")`);
    expect(run.of("display_data").map(({data}) => Object.entries(data)[0])).toEqual([
      ["text/html", "h"],
      ["text/markdown", "m"],
      ["text/latex", "l"],
      ["image/svg+xml", "s"],
      ["text/javascript", "j"],
      ["text/plain", "t"],
      ["image/png", "AQI="],
      ["image/jpeg", "AQI="],
      ["image/gif", "AQI="],
      ["application/pdf", "AQI="],
      ["text/x", "r"]
    ]);
  });

  test("newDisplay shows once and then overwrites; versions and require are there", async () => {
    const run = await notebook.run(
      'import * as tslab from "tslab"; const d = tslab.newDisplay(); d.text("1"); d.text("2"); [tslab.versions.tslab, require("tslab").display === undefined, tslab.versions.node === process.version].join()'
    );
    const [shown] = run.of("display_data");
    expect(shown?.displayId).toMatch(/^[0-9a-f]{16}$/);
    expect(run.of("update_display_data")).toMatchObject([
      {displayId: shown?.displayId, data: {"text/plain": "2"}}
    ]);
    expect(run.result).toBe("'1.0.22,false,true'");
  });
});

describe("comms", () => {
  test("a cell opens, sends with buffers, receives and closes", async () => {
    const run = await notebook.run(
      "const comm = host.comm('view', {x: 1}, [new Float32Array([1.5])]); let got: any[] = []; comm.onMessage = (data: any, buffers: any) => { got.push(data.v, buffers[0].getUint8(0)); comm.send({echo: data.v}) }; comm.onClose = () => got.push('closed'); comm.send({y: 2})"
    );
    const [open] = run.of("comm_open");
    expect(open).toMatchObject({targetName: "view", data: {x: 1}});
    expect([...open.buffers[0]]).toEqual([...new Uint8Array(new Float32Array([1.5]).buffer)]);
    expect(run.of("comm_msg")).toMatchObject([{commId: open.commId, data: {y: 2}}]);
    const message = {commId: open.commId, metadata: {}, buffers: [new Uint8Array([9])]};
    notebook.send({...message, type: "comm_msg", parent: "from-view", data: {v: 3}});
    await notebook.until(() => notebook.stray.find(({type}) => type === "comm_done"));
    expect(notebook.stray.slice(-2)).toMatchObject([
      {type: "comm_msg", parent: "from-view", data: {echo: 3}},
      {type: "comm_done", parent: "from-view"}
    ]);
    notebook.send({...message, type: "comm_close", parent: "from-view-2", data: {}});
    expect(await notebook.value("got.join()")).toBe("'3,9,closed'");
  });

  test("the front end opens a comm of a target that a cell registers; others are closed", async () => {
    await notebook.run(
      "host.registerCommTarget('mine', (c: any, data: any) => { c.onMessage = (d: any) => c.send(d); c.send({hello: data.name}) })"
    );
    const base = {metadata: {}, buffers: []};
    notebook.send({
      ...base,
      type: "comm_open",
      parent: "o1",
      commId: "c1",
      targetName: "mine",
      data: {name: "n"}
    });
    notebook.send({
      ...base,
      type: "comm_open",
      parent: "o2",
      commId: "c2",
      targetName: "nobody",
      data: {}
    });
    await notebook.until(() =>
      notebook.stray.find((message) => message.type === "comm_done" && message.parent === "o2")
    );
    expect(notebook.stray).toContainEqual(
      expect.objectContaining({type: "comm_msg", parent: "o1", commId: "c1", data: {hello: "n"}})
    );
    expect(notebook.stray).toContainEqual(
      expect.objectContaining({type: "comm_close", parent: "o2", commId: "c2"})
    );
  });

  test("what a handler prints after its own await belongs to its message, too", async () => {
    await notebook.run(
      "host.registerCommTarget('slow', async () => { console.log('at once'); await new Promise((r) => setTimeout(r, 5)); console.log('after a while') })"
    );
    notebook.send({
      type: "comm_open",
      parent: "o4",
      commId: "c4",
      targetName: "slow",
      data: {},
      metadata: {},
      buffers: []
    });
    const texts = (): string =>
      notebook.stray
        .filter((message) => message.type === "stream" && message.parent === "o4")
        .map((message) => (message.type === "stream" ? message.text : ""))
        .join("");
    await notebook.until(() => texts().includes("after a while") || undefined);
    expect(texts()).toBe("at once\nafter a while\n");
    const cell = await notebook.run("console.log('own')");
    expect(cell.printed("stdout")).toBe("own\n");
  });

  test("a handler that throws is an error of the message that caused it", async () => {
    await notebook.run("host.registerCommTarget('bad', () => { throw new Error('in target') })");
    notebook.send({
      type: "comm_open",
      parent: "o3",
      commId: "c3",
      targetName: "bad",
      data: {},
      metadata: {},
      buffers: []
    });
    await notebook.until(() =>
      notebook.stray.find((message) => message.type === "error" && message.parent === "o3")
    );
  });
});

describe("output that code takes itself", () => {
  test("what a function prints, displays and reports goes to who captures it, however late", async () => {
    const run = await notebook.run(`const taken: any[] = [];
      await host.capture(async () => {
        console.log("now"); host.display({"text/plain": "shown"}, "id"); console.clear();
        await new Promise((done) => setTimeout(done, 5));
        console.error("later"); host.update({"text/plain": "changed"}, "id"); host.reportError(new TypeError("wrong"));
      }, (output: any) => taken.push(output));
      console.log("after")`);
    expect(run.printed("stdout")).toBe("after\n");
    expect(run.messages.map(({type}) => type)).toEqual(["stream", "done"]);
    const taken = await notebook.value(
      "taken.map((o) => [o.output_type, o.text ?? o.evalue ?? o.data?.['text/plain']].join(' ').trim()).join('; ')"
    );
    expect(taken).toBe(
      "'stream now; display_data shown; clear_output; stream later; update_display_data changed; error wrong'"
    );
  });

  test("what runs here later puts out below this cell, whoever calls it", async () => {
    const run = await notebook.run(
      "host.registerCommTarget('far', host.here(() => { console.log('far'); host.reportError(new Error('told')) }))"
    );
    const opening = {type: "comm_open", commId: "c5", targetName: "far"} as const;
    notebook.send({...opening, parent: "o5", data: {}, metadata: {}, buffers: []});
    await notebook.until(() => run.of("error").length > 0);
    expect(run.printed("stdout")).toBe("far\n");
    expect(run.of("error")).toMatchObject([{evalue: "told"}]);
  });

  test("stop ends what a handler has begun, and not what the next one begins", async () => {
    const run = await notebook.run(
      "const aborted: boolean[] = []; host.registerCommTarget('long', (comm: any) => { const {signal} = host; aborted.push(signal.aborted); signal.addEventListener('abort', () => comm.send('stopped')) })"
    );
    const open = (commId: string): void =>
      notebook.send({
        ...{type: "comm_open", targetName: "long", commId, parent: commId},
        ...{data: {}, metadata: {}, buffers: []}
      });
    const done = (commId: string): Promise<unknown> =>
      notebook.until(
        () =>
        notebook.stray.find(({type, ...m}) => type === "comm_done" && "parent" in m && m.parent === commId) // prettier-ignore
      );
    open("long1");
    await done("long1");
    notebook.runtime.interrupt();
    await notebook.until(() => run.of("comm_msg").some(({data}) => data === "stopped"));
    open("long2");
    await done("long2");
    expect(await notebook.value("aborted.join()")).toBe("'false,false'");
  });

  test("a comm is opened with its metadata; a value without a form shows nothing", async () => {
    const run = await notebook.run(
      "host.comm('view', {}, [], {version: '2.1.0'}); ({[Symbol.for('Jupyter.display')]: () => ({})})"
    );
    expect(run.of("comm_open")).toMatchObject([{metadata: {version: "2.1.0"}}]);
    expect(run.of("execute_result")).toEqual([]);
    expect(run.outcome.status).toBe("ok");
  });
});

describe("input", () => {
  test("prompt waits in the midst of synchronous code", async () => {
    const run = notebook.begin(
      "const answer = [1, 2].map((n) => prompt('n' + n)).join('+'); answer"
    );
    await notebook.until(() => run.of("input_request").length === 1);
    expect(run.of("input_request")[0]).toMatchObject({prompt: "n1 ", password: false});
    notebook.send({type: "input_reply", parent: run.parent, value: "a"});
    await notebook.until(() => run.of("input_request").length === 2);
    notebook.send({type: "input_reply", parent: run.parent, value: "b"});
    await run.done;
    expect(run.result).toBe("'a+b'");
  });

  test("a password, a default, a yes or no; after an await as well", async () => {
    const run = notebook.begin(
      "await 0; const pw = prompt('pw', {password: true} as any); [pw, prompt('d', 'dflt'), confirm('sure?')].join()"
    );
    for (const [index, value] of ["secret", "", "y"].entries()) {
      await notebook.until(() => run.of("input_request").length === index + 1);
      notebook.send({type: "input_reply", parent: run.parent, value});
    }
    await run.done;
    expect(run.of("input_request").map(({password}) => password)).toEqual([true, false, false]);
    expect(run.result).toBe("'secret,dflt,true'");
  });

  test("a front end that cannot ask is an error; waiting can be stopped", async () => {
    const {outcome} = await notebook.run("prompt('x')", {allowStdin: false});
    expect(outcome).toMatchObject({
      status: "error",
      evalue: expect.stringContaining("cannot") as string
    });
    const run = notebook.begin("prompt('never')");
    await notebook.until(() => run.of("input_request").length === 1);
    notebook.runtime.interrupt();
    expect(await run.done).toMatchObject({status: "error", ename: "KeyboardInterrupt"});
  });
});

describe("changed parameters", () => {
  const cell = (epochs: string, more = ""): string =>
    `const epochs = ${epochs}; // @param {type:"integer", min:1${more}} passes\nlet kind = "max"; // @param ["max", "average"]`;

  async function changedAfter(...codes: string[]): Promise<unknown> {
    const own = new Notebook();
    try {
      for (const code of codes) await own.run(code);
      const run = await own.run(
        "console.log((globalThis as any)[Symbol.for('convnotes.host')].changedParameters.join())"
      );
      return run.printed("stdout").trim();
    } finally {
      await own.close();
    }
  }

  test.each([
    ["none, as long as no cell changes one", [cell("3"), "const depth = 1;"], ""],
    ["one that a later cell declares anew", [cell("3"), "const epochs: number = 5;"], "epochs"],
    ["none, when it is the author's value again", [cell("3"), cell("5"), cell("3")], ""],
    ["one whose line was edited before it first ran", [cell("9", ", default:3")], "epochs"],
    [
      "one that gets a computed value",
      [cell("3"), "kind = ['average'][0]!;\nepochs === 3;"],
      "kind"
    ],
    ["none, when an annotation cannot be read", ["const epochs = 3; // @param {min"], ""]
  ])("are %s", async (_, codes, changed) => {
    expect(await changedAfter(...codes)).toBe(changed);
  });
});
