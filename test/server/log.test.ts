import {expect, test} from "vitest";
import {lineLog} from "../../src/server/log.ts";

test("the log is lines with level and time, from the least level on, an error with its stack", () => {
  const lines: string[] = [];
  const log = lineLog((line) => lines.push(line), "warn");
  log.info("nothing");
  log.warn("careful");
  log.error(new Error("broken"), "while saving");
  log.child({}).error({err: new Error("inner")}, "in a child");
  expect(lines[0]).toMatch(/^\[W \d\d:\d\d:\d\d\] careful\n$/);
  expect(lines[1]).toMatch(/^\[E [\d:]+\] while saving\n {4}Error: broken\n {8}at /);
  expect(lines[2]).toMatch(/^\[E [\d:]+\] in a child\n {4}Error: inner\n/);
  expect(lines).toHaveLength(3);
});

test("text of others moves no cursor and forges no line", () => {
  const lines: string[] = [];
  lineLog((line) => lines.push(line), "warn").warn("a\u001b[2Jb\rc\u0008d\u009b31me");
  expect(lines[0]).toMatch(/^\[W [\d:]+\] ab c d ?e\n$/);
  lineLog((line) => lines.push(line), "warn").warn("a\n[E 00:00:00] forged");
  expect(lines[1]).toMatch(/ a\n {4}\[E 00:00:00\] forged\n$/);
});
