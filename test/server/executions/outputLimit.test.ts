import {describe, expect, test} from "vitest";
import {OutputLimit} from "../../../src/server/executions/outputLimit.ts";
import {idle, prints, says, summary} from "../channels/messages.ts";

describe("OutputLimit", () => {
  test("tells at once where the output ends, and at the end how much was left out", () => {
    const limit = new OutputLimit(20_000);
    const heard = Array.from({length: 30}, () => prints("a", "x".repeat(1000)))
      .concat(idle("a"))
      .flatMap((message) => limit.pass(message));
    const words = summary(heard).filter((line) => !line.includes("xxx"));
    expect(words).toEqual([
      "stream \nOutput limit: 20 kB are shown, and what follows of this cell is left out.\n",
      expect.stringMatching(/^stream \nOutput limit: \d\d kB were left out\.\n$/),
      "status"
    ]);
    expect(heard.at(-1)?.type).toBe("status");
  });

  test("is for each cell alone, and begins anew when output is cleared or the cell runs again", () => {
    const limit = new OutputLimit(3000);
    const passed = (...messages: Parameters<OutputLimit["pass"]>[0][]): number[] =>
      messages.map((message) => limit.pass(message).length);
    const much = (cell: string): ReturnType<typeof prints> => prints(cell, "x".repeat(2000));
    expect(passed(much("a"), much("b"), idle("a"), much("a"))).toEqual([1, 1, 1, 1]);
    expect(passed(says("b", "clear_output", {wait: true}), much("b"))).toEqual([1, 1]);
  });

  test("leaves figures that update, replies and input alone", () => {
    const limit = new OutputLimit(10);
    const large = {data: "x".repeat(1000)};
    const messages = [
      says("a", "update_display_data", large),
      says("a", "comm_msg", large),
      says("a", "execute_reply", large, "shell")
    ];
    expect(messages.flatMap((message) => limit.pass(message))).toEqual(messages);
  });
});
