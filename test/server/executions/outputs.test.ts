import {describe, expect, test} from "vitest";
import {Outputs} from "../../../src/server/executions/outputs.ts";
import type {ChannelMessage} from "../../../src/server/channels/channelMessage.ts";
import {prints, says} from "../channels/messages.ts";

const shows = (data: object, display_id?: string): ChannelMessage =>
  says("a", "display_data", {data, metadata: {}, transient: {display_id}});

function outputs(...messages: ChannelMessage[]): Outputs {
  const all = new Outputs();
  for (const {message} of messages) all.add(message);
  return all;
}

describe("Outputs", () => {
  test("merges what is printed to one stream in a row", () => {
    const all = outputs(
      prints("a", "1\n"),
      prints("a", "2\n"),
      prints("a", "!", "stderr"),
      prints("a", "3\n")
    );
    expect(all.toJSON()).toEqual([
      {output_type: "stream", name: "stdout", text: "1\n2\n"},
      {output_type: "stream", name: "stderr", text: "!"},
      {output_type: "stream", name: "stdout", text: "3\n"}
    ]);
  });

  test("holds what is shown as a notebook does, without what is transient", () => {
    const all = outputs(
      shows({"text/plain": "a figure"}, "figure"),
      says("a", "execute_result", {data: {"text/plain": "42"}, metadata: {}, execution_count: 3}),
      says("a", "error", {ename: "Error", evalue: "no", traceback: ["no"]}),
      says("a", "status", {execution_state: "idle"})
    );
    expect(all.toJSON()).toEqual([
      {output_type: "display_data", data: {"text/plain": "a figure"}, metadata: {}},
      {output_type: "execute_result", data: {"text/plain": "42"}, metadata: {}, execution_count: 3},
      {output_type: "error", ename: "Error", evalue: "no", traceback: ["no"]}
    ]);
    expect(all.displayIdOf(all.toJSON()[0])).toBe("figure");
  });

  test("shows the newest of what is updated, wherever it is shown", () => {
    const all = outputs(
      shows({"text/plain": "1"}, "d"),
      prints("a", "-"),
      shows({"text/plain": "1"}, "d")
    );
    const update = (id: string): boolean =>
      all.update(
        says("b", "update_display_data", {
          data: {"text/plain": "2"},
          metadata: {},
          transient: {display_id: id}
        }).message
      );
    expect([update("d"), update("another")]).toEqual([true, false]);
    expect(all.toJSON().map(({data}) => data)).toEqual([
      {"text/plain": "2"},
      undefined,
      {"text/plain": "2"}
    ]);
  });

  test("clears at once, or when the next output comes", () => {
    const all = outputs(prints("a", "1"), says("a", "clear_output", {wait: true}));
    expect(all.toJSON()).toHaveLength(1);
    all.add(prints("a", "2").message);
    expect(all.toJSON()).toEqual([{output_type: "stream", name: "stdout", text: "2"}]);
    all.add(says("a", "clear_output", {wait: false}).message);
    expect(all.toJSON()).toEqual([]);
  });
});
