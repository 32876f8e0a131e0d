import {afterAll, beforeAll, expect, test} from "vitest";
import {printed, sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel({args: ["--types", "off"]});
});
afterAll(() => kernel.stop());

const open = `
  const host = globalThis[Symbol.for("convnotes.host")];
  const comm = host.comm("test.echo", {hello: 1}, [new Uint8Array([1, 2, 255])]);
  comm.onMessage = (data, buffers) => {
    console.log("got", data.text, buffers.length);
    comm.send({text: data.text.toUpperCase()}, buffers);
  };
  comm.onClose = () => console.log("closed");
  void 0;
`;

test("a comm opened by a cell lives through its whole life, buffers included", async () => {
  const {client} = kernel;
  const {published} = await client.execute(open);
  expect(sequence(published)).toBe("busy execute_input comm_open idle");
  const opened = published[2];
  expect(opened?.content).toMatchObject({target_name: "test.echo", data: {hello: 1}});
  expect(opened?.buffers.map((buffer) => [...buffer])).toEqual([[1, 2, 255]]);
  const comm_id = opened?.content.comm_id;

  const info = (await client.request("comm_info_request")).reply.content;
  expect(info).toEqual({status: "ok", comms: {[String(comm_id)]: {target_name: "test.echo"}}});
  const other = await client.request("comm_info_request", {target_name: "other"});
  expect(other.reply.content.comms).toEqual({});

  const bytes = Buffer.from([0, 128, 255]);
  const content = {comm_id, data: {text: "abc"}};
  const message = client.send("shell", "comm_msg", content, {buffers: [bytes]});
  await client.hear(
    "iopub",
    (heard) =>
      heard.parent_header.msg_id === message.header.msg_id &&
      heard.content.execution_state === "idle"
  );
  const answered = client.publishedFor(message);
  expect(sequence(answered)).toBe("busy stream comm_msg idle");
  expect(printed(answered)).toBe("got abc 1\n");
  expect(answered[2]?.content).toEqual({comm_id, data: {text: "ABC"}});
  expect(answered[2]?.buffers.map((buffer) => [...buffer])).toEqual([[0, 128, 255]]);

  const close = client.send("shell", "comm_close", {comm_id, data: {}});
  await client.until(
    () => sequence(client.publishedFor(close)) === "busy stream idle" || undefined,
    "the end of the comm"
  );
  expect((await client.request("comm_info_request")).reply.content.comms).toEqual({});
});

test("a comm for a target that nobody knows is closed", async () => {
  const {client} = kernel;
  const content = {comm_id: "c1", target_name: "nobody", data: {}};
  const request = client.send("shell", "comm_open", content);
  const closed = await client.hear("iopub", ({header}) => header.msg_type === "comm_close");
  expect(closed.content).toMatchObject({comm_id: "c1"});
  expect(closed.parent_header.msg_id).toBe(request.header.msg_id);
  expect((await client.request("comm_info_request")).reply.content.comms).toEqual({});
});

test("a message reaches a cell that awaits it", async () => {
  const {client} = kernel;
  const cell = client.sendCell(`
    const waiting = globalThis[Symbol.for("convnotes.host")].comm("test.wait");
    console.log(waiting.id);
    const answer = await new Promise((resolve) => (waiting.onMessage = resolve));
    console.log(answer.text);
  `);
  const opened = await client.hear(
    "iopub",
    ({header, content}) => header.msg_type === "comm_open" && content.target_name === "test.wait"
  );
  client.send("shell", "comm_msg", {comm_id: opened.content.comm_id, data: {text: "now"}});
  const {published, reply} = await client.answer(cell);
  expect(reply.content.status).toBe("ok");
  expect(printed(published)).toContain("now\n");
});

test("messages without a comm, or for one that is closed, do no harm", async () => {
  const {client} = kernel;
  for (const content of [{}, {comm_id: 7}, {comm_id: "gone", data: {}}]) {
    for (const type of ["comm_open", "comm_msg", "comm_close"]) client.send("shell", type, content);
  }
  const {reply} = await client.execute("1");
  expect(reply.content.status).toBe("ok");
});
