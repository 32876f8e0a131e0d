import {expect, test} from "vitest";
import {parseRange} from "../../../src/server/files/range.ts";

test("a range is the bytes that the header names, as far as the file has them", () => {
  expect(parseRange("bytes=0-3", 10)).toEqual({start: 0, end: 3});
  expect(parseRange("bytes=4-", 10)).toEqual({start: 4, end: 9});
  expect(parseRange("bytes=-3", 10)).toEqual({start: 7, end: 9});
  expect(parseRange("bytes=-30", 10)).toEqual({start: 0, end: 9});
  expect(parseRange("bytes=5-99", 10)).toEqual({start: 5, end: 9});
  expect(parseRange("Bytes= 9-9 ", 10)).toEqual({start: 9, end: 9});
});

test("what the file does not have cannot be given; what is no range is the whole file", () => {
  for (const header of ["bytes=10-", "bytes=99-100", "bytes=-0"]) {
    expect(parseRange(header, 10)).toBe("unsatisfiable");
  }
  expect(parseRange("bytes=0-", 0)).toBe("unsatisfiable");
  for (const header of [
    undefined,
    "bytes=5-2",
    "bytes=-",
    "lines=1-2",
    "bytes=0-1,4-5",
    "bytes=a-b"
  ]) {
    expect(parseRange(header, 10)).toBeUndefined();
  }
});
