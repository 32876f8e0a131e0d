import {stripVTControlCharacters} from "node:util";
import {expect, test} from "vitest";
import type {CellDiagnostic} from "../../../kernel/checker.ts";
import {typeErrors} from "../../../kernel/front/typeErrors.ts";

function diagnostic(more: Partial<CellDiagnostic>): CellDiagnostic {
  const place = {start: 0, length: 1, line: 1, column: 1};
  return {category: "error", code: 2322, message: "not assignable", ...place, ...more};
}

const plain = (lines: string[]) => lines.map((line) => stripVTControlCharacters(line));

test("an error shows its place and the lines around it, underlined", () => {
  const code = "const a = 1;\n\tconst b: string = a;\nb;\nb;";
  const error = diagnostic({line: 2, column: 8, length: 1, message: "not assignable\n  because"});
  const {ename, evalue, traceback} = typeErrors({name: "Cell[3]", code}, [error]);
  expect(ename).toBe("TypeScriptError");
  expect(evalue).toBe("TS2322: not assignable");
  expect(plain(traceback)).toEqual([
    "Cell[3]:2:8 - error TS2322: not assignable",
    "  because",
    "  1 | const a = 1;",
    "> 2 | \tconst b: string = a;",
    "    | \t      ^",
    "  3 | b;"
  ]);
});

test("several errors are counted and shown one below the other", () => {
  const errors = [diagnostic({length: 3}), diagnostic({code: 2304, message: "no y", column: 5})];
  const {evalue, traceback} = typeErrors({name: "Cell[1]", code: "x = y"}, errors);
  expect(evalue).toBe("TS2322: not assignable (and 1 more)");
  expect(plain(traceback)).toEqual([
    "Cell[1]:1:1 - error TS2322: not assignable",
    "> 1 | x = y",
    "    | ^^^",
    "",
    "Cell[1]:1:5 - error TS2304: no y",
    "> 1 | x = y",
    "    |     ^"
  ]);
});

test("an error that spans lines is underlined to the end of its first", () => {
  const error = diagnostic({column: 3, length: 100});
  const {traceback} = typeErrors({name: "Cell[1]", code: "f({\n});"}, [error]);
  expect(plain(traceback).slice(1)).toEqual(["> 1 | f({", "    |   ^", "  2 | });"]);
});

test("an error past the end of the line still has a mark", () => {
  const {traceback} = typeErrors({name: "Cell[1]", code: "f("}, [diagnostic({column: 3})]);
  expect(plain(traceback).slice(1)).toEqual(["> 1 | f(", "    |   ^"]);
});
