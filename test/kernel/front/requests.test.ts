import {readFileSync} from "node:fs";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.stop());

describe("kernel_info_request", () => {
  test("is answered on shell and on control alike", async () => {
    for (const channel of ["shell", "control"] as const) {
      const {reply, published} = await kernel.client.request("kernel_info_request", {}, {channel});
      expect(sequence(published)).toBe("busy idle");
      expect(reply.header.msg_type).toBe("kernel_info_reply");
      expect(reply.content).toMatchObject({
        status: "ok",
        protocol_version: "5.4",
        implementation: "convnotes",
        debugger: false,
        supported_features: [],
        language_info: {
          name: "typescript",
          mimetype: "text/typescript",
          file_extension: ".ts",
          codemirror_mode: "typescript",
          pygments_lexer: "typescript",
          nbconvert_exporter: "script"
        }
      });
      expect(reply.content.banner).toContain(process.version);
      expect(reply.content.help_links).not.toEqual([]);
    }
  });

  test("tells the versions of the packages that are installed", async () => {
    const {content} = (await kernel.client.request("kernel_info_request")).reply;
    const {version, dependencies} = JSON.parse(readFileSync("kernel/package.json", "utf8")) as {
      version: string;
      dependencies: Record<string, string>;
    };
    expect(content.implementation_version).toBe(version);
    const typescript = dependencies.typescript7?.replace("npm:typescript@", "");
    expect(content.language_info).toMatchObject({version: typescript});
  });

  test("is answered while a cell is running, which then looks busy again", async () => {
    const cell = kernel.client.sendCell("await new Promise((resolve) => setTimeout(resolve, 300))");
    await kernel.client.hear("iopub", (message) => isFor(cell, message));
    const request = kernel.client.send("shell", "kernel_info_request");
    const {reply} = await kernel.client.answer(request);
    expect(reply.content.status).toBe("ok");
    await kernel.client.answer(cell);
    const both = kernel.client.heard.iopub.filter(
      (message) => isFor(cell, message) || isFor(request, message)
    );
    expect(both.map((message) => [sequence([message]), isFor(cell, message)])).toEqual([
      ["busy", true],
      ["execute_input", true],
      ["busy", false],
      ["idle", false],
      ["busy", true],
      ["idle", true]
    ]);
  });
});

test("iopub_welcome greets each client with what it subscribed to", async () => {
  const other = kernel.connect();
  await other.ready();
  const welcome = other.heard.iopub.find(({header}) => header.msg_type === "iopub_welcome");
  expect(welcome?.content).toEqual({subscription: ""});
  expect(welcome?.parent_header).toEqual({});
  const {reply} = await other.request("kernel_info_request");
  expect(reply.content.status).toBe("ok");
});

test("the heartbeat gives back what it gets", async () => {
  const {hb} = kernel.client.sockets;
  for (const beat of ["ping", "", "\u0000\u0001"]) {
    await hb.send(beat);
    expect((await hb.receive()).map(String)).toEqual([beat]);
  }
});

test("connect_request is answered with the ports", async () => {
  const {reply} = await kernel.client.request("connect_request");
  const {shell_port, control_port, stdin_port, iopub_port, hb_port} = kernel.connection;
  const ports = {shell_port, control_port, stdin_port, iopub_port, hb_port};
  expect(reply.content).toEqual({status: "ok", ...ports});
});

test("debug_request is refused in the words of the debug adapter protocol", async () => {
  const content = {type: "request", seq: 7, command: "attach"};
  const {reply} = await kernel.client.request("debug_request", content, {channel: "control"});
  expect(reply.header.msg_type).toBe("debug_reply");
  expect(reply.content).toMatchObject({
    type: "response",
    request_seq: 7,
    success: false,
    command: "attach",
    message: "this kernel has no debugger"
  });
});

test("requests about subshells get an error reply", async () => {
  for (const verb of ["create", "list", "delete"]) {
    const options = {channel: "control"} as const;
    const {reply} = await kernel.client.request(`${verb}_subshell_request`, {}, options);
    expect(reply.header.msg_type).toBe(`${verb}_subshell_reply`);
    expect(reply.content).toMatchObject({status: "error", ename: "SubshellsNotSupported"});
  }
});

test("comm_info_request is answered with no comms at first", async () => {
  const {reply} = await kernel.client.request("comm_info_request", {target_name: "none"});
  expect(reply.header.msg_type).toBe("comm_info_reply");
  expect(reply.content).toEqual({status: "ok", comms: {}});
});

test("messages of unknown type are logged, and nothing else", async () => {
  kernel.client.send("shell", "make_coffee_request");
  kernel.client.send("control", "execute_request", {code: "1"});
  kernel.client.send("stdin", "input_reply", {value: "unasked"});
  const {reply} = await kernel.client.request("kernel_info_request");
  expect(reply.content.status).toBe("ok");
  expect(kernel.log).toContain("unknown type make_coffee_request");
});

test("a request that makes no sense gets an error reply", async () => {
  const {reply, published} = await kernel.client.request("complete_request", {cursor_pos: "x"});
  expect(sequence(published)).toBe("busy idle");
  expect(reply.content).toMatchObject({
    status: "error",
    ename: "TypeError",
    evalue: "complete_request: code is a string, but got undefined"
  });
});

function isFor({header}: {header: {msg_id: string}}, {parent_header}: {parent_header: object}) {
  return (parent_header as {msg_id?: string}).msg_id === header.msg_id;
}
