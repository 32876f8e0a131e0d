import {expect, test} from "vitest";
import {toCodePoints, toUtf16} from "../../../kernel/front/codePoints.ts";

test("offsets count characters as the protocol does, and go back and forth", () => {
  const text = "a🧀ß🧀.b";
  const codePoints = [...text];
  for (let offset = 0; offset <= codePoints.length; ++offset) {
    const utf16 = codePoints.slice(0, offset).join("").length;
    expect(toUtf16(text, offset)).toBe(utf16);
    expect(toCodePoints(text, utf16)).toBe(offset);
  }
});

test("offsets beyond the text are its end", () => {
  expect(toUtf16("🧀", 5)).toBe(2);
  expect(toUtf16("🧀", Infinity)).toBe(2);
  expect(toUtf16("🧀", -1)).toBe(0);
  expect(toCodePoints("🧀", 5)).toBe(1);
});
