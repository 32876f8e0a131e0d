import {describe, expect, test} from "vitest";
import {Session} from "../../../src/jupyter/message.ts";
import {signer} from "../../../src/jupyter/signature.ts";
import {serializeMessage} from "../../../src/jupyter/wire.ts";
import {ChannelMessage} from "../../../src/server/channels/channelMessage.ts";
import {decodeJson, encodeJson} from "../../../src/server/channels/jsonProtocol.ts";
import {decodeV1, encodeV1} from "../../../src/server/channels/v1Protocol.ts";

const buffers = [Buffer.from([1, 2, 3]), Buffer.alloc(0), Buffer.from([255])];
const message = new Session().message("comm_msg", {
  content: {text: "Käse 🧀"},
  metadata: {a: 1},
  buffers
});
const frames = serializeMessage(message, signer("")).slice(2);

describe("v1.kernel.websocket.jupyter.org", () => {
  test("gives back what was encoded, buffers included", () => {
    const decoded = decodeV1(Buffer.from(encodeV1("shell", frames)));
    expect(decoded).toEqual({channel: "shell", message});
  });

  test("is laid out as Jupyter's documentation says", () => {
    const encoded = Buffer.from(encodeV1("iopub", [Buffer.from("{}")]));
    // Three offsets: of the channel, of the one part, and of the end.
    expect(encoded.readBigUInt64LE(0)).toBe(3n);
    expect([8, 16, 24].map((at) => Number(encoded.readBigUInt64LE(at)))).toEqual([32, 37, 39]);
    expect(encoded.subarray(32).toString()).toBe("iopub{}");
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["offsets beyond the frame", Buffer.alloc(8, 255)],
    ["offsets that go back", Buffer.from(encodeV1("shell", frames)).fill(0, 16, 24)],
    ["too few parts", Buffer.from(encodeV1("shell", frames.slice(0, 3)))]
  ])("refuses %s", (_what, data) => {
    expect(() => decodeV1(data)).toThrow("decodeV1: ");
  });
});

describe("the JSON protocol", () => {
  test("is text without buffers, with the fields that older clients look for", () => {
    const bare = {...message, buffers: []};
    const encoded = encodeJson("iopub", bare);
    expect(JSON.parse(encoded as string)).toEqual({
      ...bare,
      channel: "iopub",
      msg_id: message.header.msg_id,
      msg_type: "comm_msg"
    });
    const decoded = decodeJson(Buffer.from(encoded as string), false);
    expect(decoded).toEqual({channel: "iopub", message: bare});
  });

  test("is one binary frame with buffers", () => {
    const decoded = decodeJson(Buffer.from(encodeJson("shell", message) as Uint8Array), true);
    expect(decoded).toEqual({channel: "shell", message});
  });

  test.each([
    ["a number", Buffer.from("1"), false],
    ["no header", Buffer.from("{}"), false],
    ["a header that is null", Buffer.from('{"header": null, "content": {}}'), false],
    ["content that is a list", Buffer.from('{"header": {}, "content": []}'), false],
    ["metadata that is text", Buffer.from('{"header": {}, "content": {}, "metadata": ""}'), false],
    ["no offsets", Buffer.alloc(2), true],
    ["offsets beyond the frame", Buffer.from([0, 0, 0, 1, 0, 0, 1, 0]), true]
  ])("refuses %s", (_what, data, isBinary) => {
    expect(() => decodeJson(data, isBinary)).toThrow("decodeJson: ");
  });
});

test("a kernel's message goes to clients byte for byte, also what JavaScript cannot count", () => {
  const content = Buffer.from('{"big": 12345678901234567890}');
  const own = [frames[0], frames[1], frames[2], content];
  const passed = new ChannelMessage("iopub", {...message, buffers: []}, own);
  expect(Buffer.from(passed.v1).includes(content)).toBe(true);
});
