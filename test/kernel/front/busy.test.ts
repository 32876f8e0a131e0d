import {afterAll, beforeAll, expect, test} from "vitest";
import {printed, resultOf} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel({args: ["--types", "off"]});
});
afterAll(() => kernel.stop());

test("heartbeat, control and shell answer while a cell computes without a pause", async () => {
  const {client} = kernel;
  await client.execute("const known = 1");
  const cell = client.sendCell("console.log('computing'); for (;;) {}");
  const isComputing = () => printed(client.publishedFor(cell)) !== "" || undefined;
  await client.until(isComputing, "the cell to compute");
  await client.sockets.hb.send("ping");
  expect((await client.sockets.hb.receive()).map(String)).toEqual(["ping"]);
  for (const channel of ["control", "shell"] as const) {
    const {reply} = await client.request("kernel_info_request", {}, {channel});
    expect(reply.content.status).toBe("ok");
  }
  const asked = {code: "kno", cursor_pos: 3};
  const {reply} = await client.request("complete_request", asked);
  expect(reply.content.matches).toContain("known");
  const code = "function f() {";
  const whole = await client.request("is_complete_request", {code});
  expect(whole.reply.content.status).toBe("incomplete");
  // Still computing: all that was answered beside it.
  expect(client.heard.shell.some((each) => each.parent_header.msg_id === cell.header.msg_id)).toBe(
    false
  );
  await client.request("interrupt_request", {}, {channel: "control"});
  expect((await client.answer(cell)).reply.content.ename).toBe("KeyboardInterrupt");
});

test("late output has the header of the cell that caused it, though another one is running", async () => {
  const {client} = kernel;
  const first = client.sendCell(
    "let release: () => void; const gate = new Promise<void>((resolve) => { release = resolve }); " +
      "gate.then(() => console.log('late')); 1"
  );
  await client.answer(first);
  const second = client.sendCell("release(); await gate; console.log('own')");
  const {published} = await client.answer(second);
  expect(printed(published)).toBe("own\n");
  const late = await client.until(() => printed(client.publishedFor(first)) || undefined, "output");
  expect(late).toBe("late\n");
});

test("what a timer throws is an error of the cell that set it, and the kernel lives", async () => {
  const {client} = kernel;
  const first = client.sendCell("setTimeout(() => { throw new Error('too late') }, 1); 1");
  await client.answer(first);
  const isError = () =>
    client.publishedFor(first).find(({header}) => header.msg_type === "error") ?? undefined;
  expect((await client.until(isError, "the error")).content).toMatchObject({evalue: "too late"});
  expect(resultOf((await client.execute("'alive'")).published)).toBe("'alive'");
});
