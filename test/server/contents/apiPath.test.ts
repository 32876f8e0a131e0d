import {expect, test} from "vitest";
import {
  folderOf,
  isHidden,
  join,
  nameOf,
  toApiPath,
  toUrlPath
} from "../../../src/server/contents/apiPath.ts";

test("an API path has no slash at its ends and none twice", () => {
  expect(toApiPath("/notebooks//01.ipynb/")).toBe("notebooks/01.ipynb");
  expect(toApiPath("////test.ipynb")).toBe("test.ipynb");
  expect(toApiPath("/")).toBe("");
  expect(toApiPath("%2e%2e/a")).toBe("%2e%2e/a");
  expect([nameOf("a/b.c"), nameOf("b"), nameOf("")]).toEqual(["b.c", "b", ""]);
  expect([folderOf("a/b.c"), folderOf("b"), folderOf("")]).toEqual(["a", "", ""]);
  expect([join("", "a"), join("a/b", "c")]).toEqual(["a", "a/b/c"]);
  expect(toUrlPath("å b/#1?.txt")).toBe("%C3%A5%20b/%231%3F.txt");
});

test("what a file system would take as more than a name is refused", () => {
  for (const path of ["..", "../x", "a/..", "a/../../b", "/..", "a/./b", ".", "a\0.txt", "\0"]) {
    expect(() => toApiPath(path)).toThrow(expect.objectContaining({status: 404}) as Error);
  }
});

test("on Windows separators, drives, streams and devices are refused, elsewhere they are names", () => {
  const special = [
    "a\\b",
    "..\\x",
    "C:",
    "C:x",
    "a.txt::$DATA",
    "nul",
    "CON.txt",
    "com1",
    "a. ",
    "a?"
  ];
  for (const path of special) {
    expect(() => toApiPath(path, {platform: "win32"})).toThrow(/is not a valid path/);
    expect(toApiPath(path, {platform: "linux"})).toBe(path);
  }
  expect(toApiPath("console/community.txt", {platform: "win32"})).toBe("console/community.txt");
});

test("a path is hidden when a name on its way begins with a dot", () => {
  expect([".a", "a/.b/c", "a/..c"].map(isHidden)).toEqual([true, true, true]);
  expect(["", "a.b", "a/b."].map(isHidden)).toEqual([false, false, false]);
});
