import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {isIdle, printed, resultOf, sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

describe("execute_request", () => {
  let kernel: StartedKernel;
  beforeAll(async () => {
    kernel = await startKernel();
  });
  afterAll(() => kernel.stop());

  test("is answered by busy, input, output, result, idle, all with its header as parent", async () => {
    const request = kernel.client.sendCell("console.log('hello'); 6 * 7");
    const {reply, published} = await kernel.client.answer(request);
    expect(sequence(published)).toBe("busy execute_input stream execute_result idle");
    for (const message of [reply, ...published]) {
      expect(message.parent_header).toEqual(request.header);
      expect(message.header.session).not.toBe(request.header.session);
      expect(message.header.version).toBe("5.4");
    }
    const count = reply.content.execution_count;
    expect(reply.header.msg_type).toBe("execute_reply");
    expect(reply.content).toEqual({
      status: "ok",
      execution_count: count,
      user_expressions: {},
      payload: []
    });
    expect(published[1]?.content).toEqual({
      code: "console.log('hello'); 6 * 7",
      execution_count: count
    });
    expect(printed(published)).toBe("hello\n");
    expect(published[3]?.content).toMatchObject({
      data: {"text/plain": "42"},
      metadata: {},
      execution_count: count
    });
  });

  test("says when the cell began, for the front end's timings", async () => {
    const before = Date.now();
    const {reply} = await kernel.client.execute("1");
    const started = Date.parse(reply.metadata.started as string);
    expect(started).toBeGreaterThanOrEqual(before);
    expect(started).toBeLessThanOrEqual(Date.parse(reply.header.date));
  });

  test("counts what is kept, and only that", async () => {
    const count = async (code: string, options = {}) =>
      (await kernel.client.execute(code, options)).reply.content.execution_count as number;
    const first = await count("1");
    expect(await count("2", {store_history: false})).toBe(first + 1);
    expect(await count("3", {silent: true})).toBe(first);
    expect(await count("throw new Error('counts too')")).toBe(first + 1);
    expect(await count("4")).toBe(first + 2);
  });

  test("publishes nothing but its status when silent", async () => {
    const {reply, published} = await kernel.client.execute("console.log('shh'); 1", {silent: true});
    expect(sequence(published)).toBe("busy idle");
    expect(reply.content.status).toBe("ok");
  });

  test("makes an exception an error message and an error reply that say the same", async () => {
    const {reply, published} = await kernel.client.execute("throw new RangeError('too far')");
    expect(sequence(published)).toBe("busy execute_input error idle");
    const {ename, evalue, traceback} = reply.content;
    expect(published[2]?.content).toEqual({ename, evalue, traceback});
    expect(reply.content).toMatchObject({status: "error", ename: "RangeError", evalue: "too far"});
    expect((traceback as string[]).join("\n")).toContain("too far");
  });

  test("without code is an error, and the next cell runs", async () => {
    const {reply, published} = await kernel.client.request("execute_request", {});
    expect(sequence(published)).toBe("busy idle");
    expect(reply.content).toMatchObject({
      status: "error",
      evalue: "execute_request: code is a string, but got undefined"
    });
    expect(resultOf((await kernel.client.execute("'next'")).published)).toBe("'next'");
  });

  test("aborts the cells that were sent before the failure, and none that come after", async () => {
    const {client} = kernel;
    const failing = client.sendCell("throw new Error('first')");
    const behind = [client.sendCell("'second'"), client.sendCell("'third'")];
    const {reply} = await client.answer(failing);
    expect(reply.content.status).toBe("error");
    const after = client.sendCell("'after'");
    for (const request of behind) {
      const {reply, published} = await client.answer(request);
      expect(reply.content.status).toBe("aborted");
      expect(reply.content.execution_count).toBeTypeOf("number");
      expect(sequence(published)).toBe("busy idle");
    }
    expect(resultOf((await client.answer(after)).published)).toBe("'after'");
  });

  test("runs the cells behind a failure when asked not to stop on errors", async () => {
    const {client} = kernel;
    const failing = client.sendCell("throw new Error('goes on')", {stop_on_error: false});
    const behind = client.sendCell("'behind'");
    expect((await client.answer(failing)).reply.content.status).toBe("error");
    expect(resultOf((await client.answer(behind)).published)).toBe("'behind'");
  });

  test("runs cells in order, each busy only when the one before is idle", async () => {
    const {client} = kernel;
    const from = client.heard.iopub.length;
    const requests = Array.from({length: 20}, (_, index) => client.sendCell(`${index}`));
    const answers = await Promise.all(requests.map((request) => client.answer(request)));
    answers.forEach(({published}, index) => expect(resultOf(published)).toBe(`${index}`));
    const states = client.heard.iopub
      .slice(from)
      .filter(({header}) => header.msg_type === "status")
      .map((message) => [message.parent_header.msg_id, isIdle(message)]);
    expect(states).toEqual(
      requests.flatMap(({header}) => [
        [header.msg_id, false],
        [header.msg_id, true]
      ])
    );
  });
});

describe("streams", () => {
  let kernel: StartedKernel;
  beforeAll(async () => {
    kernel = await startKernel();
  });
  afterAll(() => kernel.stop());

  test("lose nothing of 100,000 lines, and take few messages", async () => {
    const code = "for (let line = 0; line < 100_000; ++line) console.log(line)";
    const {published} = await kernel.client.execute(code);
    const expected = Array.from({length: 100_000}, (_, line) => `${line}\n`).join("");
    expect(printed(published) === expected).toBe(true);
    expect(published.length).toBeLessThan(1000);
  });

  test("keep the order of stdout and stderr", async () => {
    const code = "console.log('a'); console.error('b'); console.log('c'); console.log('d')";
    const {published} = await kernel.client.execute(code);
    const streams = published.filter(({header}) => header.msg_type === "stream");
    expect(streams.map(({content}) => content)).toEqual([
      {name: "stdout", text: "a\n"},
      {name: "stderr", text: "b\n"},
      {name: "stdout", text: "c\nd\n"}
    ]);
  });

  test("come before the result and the error of their cell", async () => {
    const result = await kernel.client.execute("console.log('x'); 1");
    expect(sequence(result.published)).toBe("busy execute_input stream execute_result idle");
    const error = await kernel.client.execute("console.log('x'); throw new Error('y')");
    expect(sequence(error.published)).toBe("busy execute_input stream error idle");
  });
});
