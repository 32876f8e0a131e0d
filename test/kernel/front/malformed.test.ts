import {afterAll, beforeAll, expect, test} from "vitest";
import {random} from "@convnotes/cnn";
import {signer} from "../../../src/jupyter/signature.ts";
import {serializeMessage} from "../../../src/jupyter/wire.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.stop());

const channels = ["shell", "control", "stdin"] as const;

function cell(code: string): Uint8Array[] {
  const message = kernel.client.session.message("execute_request", {content: {code}});
  return serializeMessage(message, kernel.client.signer);
}

/** The kernel answers, and none of what was sent before was run. */
async function expectUnharmed(): Promise<void> {
  for (const channel of ["shell", "control"] as const) {
    const {reply} = await kernel.client.request("kernel_info_request", {}, {channel});
    expect(reply.content.status).toBe("ok");
  }
  expect(kernel.process.exitCode).toBe(null);
  expect(
    kernel.client.heard.iopub.filter(({header}) => header.msg_type === "execute_input")
  ).toEqual([]);
}

test("messages with a wrong signature, or none, are not run", async () => {
  const frames = cell("1");
  const message = kernel.client.session.message("execute_request", {content: {code: "1"}});
  kernel.client.sendFrames("shell", serializeMessage(message, signer("")));
  kernel.client.sendFrames("shell", serializeMessage(message, signer("another key")));
  kernel.client.sendFrames("shell", [frames[0], frames[1].subarray(1), ...frames.slice(2)]);
  const changed = Buffer.from(frames[5].toString().replace("1", "2"));
  kernel.client.sendFrames("shell", [...frames.slice(0, 5), changed]);
  await expectUnharmed();
  expect(kernel.log).toContain("expected the connection's signature");
});

test("half messages are ignored, wherever they break off", async () => {
  const frames = cell("1");
  for (const channel of channels) {
    for (let count = 1; count < frames.length; ++count) {
      kernel.client.sendFrames(channel, frames.slice(0, count));
      kernel.client.sendFrames(channel, frames.slice(count));
    }
    for (let index = 0; index < frames.length; ++index) {
      const half = frames.with(index, frames[index].subarray(0, frames[index].length / 2));
      kernel.client.sendFrames(channel, half);
    }
  }
  await expectUnharmed();
});

test("signed frames that are no messages are ignored", async () => {
  const {signer} = kernel.client;
  const header = {msg_id: "1", msg_type: "execute_request", session: "s"};
  const bad = [
    ["[]", "{}", "{}", "{}"],
    ["null", "{}", "{}", '{"code":"1"}'],
    [JSON.stringify(header), "{}", "{}", '"code"'],
    [JSON.stringify(header), "{}", "{}", "{"],
    [JSON.stringify({...header, msg_type: 7}), "{}", "{}", '{"code":"1"}'],
    [JSON.stringify({msg_id: "1", session: "s"}), "{}", "{}", '{"code":"1"}'],
    [JSON.stringify({...header, msg_type: "__proto__"}), "{}", "{}", '{"code":"1"}'],
    [JSON.stringify({...header, msg_type: "constructor"}), "{}", "{}", '{"code":"1"}']
  ];
  for (const channel of channels) {
    for (const texts of bad) {
      const json = texts.map((text) => Buffer.from(text));
      const signature = Buffer.from(signer.sign(json));
      kernel.client.sendFrames(channel, [Buffer.from("<IDS|MSG>"), signature, ...json]);
    }
  }
  await expectUnharmed();
});

test("2,000 seeded messages of torn, swapped, doubled and random frames do no harm", async () => {
  const numbers = random(2024);
  const integer = (limit: number) => numbers.integer(limit);
  const noise = (length: number) => Buffer.from(Array.from({length}, () => integer(256)));
  for (let count = 0; count < 2000; ++count) {
    let frames = cell(`${count}`);
    const at = integer(frames.length);
    const kinds = [
      () => frames.with(at, noise(integer(60))),
      () => frames.toSpliced(at, 1),
      () => frames.toSpliced(at, 0, noise(integer(10))),
      () => frames.with(at, Buffer.concat([frames[at], noise(1)])),
      () => frames.with(0, Buffer.from("<IDS|MSG")),
      () => frames.toReversed(),
      () => Array.from({length: integer(10)}, () => noise(integer(40)))
    ];
    // A frame before the delimiter is a routing id, and one after the content a buffer.
    const isHarmless = (kind: number) => kind === 2 && (at === 0 || at === frames.length);
    const kind = integer(kinds.length);
    if (isHarmless(kind)) continue;
    frames = kinds[kind]();
    if (frames.length > 0) kernel.client.sendFrames(channels[integer(3)], frames);
  }
  kernel.client.sendFrames("shell", [noise(8 << 20)]);
  await expectUnharmed();
});

test("frames on iopub that are no subscriptions are ignored", async () => {
  const {XSubscriber} = await import("zeromq");
  const socket = new XSubscriber({linger: 1000});
  socket.connect(`tcp://127.0.0.1:${kernel.connection.iopub_port}`);
  await socket.send(Buffer.from("nonsense"));
  await socket.send([Buffer.from([2, 3]), Buffer.from("x")]);
  await socket.send(Buffer.from([1]));
  await socket.receive();
  socket.close();
  await expectUnharmed();
});
