// JupyterLab's own client against our server and kernel: ipywidgets' messages, as a front end sends and hears them.

import {type Kernel, KernelManager, KernelMessage} from "@jupyterlab/services";
import {afterAll, beforeAll, expect, test, vi} from "vitest";
import {useLab} from "../server/lab.ts";

const lab = useLab();
let kernels: KernelManager;
let kernel: Kernel.IKernelConnection;
const heard: KernelMessage.IIOPubMessage[] = [];
const opened = new Map<string, {comm: Kernel.IComm; message: KernelMessage.ICommOpenMsg}>();

type State = Record<string, unknown>;
interface WidgetData {
  method?: string;
  state?: State;
  states?: Record<string, {model_name: string; state: State}>;
  buffer_paths?: (string | number)[][];
  content?: unknown;
}

beforeAll(async () => {
  vi.spyOn(console, "debug").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  kernels = new KernelManager({serverSettings: lab.settings, standby: "never"});
  kernel = await kernels.startNew({name: "convnotes"});
  kernel.registerCommTarget("jupyter.widget", (comm, message) => {
    opened.set(comm.commId, {comm, message});
  });
  kernel.iopubMessage.connect((_, message) => void heard.push(message));
  expect(await run(`import * as w from "@convnotes/widgets"`)).toMatchObject({status: "ok"});
}, 60_000);

afterAll(async () => {
  await kernels.shutdownAll();
  kernels.dispose();
  vi.restoreAllMocks();
});

interface Ran {
  status: string;
  id: string;
  outputs: {data: Record<string, unknown>; transient?: {display_id?: string}}[];
}

async function run(code: string): Promise<Ran> {
  const outputs: Ran["outputs"] = [];
  const future = kernel.requestExecute({code}, false);
  future.onIOPub = ({header, content}) => {
    if (["display_data", "execute_result"].includes(header.msg_type))
      outputs.push(content as Ran["outputs"][number]);
  };
  const {content} = await future.done;
  // Comms are opened in turn with what the kernel says next.
  await kernel.requestKernelInfo();
  return {status: content.status, id: future.msg.header.msg_id, outputs};
}

/** The widget of a model that was opened last. */
function latest(model: string): {comm: Kernel.IComm; message: KernelMessage.ICommOpenMsg} {
  const found = [...opened.values()].findLast(({message}) => {
    const {state} = message.content.data as {state: State};
    return state._model_name === `${model}Model`;
  });
  if (!found) throw new Error(`no ${model} was opened`);
  return found;
}

const stateOf = (model: string): State =>
  (latest(model).message.content.data as {state: State}).state;

/** Sends what a view does when its reader changes something; settles when the kernel has taken it. */
async function send(
  comm: Kernel.IComm,
  data: WidgetData,
  buffers: ArrayBuffer[] = []
): Promise<string> {
  const future = comm.send(data as never, {}, buffers);
  await future.done;
  return future.msg.header.msg_id;
}

const update = (comm: Kernel.IComm, state: State): Promise<string> =>
  send(comm, {method: "update", state, buffer_paths: []});

/** What the kernel has said to a comm, in order. */
const saidTo = (comm: Kernel.IComm): WidgetData[] =>
  heard
    .filter((message) => KernelMessage.isCommMsgMsg(message))
    .filter(({content}) => content.comm_id === comm.commId)
    .map(({content}) => content.data as WidgetData);

const figures = (): string[] =>
  heard
    .filter((message) => KernelMessage.isUpdateDisplayDataMsg(message))
    .map(({content}) => content.data["text/plain"] as string);

const shown = (text: string): Promise<void> => expect.poll(figures).toContain(text);
const outputsOf = (comm: Kernel.IComm): unknown =>
  saidTo(comm).findLast(({state}) => state && "outputs" in state)?.state?.outputs;

test("a slider opens a comm with its whole state, its layout and its style, in protocol 2.1", async () => {
  const {outputs} = await run(
    `const size = w.intSlider({min: 1, max: 7, step: 2, description: "size"}); size`
  );
  const {comm, message} = latest("IntSlider");
  expect(message.metadata).toEqual({version: "2.1.0"});
  expect(stateOf("IntSlider")).toMatchObject({
    ...{_view_name: "IntSliderView", _view_module: "@jupyter-widgets/controls", value: 1, max: 7},
    layout: `IPY_MODEL_${latest("Layout").comm.commId}`,
    style: `IPY_MODEL_${latest("SliderStyle").comm.commId}`
  });
  expect(outputs).toMatchObject([
    {
      data: {
        "application/vnd.jupyter.widget-view+json": {
          ...{version_major: 2, version_minor: 0, model_id: comm.commId}
        },
        "text/plain":
          "size: 1 (1 to 7 in steps of 2)\n(controls: run the notebook in Jupyter to use them)"
      }
    }
  ]);
});

test("a change of the reader's is echoed, and handlers print into the cell that has added them", async () => {
  const {id} = await run(
    `size.onChange((value, previous) => console.log("size", previous, "to", value))`
  );
  const {comm} = latest("IntSlider");
  const request = await update(comm, {value: 5});
  expect(saidTo(comm).at(-1)).toEqual({method: "echo_update", state: {value: 5}, buffer_paths: []});
  const echo = heard.findLast((message) => KernelMessage.isCommMsgMsg(message));
  expect((echo?.parent_header as {msg_id: string}).msg_id).toBe(request);
  await expect
    .poll(() => heard.findLast((message) => KernelMessage.isStreamMsg(message)))
    .toMatchObject({content: {text: "size 1 to 5\n"}, parent_header: {msg_id: id}});
});

test("what is set in code goes to the page as an update; what is the same does not", async () => {
  const {comm} = latest("IntSlider");
  const before = saidTo(comm).length;
  await run(`size.value = 3; size.value = 3; size.set({max: 9, description: "SIZE"})`);
  expect(saidTo(comm).slice(before)).toEqual([
    {method: "update", state: {value: 3}, buffer_paths: []},
    {method: "update", state: {max: 9, description: "SIZE"}, buffer_paths: []}
  ]);
});

test("what a control cannot be is told and taken back; the kernel goes on", async () => {
  const {comm} = latest("IntSlider");
  await update(comm, {value: "seven"});
  const error = heard.findLast((message) => KernelMessage.isErrorMsg(message));
  expect(error?.content).toMatchObject({
    ename: "TypeError",
    evalue: 'IntSlider: value is a number, but got "seven"'
  });
  expect(saidTo(comm).at(-1)).toEqual({method: "update", state: {value: 3}, buffer_paths: []});
  expect(await run("size.value")).toMatchObject({outputs: [{data: {"text/plain": /3/}}]});
});

test("a handler that throws, now or later, is told in its cell, and the others are called", async () => {
  const {id} = await run(`
    const go = w.button({description: "Go"});
    go.onClick(() => { throw new Error("at once"); });
    go.onClick(async () => { await null; throw new Error("later"); });
    go.onClick(() => console.log("called"));
    go`);
  const {comm} = latest("Button");
  await send(comm, {method: "custom", content: {event: "click"}});
  const ofCell = (): unknown[] =>
    heard
      .filter(({parent_header}) => (parent_header as {msg_id?: string}).msg_id === id)
      .filter((message) => KernelMessage.isErrorMsg(message) || KernelMessage.isStreamMsg(message))
      .map(({content}) =>
        "evalue" in content ? content.evalue : (content as {text: string}).text
      );
  await expect.poll(ofCell).toEqual(expect.arrayContaining(["at once", "called\n", "later"]));
  expect(await run("1 + 1")).toMatchObject({status: "ok"});
});

test("a page that asks gets the state of every open widget, with its buffers", async () => {
  await run(`const picture = w.image({value: new Uint8Array([137, 80]), width: "10"});
    const gone = w.label({value: "gone"}); gone.close();`);
  const {comm: picture} = latest("Image");
  const control = kernel.createComm("jupyter.widget.control");
  const answer = new Promise<KernelMessage.ICommMsgMsg>((resolve) => {
    control.onMsg = resolve;
  });
  control.open({}, {version: "1.0.0"});
  control.send({method: "request_states"});
  const {content, buffers = []} = await answer;
  const {method, states = {}, buffer_paths = []} = content.data as WidgetData;
  expect(method).toBe("update_states");
  expect(states[latest("IntSlider").comm.commId]).toMatchObject({
    ...{model_name: "IntSliderModel", model_module: "@jupyter-widgets/controls"},
    state: {value: 3, max: 9}
  });
  expect(states[latest("Label").comm.commId]).toBeUndefined();
  const at = buffer_paths.findIndex(([id]) => id === picture.commId);
  expect(buffer_paths[at]).toEqual([picture.commId, "state", "value"]);
  expect(new Uint8Array((buffers[at] as DataView).buffer)).toEqual(new Uint8Array([137, 80]));
  // The older way, one by one.
  await send(picture, {method: "request_state"});
  expect(saidTo(picture).at(-1)).toMatchObject({method: "update", buffer_paths: [["value"]]});
  control.close();
});

test("bytes that a view sends arrive as they are", async () => {
  await run(`const any = w.anyWidget({esm: "export default {}", state: {pixels: new Uint8Array(1)}});
    any.observe("pixels", (pixels) => console.log("pixels", pixels.getUint8(1)));
    any.onMessage((content, [bytes]) => any.send({said: content.say}, [bytes]));`);
  const {comm, message} = latest("Any");
  expect(message.content.data).toMatchObject({
    state: {_model_module: "anywidget", _view_name: "AnyView", _esm: "export default {}"},
    buffer_paths: [["pixels"]]
  });
  const bytes = new Uint8Array([7, 42]).buffer;
  await send(comm, {method: "update", state: {}, buffer_paths: [["pixels"]]}, [bytes]);
  await send(comm, {method: "custom", content: {say: "hi"}}, [bytes]);
  await expect
    .poll(() => heard.findLast((message) => KernelMessage.isStreamMsg(message))?.content.text)
    .toBe("pixels 42\n");
  expect(saidTo(comm).at(-1)).toMatchObject({method: "custom", content: {said: "hi"}});
});

test("widgets that are closed leave the page, with layout and style", async () => {
  await run("size.close()");
  const closed = heard.filter((message) => KernelMessage.isCommCloseMsg(message));
  const ids = closed.map(({content}) => content.comm_id);
  const {layout, style} = stateOf("IntSlider");
  for (const id of [latest("IntSlider").comm.commId, layout, style])
    expect(ids).toContain(String(id).replace("IPY_MODEL_", ""));
});

test("interact draws with the first values, shows controls above, and nothing of itself", async () => {
  const {outputs, status} = await run(`
    const it = w.interact({size: [1, 7, 2], padding: ["valid", "same"]}, ({size, padding}) => {
      if (size === 7) throw new RangeError("7 does not fit");
      if (size === 5) console.log("five");
      return {[Symbol.for("Jupyter.display")]: () => ({"text/plain": size + " " + padding})};
    });
    it`);
  expect(status).toBe("ok");
  expect(outputs.map(({data}) => data["text/plain"])).toEqual([
    "size: 3 (1 to 7 in steps of 2) · padding: valid (of valid, same)\n(controls: run the notebook in Jupyter to use them)",
    "3 valid"
  ]);
  expect(outputs[0]?.data["application/vnd.jupyter.widget-view+json"]).toMatchObject({
    model_id: latest("VBox").comm.commId
  });
});

test("a control that is moved has the figure drawn in its place, the text above it", async () => {
  await update(latest("IntSlider").comm, {value: 5});
  await shown("5 valid");
  const {comm: printed} = latest("Output");
  await expect
    .poll(() => outputsOf(printed))
    .toEqual([{output_type: "stream", name: "stdout", text: "five\n"}]);
  await update(latest("Dropdown").comm, {index: 1});
  await shown("5 same");
});

test("an error is shown in place of the text, the figure stays, and the next run clears it", async () => {
  const {comm} = latest("IntSlider");
  const {comm: printed} = latest("Output");
  const before = figures().length;
  await update(comm, {value: 7});
  await expect
    .poll(() => outputsOf(printed))
    .toMatchObject([{output_type: "error", ename: "RangeError", evalue: "7 does not fit"}]);
  expect(figures().length).toBe(before);
  await update(comm, {value: 1});
  await shown("1 same");
  await expect.poll(() => outputsOf(printed)).toEqual([]);
});

test("what comes while it draws is drawn once, with the latest values", async () => {
  await run(`const drawn = [];
    const slow = w.interact({x: w.intSlider({max: 100})}, ({x}) => {
      drawn.push(x);
      for (const end = Date.now() + 60; Date.now() < end;);
      return x;
    });`);
  const {comm} = latest("IntSlider");
  const sent = Array.from({length: 40}, (_, i) => comm.send({method: "update", state: {value: i + 1}, buffer_paths: []})); // prettier-ignore
  await Promise.all(sent.map(({done}) => done));
  await run("await slow.drawn; slow.values.x");
  const {outputs} = await run("JSON.stringify(drawn)");
  const text = outputs[0]?.data["text/plain"] as string;
  const drawn = JSON.parse(text.slice(1, -1)) as number[];
  expect(drawn[0]).toBe(0);
  expect(drawn.at(-1)).toBe(40);
  expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
  expect(drawn.length).toBeLessThan(20);
});

test("changes during a run are one run more, never a queue of them", async () => {
  await run(`const begun = []; let open;
    const gated = w.interact({x: w.intSlider({max: 100})}, async ({x}) => {
      begun.push(x);
      if (begun.length === 2) await new Promise((resolve) => { open = resolve; });
    });
    await gated.drawn;`);
  const {comm} = latest("IntSlider");
  // This run goes on until the gate is opened, which is after all of the others have arrived.
  await update(comm, {value: 1});
  for (let value = 2; value <= 30; value++) await update(comm, {value});
  await run("open(); await gated.drawn;");
  const {outputs} = await run("begun.join()");
  expect(outputs[0]?.data["text/plain"]).toBe("'0,1,30'");
});

test("a function that gives a promise is waited for: its text, its error and its figure arrive", async () => {
  const {status, outputs} = await run(`
    const later = w.interact({x: w.intSlider({max: 9})}, async ({x}) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      console.log("x is", x);
      if (x === 2) throw new Error("not two");
      return {[Symbol.for("Jupyter.display")]: () => ({"text/plain": "later " + x})};
    });
    await later.drawn;`);
  expect(status).toBe("ok");
  expect(outputs.at(-1)?.data["text/plain"]).toBe("later 0");
  const {comm: printed} = latest("Output");
  await update(latest("IntSlider").comm, {value: 2});
  await expect
    .poll(() => outputsOf(printed))
    .toMatchObject([{text: "x is 2\n"}, {output_type: "error", evalue: "not two"}]);
  expect(await run("await later.drawn")).toMatchObject({status: "error"});
  await run("later.controls.x.value = 4");
  await shown("later 4");
});

test("what it throws at first, the cell throws, after it has shown the controls", async () => {
  const {status, outputs} = await run(
    `w.interact({x: 3}, () => { throw new Error("from the start"); })`
  );
  expect(status).toBe("error");
  expect(outputs).toHaveLength(1);
  expect(outputs[0]?.data).toHaveProperty("application/vnd.jupyter.widget-view+json");
});

test("a button has it drawn when it takes long", async () => {
  await run(`w.interact({x: w.intSlider({max: 9})}, ({x}) => "manual " + x, {manual: true})`);
  await update(latest("IntSlider").comm, {value: 6});
  await run("0");
  expect(figures().join()).not.toContain("manual 6");
  await send(latest("Button").comm, {method: "custom", content: {event: "click"}});
  await expect.poll(() => figures().join()).toContain("manual 6");
});

test("an output takes what a function prints and displays, also after an await", async () => {
  await run(`const out = w.output();
    await out.capture(async () => { console.log("one"); await null; console.error("two"); w.label().words; });
    out.flush();`);
  expect(outputsOf(latest("Output").comm)).toEqual([
    {output_type: "stream", name: "stdout", text: "one\n"},
    {output_type: "stream", name: "stderr", text: "two\n"}
  ]);
  await run("out.clear()");
  expect(outputsOf(latest("Output").comm)).toEqual([]);
});
