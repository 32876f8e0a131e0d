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

describe("a cell in native code", () => {
  // Nothing in the process hears anything while this waits.
  const native = `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;

  test("is offered a restart, and a second interrupt restarts the runtime", async () => {
    const {client} = kernel;
    await client.execute("let lost = 1;");
    const cell = client.sendCell(`console.log("here");\n${native}`);
    await client.until(
      () => printed(client.publishedFor(cell)).includes("here") || undefined,
      "the cell to be there"
    );
    const stopped = client.answer(cell);
    client.send("control", "interrupt_request");
    const offered = await Promise.race([
      client.until(
        () =>
          printed(client.publishedFor(cell), "stderr").includes("Interrupt it again") || undefined,
        "the offer"
      ),
      stopped.then(() => false)
    ]);
    if (offered) client.send("control", "interrupt_request");
    const {reply} = await stopped;
    expect(reply.content.status).toBe("error");
    if (!offered) return;
    expect(reply.content).toMatchObject({ename: "RuntimeRestarted"});
    const later = await client.execute("typeof lost");
    expect(resultOf(later.published)).toBe("'undefined'");
  });
});
