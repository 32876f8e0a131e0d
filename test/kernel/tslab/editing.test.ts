import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {Message} from "../../../src/jupyter/message.ts";
import {startKernel, type StartedKernel} from "../startKernel.ts";
import {run} from "./cells.ts";

// What tslab is tested for while a cell is being typed: completion, inspection, and whether it is
// whole. `|` is the cursor. https://github.com/yunabe/tslab/blob/master/src/complete.spec.ts

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel({args: ["--tslab"]});
  await run(
    kernel,
    "interface Pair { alpha: number; beta: string } let oldValue: Pair; class Box { side = 1 }; function point(way: 'up' | 'down') {}"
  );
});
afterAll(() => kernel.stop());

async function ask(type: string, marked: string): Promise<Message["content"]> {
  const code = marked.replace("|", "");
  const content = {code, cursor_pos: marked.indexOf("|"), detail_level: 0};
  return (await kernel.client.request(type, content)).reply.content;
}

async function completions(marked: string): Promise<string[]> {
  return (await ask("complete_request", marked)).matches as string[];
}

async function tip(marked: string): Promise<string> {
  const {found, data} = await ask("inspect_request", marked);
  return found === true ? (data as Record<string, string>)["text/plain"] : "";
}

describe("completion", () => {
  test.each([
    ["members", "let x = {abc: 1, xyz: 2}; x.|", ["abc", "xyz"]],
    ["members that go on from what is typed", "let x = {abc: 1, xyz: 2}; x.a|", ["abc"]],
    ["members before what is typed", "let x = {abc: 1, xyz: 2}; x.|abc", ["abc", "xyz"]],
    ["members in the middle of a name", "let x = {abc: 1, xyz: 2}; x.a|bc", ["abc"]],
    ["members that do not fit", "let x = {abc: 1}; x.q|", []],
    ["members of any", "let x: any = {abc: 1}; x.|", []],
    ["what an object literal may have", "let p: Pair = {|}", ["alpha", "beta"]],
    ["what an object literal still lacks", "let p: Pair = {alpha: 1, |}", ["beta"]],
    ["what an object literal may have, from its first letter", "let p: Pair = {a|}", ["alpha"]],
    ["the texts that a type allows", 'let way: Parameters<typeof point>[0] = "|"', ["down", "up"]],
    ["nothing inside any other text", 'let text = "hello |"', []],
    ["nothing inside a text without an end", 'let text = "hello |', []],
    ["nothing inside a comment", "/* hello | */", []],
    ["tags in a doc comment", "/** @para| */ function f() {}", ["param"]]
  ])("gives %s", async (_, marked, expected) => {
    expect(await completions(marked)).toEqual(expected);
  });

  test("gives members of the same case first, and in order", async () => {
    const matches = await completions("let x = {xyz: 1, XYZ: 2, xa: 3, Xb: 4}; x.x|");
    expect(matches).toEqual(["xa", "xyz", "Xb", "XYZ"]);
  });

  test("gives members of an imported module", async () => {
    expect(await completions('import * as os from "os"; os.cp|')).toEqual(["cpus"]);
  });

  test("gives globals, the names of earlier cells and the cell's own", async () => {
    expect(await completions("setTimeo|")).toEqual(["setTimeout"]);
    expect(await completions("set|Timeout")).toContain("setInterval");
    expect(await completions("oldV|")).toEqual(["oldValue"]);
    expect(await completions("let newValue = 1; newV|")).toEqual(["newValue"]);
    expect(await completions("function fn(abcArgument) { abcA|")).toContain("abcArgument");
  });

  test("says what it replaces: the whole name around the cursor", async () => {
    const {cursor_start, cursor_end} = await ask(
      "complete_request",
      "let x = {abc: 1}; x.a|bc + 1"
    );
    expect([cursor_start, cursor_end]).toEqual([20, 23]);
  });
});

test("positions count characters as the protocol does, where tslab counts UTF-16 units", async () => {
  const code = "'𝒳𝒳'; oldV + 1";
  const {reply} = await kernel.client.request("complete_request", {code, cursor_pos: 10});
  const {matches, cursor_start, cursor_end} = reply.content;
  expect([matches, cursor_start, cursor_end]).toEqual([["oldValue"], 6, 10]);
});

describe("inspection", () => {
  test.each([
    ["a variable, at each end of its name", "let xyz = 10; |xyz", /^xyz: number/],
    ["a var", "var abc = true; abc|", /^abc: boolean/],
    ["a constant with its value", "const xyz = 'hello'; x|yz", /^xyz: "hello"/],
    [
      "a method of the standard library, with its documentation",
      "let s = 'abc'; s.sub|string(0)",
      /substring\(start: number[\s\S]*Returns the substring/
    ],
    ["a constructor with overloads", "new Ar|ray(3)", /Array/],
    ["a variable of an interface", "oldVa|lue", /^oldValue: Pair/],
    ["an enum's member", "enum Way { Up = 1 } Way.U|p", /Way\.Up/],
    ["a class of an earlier cell", "new Bo|x()", /Box/]
  ])("tells of %s", async (_, marked, expected) => {
    expect(await tip(marked)).toMatch(expected);
  });

  test("finds nothing in white space; tslab finds an `any` for a name that is not known", async () => {
    expect(await tip("let x = 10;  |  ")).toBe("");
    expect(await tip("nobody|Knows")).toBe("");
  });
});

describe("whether a cell is whole", () => {
  test.each([
    ["let x = 10", {status: "complete"}],
    ["function f() {\n}", {status: "complete"}],
    ["class C {\n}", {status: "complete"}],
    ["  \n  ", {status: "complete"}],
    ["function f() {\n  \n\t", {status: "complete"}],
    ["function f() {", {status: "incomplete", indent: "  "}],
    ["function f() {\n  f()", {status: "incomplete", indent: "  "}],
    ["  function f() {", {status: "incomplete", indent: "    "}],
    ["function f() {\n  if (x) {\n    }", {status: "incomplete", indent: "  "}],
    ["while (true) {\n\tlet x = 10;", {status: "incomplete", indent: "\t"}],
    ["let x = y +", {status: "incomplete", indent: ""}],
    // tslab calls these complete, so that a console sends them off.
    ["let x-+10", {status: "invalid"}],
    ["`abc", {status: "incomplete"}]
  ])("%j", async (code, expected) => {
    const {reply} = await kernel.client.request("is_complete_request", {code});
    expect(reply.content).toMatchObject(expected);
  });
});
