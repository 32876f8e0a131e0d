import {describe, expect, test} from "vitest";
import type {ChannelMessage} from "../../../src/server/channels/channelMessage.ts";
import {Coalescer} from "../../../src/server/channels/coalescer.ts";
import {idle, prints, says, summary} from "./messages.ts";

function coalescer(): {push: (...messages: ChannelMessage[]) => void; heard: ChannelMessage[]} {
  const heard: ChannelMessage[] = [];
  const one = new Coalescer((message) => heard.push(message));
  return {heard, push: (...messages) => messages.forEach((message) => one.push(message))};
}

describe("Coalescer", () => {
  test("makes one message of what is printed, before anything else goes out", () => {
    const {push, heard} = coalescer();
    push(prints("a", "1\n"), prints("a", "2\n"), prints("a", "3\n"), idle("a"));
    expect(summary(heard)).toEqual(["stream 1\n2\n3\n", "status"]);
    expect(heard[0].message.parent_header).toMatchObject({msg_id: "a"});
  });

  test("keeps apart streams and cells, and their order", () => {
    const {push, heard} = coalescer();
    push(prints("a", "1"), prints("a", "2", "stderr"), prints("a", "3"), prints("b", "4"));
    push(says("a", "execute_reply", {}, "shell"));
    expect(summary(heard)).toEqual([
      "stream 1",
      "stream 2",
      "stream 3",
      "stream 4",
      "execute_reply"
    ]);
    expect(heard.map(({message}) => (message.content as {name?: string}).name)).toEqual([
      "stdout",
      "stderr",
      "stdout",
      "stdout",
      undefined
    ]);
  });

  test("sends much text at once, and little after a moment", async () => {
    const {push, heard} = coalescer();
    push(prints("a", "x".repeat(70_000)), prints("a", "y"));
    expect(heard).toHaveLength(1);
    await expect.poll(() => summary(heard)[1]).toBe("stream y");
  });
});
