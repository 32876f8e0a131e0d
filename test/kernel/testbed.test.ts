import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {Message} from "../../src/jupyter/message.ts";
import {type Answered, printed, resultOf, sequence} from "./client.ts";
import {startKernel, type StartedKernel} from "./startKernel.ts";

// What runtimed/kernel-testbed asks of a kernel, check by check, in its four tiers; each is made
// here to look at the content too.
// https://github.com/runtimed/kernel-testbed

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.stop());

const execute = (code: string, options = {}): Promise<Answered> =>
  kernel.client.execute(code, options);
const ask = async (type: string, content = {}): Promise<Message["content"]> =>
  (await kernel.client.request(type, content)).reply.content;
const only = (type: string, {published}: Answered): Message[] =>
  published.filter(({header}) => header.msg_type === type);

describe("tier 1, the basic protocol", () => {
  test("heartbeat_responds", async () => {
    await kernel.client.sockets.hb.send("ping");
    expect((await kernel.client.sockets.hb.receive()).map(String)).toEqual(["ping"]);
  });

  test("iopub_welcome", async () => {
    const other = kernel.connect();
    await other.ready();
    expect(other.heard.iopub[0]?.header.msg_type).toBe("iopub_welcome");
  });

  test("kernel_info_reply_valid", async () => {
    expect(await ask("kernel_info_request")).toMatchObject({status: "ok"});
  });

  test("kernel_info_has_language_info", async () => {
    const {language_info} = await ask("kernel_info_request");
    expect(language_info).toMatchObject({name: "typescript", file_extension: ".ts"});
  });

  test("kernel_info_has_protocol_version", async () => {
    expect((await ask("kernel_info_request")).protocol_version).toBe("5.4");
  });

  test("execute_stdout", async () => {
    expect(printed((await execute("console.log('hello')")).published)).toBe("hello\n");
  });

  test("execute_stderr", async () => {
    const {published} = await execute("console.error('error')");
    expect(printed(published, "stderr")).toBe("error\n");
  });

  test("execute_reply_ok", async () => {
    expect((await execute("1 + 1")).reply.content.status).toBe("ok");
  });

  test("status_busy_idle_lifecycle", async () => {
    expect(sequence(only("status", await execute("1")))).toBe("busy idle");
  });

  test("execute_input_broadcast", async () => {
    const other = kernel.connect();
    await other.ready();
    await execute("'for all to see'");
    const input = await other.hear("iopub", ({header}) => header.msg_type === "execute_input");
    expect(input.content.code).toBe("'for all to see'");
  });
});

describe("tier 2, what makes it interactive", () => {
  test("complete_request", async () => {
    await execute("const someVariable = 'text';");
    const code = "🧀; someVar";
    const content = await ask("complete_request", {code, cursor_pos: 10});
    expect(content).toMatchObject({status: "ok", cursor_start: 3, cursor_end: 10});
    expect(content.matches).toContain("someVariable");
    const {_jupyter_types_experimental: types} = content.metadata as Record<string, object[]>;
    expect(types).toContainEqual(
      expect.objectContaining({text: "someVariable", start: 3, end: 10}) as object
    );
  });

  test("inspect_request", async () => {
    await execute("const someNumber: number = 1;");
    const code = "someNumber";
    const {found, data} = await ask("inspect_request", {code, cursor_pos: 5, detail_level: 0});
    expect(found).toBe(true);
    expect(data).toMatchObject({
      "text/plain": expect.stringContaining("number") as unknown,
      "text/markdown": expect.stringContaining("someNumber") as unknown
    });
    const nothing = await ask("inspect_request", {code: "noSuchName", cursor_pos: 3});
    expect(nothing).toMatchObject({status: "ok", found: false, data: {}});
  });

  test("is_complete_complete", async () => {
    expect(await ask("is_complete_request", {code: "1 + 1"})).toEqual({status: "complete"});
  });

  test("is_complete_incomplete", async () => {
    const reply = await ask("is_complete_request", {code: "function f() {"});
    expect(reply).toMatchObject({status: "incomplete", indent: expect.any(String) as unknown});
  });

  test("is_complete_invalid", async () => {
    expect(await ask("is_complete_request", {code: "1 = ;"})).toEqual({status: "invalid"});
  });

  test("history_request", async () => {
    await execute("'to be found again'");
    const {status, history} = await ask("history_request", {
      hist_access_type: "tail",
      n: 1,
      raw: true,
      output: false
    });
    expect(status).toBe("ok");
    expect(history).toMatchObject([[1, expect.any(Number), "'to be found again'"]]);
  });

  test("comm_info_request", async () => {
    expect(await ask("comm_info_request")).toEqual({status: "ok", comms: {}});
  });

  test("error_handling, of syntax", async () => {
    const answered = await execute("const = 1");
    expect(answered.reply.content).toMatchObject({status: "error", ename: "TypeScriptError"});
    const [error] = only("error", answered);
    expect(error?.content.traceback).toEqual(answered.reply.content.traceback);
  });

  test("error_handling, of types", async () => {
    const answered = await execute("const n: number = 'text'; console.log('not to be seen')");
    expect(answered.reply.content).toMatchObject({
      status: "error",
      ename: "TypeScriptError",
      evalue: "TS2322: Type 'string' is not assignable to type 'number'."
    });
    expect(sequence(answered.published)).toBe("busy execute_input error idle");
  });

  test("error_handling, at run time", async () => {
    const answered = await execute("(null as never as {x: number}).x");
    expect(answered.reply.content).toMatchObject({status: "error", ename: "TypeError"});
    expect(only("error", answered)).toHaveLength(1);
  });
});

describe("tier 3, rich output", () => {
  const display = 'import {display, newDisplay} from "tslab";\n';

  test("display_data", async () => {
    const [message] = only("display_data", await execute(`${display}display.html("<b>bold</b>")`));
    expect(message?.content).toMatchObject({data: {"text/html": "<b>bold</b>"}, metadata: {}});
  });

  test("update_display_data", async () => {
    const answered = await execute(
      `${display}const shown = newDisplay(); shown.text("1"); shown.text("2");`
    );
    const [first] = only("display_data", answered);
    const [second] = only("update_display_data", answered);
    expect(first?.content.data).toEqual({"text/plain": "1"});
    expect(second?.content.data).toEqual({"text/plain": "2"});
    const id = (first?.content.transient as {display_id: string}).display_id;
    expect(id).toBeTypeOf("string");
    expect(second?.content.transient).toEqual({display_id: id});
  });

  test("clear_output", async () => {
    const answered = await execute("console.log('gone'); console.clear();");
    expect(only("clear_output", answered)[0]?.content).toEqual({wait: false});
  });

  test("execute_result", async () => {
    const answered = await execute("6 * 7");
    expect(resultOf(answered.published)).toBe("42");
    expect(only("execute_result", answered)[0]?.content.execution_count).toBe(
      answered.reply.content.execution_count
    );
  });

  test("rich_execute_result", async () => {
    const code = '({[Symbol.for("Jupyter.display")]: () => ({"text/html": "<i>x</i>"})})';
    const [result] = only("execute_result", await execute(code));
    expect(result?.content.data).toMatchObject({"text/html": "<i>x</i>"});
  });
});

describe("tier 4, what is advanced", () => {
  test("stdin_input_request", async () => {
    const cell = kernel.client.sendCell("prompt('Your name?')", {allow_stdin: true});
    const question = await kernel.client.hear("stdin", () => true);
    kernel.client.send("stdin", "input_reply", {value: "42"}, {parent: question.header});
    expect(resultOf((await kernel.client.answer(cell)).published)).toBe("'42'");
  });

  test("comms_lifecycle", async () => {
    const content = {comm_id: "testbed", target_name: "testbed.unknown", data: {}};
    kernel.client.send("shell", "comm_open", content);
    const closed = await kernel.client.hear(
      "iopub",
      ({header}) => header.msg_type === "comm_close"
    );
    expect(closed.content.comm_id).toBe("testbed");
    expect((await execute("1")).reply.content.status).toBe("ok");
  });

  test("interrupt_request", async () => {
    const {reply} = await kernel.client.request("interrupt_request", {}, {channel: "control"});
    expect(reply.header.msg_type).toBe("interrupt_reply");
    expect(reply.content).toEqual({status: "ok"});
  });

  test("execution_count_increments", async () => {
    const first = (await execute("1")).reply.content.execution_count as number;
    expect((await execute("1")).reply.content.execution_count).toBe(first + 1);
  });

  test("user_expressions", async () => {
    const user_expressions = {sum: "1 + 2", wrong: "nowhere.to.be.found"};
    const {reply} = await execute("0", {user_expressions});
    expect(reply.content.user_expressions).toMatchObject({
      sum: {status: "ok", data: {"text/plain": "3"}},
      wrong: {status: "error", ename: "ReferenceError"}
    });
  });

  test("parent_header_correlation", async () => {
    const request = kernel.client.sendCell("console.log('hello')");
    const {reply, published} = await kernel.client.answer(request);
    for (const {parent_header} of [reply, ...published]) {
      expect(parent_header).toEqual(request.header);
    }
  });

  test("shutdown_reply", async () => {
    const options = {channel: "control"} as const;
    const {reply} = await kernel.client.request("shutdown_request", {restart: false}, options);
    expect(reply.content).toEqual({status: "ok", restart: false});
    expect(await kernel.exit).toBe(0);
  });
});
