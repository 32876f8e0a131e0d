import type {Message} from "../../../src/jupyter/message.ts";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {printed, resultOf, sequence} from "../client.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.stop());

/** Sends a cell that prints `here` before it goes on for ever, and interrupts it there. */
async function interrupted(code: string): Promise<{request: Message; published: Message[]}> {
  const {client} = kernel;
  const request = client.sendCell(`console.log("here");\n${code}`);
  const isHere = () => printed(client.publishedFor(request)).includes("here") || undefined;
  await client.until(isHere, "the cell to be there");
  const {reply} = await client.request("interrupt_request", {}, {channel: "control"});
  expect(reply.header.msg_type).toBe("interrupt_reply");
  expect(reply.content).toEqual({status: "ok"});
  const {published, reply: cellReply} = await client.answer(request);
  expect(cellReply.content.status).toBe("error");
  return {request, published};
}

const endless = {
  "a loop": "while (true) {}",
  "a loop after an await": "await 0; for (;;) {}",
  "an await that never ends": "await new Promise(() => {});",
  "a loop of awaits": "for (;;) await new Promise((resolve) => setTimeout(resolve, 1));",
  "a loop in a function of an earlier cell": "spin();"
};

for (const [name, code] of Object.entries(endless)) {
  test(`stops ${name}, and keeps what was there`, async () => {
    await kernel.client.execute("let kept = 41; function spin() { while (true) {} }");
    const {published} = await interrupted(code);
    expect(sequence(published.filter(({header}) => header.msg_type !== "status"))).toBe(
      "execute_input stream error"
    );
    expect(resultOf((await kernel.client.execute("kept + 1")).published)).toBe("42");
  });
}

test("aborts the cells that wait behind the one that is stopped", async () => {
  const {client} = kernel;
  const cell = client.sendCell("console.log('here'); while (true) {}");
  const behind = client.sendCell("'behind'");
  await client.until(
    () => printed(client.publishedFor(cell)).includes("here") || undefined,
    "the cell to be there"
  );
  client.send("control", "interrupt_request");
  expect((await client.answer(cell)).reply.content.status).toBe("error");
  expect((await client.answer(behind)).reply.content.status).toBe("aborted");
  expect(resultOf((await client.execute("'after'")).published)).toBe("'after'");
});

test("does nothing to an idle kernel, nor to the cell that follows", async () => {
  for (let count = 0; count < 10; ++count) {
    await kernel.client.request("interrupt_request", {}, {channel: "control"});
    const {reply} = await kernel.client.execute("await 0; 'fine'");
    expect(reply.content.status).toBe("ok");
  }
});

test("SIGINT interrupts as the message does", async () => {
  const {client} = kernel;
  const cell = client.sendCell("console.log('here'); while (true) {}");
  await client.until(
    () => printed(client.publishedFor(cell)).includes("here") || undefined,
    "the cell to be there"
  );
  kernel.process.kill("SIGINT");
  expect((await client.answer(cell)).reply.content.status).toBe("error");
});

describe("a cell in native code, which hears nothing", () => {
  const native = (iterations: number) => `
    import {pbkdf2Sync} from "node:crypto";
    console.log("here");
    pbkdf2Sync("password", "salt", ${iterations}, 64, "sha512").length`;

  const restarts = () =>
    kernel.client.heard.iopub.filter(({content}) => content.execution_state === "restarting")
      .length;

  async function begun(code: string): Promise<Message> {
    const {client} = kernel;
    const cell = client.sendCell(code);
    const isHere = () => printed(client.publishedFor(cell)).includes("here") || undefined;
    await client.until(isHere, "the cell to be there");
    return cell;
  }

  test("loses nothing by a double click if it ends soon by itself", async () => {
    const {client} = kernel;
    await client.execute("let kept = 42;");
    const cell = await begun(native(100_000));
    client.send("control", "interrupt_request");
    client.send("control", "interrupt_request");
    await client.answer(cell);
    expect(resultOf((await client.execute("kept")).published)).toBe("42");
    expect(restarts()).toBe(0);
  });

  test("is offered a restart, and a second interrupt restarts the runtime", async () => {
    const {client} = kernel;
    await client.execute("let lost = 1;");
    const cell = await begun(native(2 ** 31 - 1));
    const behind = client.sendCell("'behind'");
    client.send("control", "interrupt_request");
    const isOffered = () =>
      printed(client.publishedFor(cell), "stderr").includes("Interrupt it again") || undefined;
    await client.until(isOffered, "the offer");
    client.send("control", "interrupt_request");
    const {reply} = await client.answer(cell);
    expect(reply.content).toMatchObject({
      status: "error",
      ename: "RuntimeRestarted",
      evalue:
        "the cell could not be stopped, so its runtime was ended; " +
        "it was started again, and all variables are gone"
    });
    expect((await client.answer(behind)).reply.content.status).toBe("aborted");
    expect(resultOf((await client.execute("'new'")).published)).toBe("'new'");
    expect(restarts()).toBe(1);
    const {reply: later} = await client.execute("lost");
    expect(later.content.status).toBe("error");
  });
});
