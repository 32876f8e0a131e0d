import {createHmac} from "node:crypto";
import {describe, expect, test} from "vitest";
import {type Message, Session} from "../../src/jupyter/message.ts";
import {signer} from "../../src/jupyter/signature.ts";
import {parseMessage, serializeMessage} from "../../src/jupyter/wire.ts";

const session = new Session({id: "s", username: "reader"});
const ids = [Buffer.from([0, 1]), Buffer.from("topic")];

function message(content: object = {code: "1"}, buffers: Uint8Array[] = []): Message {
  return session.message<never>("execute_request", {content: content as never, buffers});
}

describe("serializeMessage", () => {
  test("signs header, parent, metadata and content, and no buffers", () => {
    const frames = serializeMessage(message({}, [Buffer.from("raw")]), signer("secret"), ids);
    const [, , delimiter, signature, ...rest] = frames.map(String);
    expect(delimiter).toBe("<IDS|MSG>");
    const signed = rest.slice(0, 4).join("");
    expect(signature).toBe(createHmac("sha256", "secret").update(signed).digest("hex"));
    expect(rest[4]).toBe("raw");
  });

  test("gives what JSON cannot say in words instead of failing", () => {
    const circular: Record<string, unknown> = {big: 2n ** 64n, twice: [{}]};
    circular.self = {circular};
    circular.again = circular.twice;
    const frames = serializeMessage(message(circular), signer(""));
    expect(JSON.parse(frames[5].toString())).toEqual({
      big: "18446744073709551616",
      twice: [{}],
      self: {circular: "[circular]"},
      again: [{}]
    });
  });
});

describe("parseMessage", () => {
  test("gives back what was serialized, with the ids and the bytes of the buffers", () => {
    const buffers = [Buffer.from([0, 255, 128]), Buffer.alloc(0)];
    const sent = message({text: "ein Käse 🧀 \ud800"}, buffers);
    const hmac = signer("secret");
    const received = parseMessage(serializeMessage(sent, hmac, ids), hmac);
    expect(received).toEqual({ids, message: sent});
  });

  test("takes unsigned messages only when the key is empty", () => {
    const frames = serializeMessage(message(), signer(""));
    expect(parseMessage(frames, signer("")).message.content).toEqual({code: "1"});
    expect(() => parseMessage(frames, signer("secret"))).toThrow("signature");
  });

  test("refuses a message of which any signed frame was changed", () => {
    const hmac = signer("secret");
    const frames = serializeMessage(message(), hmac);
    for (let index = 1; index < frames.length; ++index) {
      const changed = frames.with(index, Buffer.concat([frames[index], Buffer.from(" ")]));
      expect(() => parseMessage(changed, hmac)).toThrow("signature");
    }
  });

  test("names what is missing", () => {
    const hmac = signer("");
    const frames = serializeMessage(message(), hmac);
    expect(() => parseMessage([], hmac)).toThrow("expected the frame <IDS|MSG>");
    expect(() => parseMessage(frames.slice(0, 4), hmac)).toThrow(
      "parseMessage: expected 5 frames or more after <IDS|MSG>, but there are 3"
    );
    expect(() => parseMessage(frames.with(4, Buffer.from("[1]")), hmac)).toThrow(
      "parseMessage: metadata is a JSON object, but got [1]"
    );
    expect(() => parseMessage(frames.with(2, Buffer.from("{}")), hmac)).toThrow(
      "parseMessage: header.msg_id is a string, but got undefined"
    );
  });
});

test("signer knows other hashes, and names a scheme it does not know", () => {
  const frame = Buffer.from("x");
  const expected = createHmac("sha512", "key").update("x").digest("hex");
  expect(signer("key", "hmac-sha512").sign([frame])).toBe(expected);
  for (const scheme of ["rot13", "hmac-rot13"]) {
    expect(() => signer("key", scheme)).toThrow(
      `signer: scheme is hmac- and the name of a hash, but got "${scheme}"`
    );
  }
});

test("Session gives each message an id of its own and says who speaks", () => {
  const [a, b] = [message(), message()];
  expect(a.header.msg_id).not.toBe(b.header.msg_id);
  expect(a.header).toMatchObject({session: "s", username: "reader", version: "5.4"});
  expect(new Date(a.header.date).toISOString()).toBe(a.header.date);
});
