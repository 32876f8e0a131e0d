import {isCompleteCode} from "tslab/dist/converter.js";
import {expect, test} from "vitest";
import {completeness} from "../../../kernel/checker/completeness.ts";

const complete = [
  "",
  "1 + 1",
  "let x = {\n}",
  "function f() {}",
  "await f()",
  "const a = <b>1</b>"
];
const goesOn = ["function f() {", "if (a) {", "x = [1, 2", "foo(", "1 +", "class K {\n  a = 1"];

test.each(complete)("complete, as tslab says too: %j", (code) => {
  expect(completeness(code)).toEqual({status: "complete"});
  expect(isCompleteCode(code).completed).toBe(true);
});

test.each(goesOn)("goes on, as tslab says too: %j", (code) => {
  expect(completeness(code).status).toBe("incomplete");
  expect(isCompleteCode(code).completed).toBe(false);
});

test("two blank lines send code that goes on", () => {
  expect(completeness("function f() {\n\n").status).toBe("complete");
  expect(isCompleteCode("function f() {\n\n").completed).toBe(true);
});

test.each(["`abc", "/* abc", "f(`a${"])("an open template or comment goes on: %j", (code) => {
  expect(completeness(code).status).toBe("incomplete");
});

test.each(["a b", "let 1x", '"abc', "}", "const = 3;"])("can never be right: %j", (code) => {
  expect(completeness(code)).toEqual({status: "invalid"});
});

test("the next line is indented inside an open bracket, and not otherwise", () => {
  expect(completeness("function f() {").indent).toBe("  ");
  expect(completeness("  if (a) {\n    b(").indent).toBe("      ");
  expect(completeness("1 +").indent).toBe("");
  expect(completeness("function f() {\n  if (a) {\n    }").indent).toBe("  ");
  expect(completeness("function f() {\n  if (a) {\n  } else {").indent).toBe("    ");
  expect(completeness("f([\n  1\n],").indent).toBe("");
});
