import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {startKernel, type StartedKernel} from "../startKernel.ts";
import {type Case, nothing, type Outcome, run, shows} from "./cells.ts";

// What tslab's executor and its advanced topics promise, as cells of our own; what differs says that
// it does. https://github.com/yunabe/tslab/blob/master/src/executor.spec.ts

let kernel: StartedKernel;
const folder = mkdtempSync(path.join(tmpdir(), "convnotes-tslab-"));
beforeAll(async () => {
  kernel = await startKernel({args: ["--tslab"], cwd: folder});
});
afterAll(async () => {
  await kernel.stop();
  rmSync(folder, {recursive: true});
});

const cell = (code: string): Promise<Outcome> => run(kernel, code);
const write = (name: string, text: string): void => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), {recursive: true});
  writeFileSync(file, text);
};

const sha256 = "createHash('sha256').update('abc').digest('hex').slice(0, 8)";
const abc = shows("'ba7816bf'");

const cells: Case[] = [
  [
    "numbers go from cell to cell",
    ["let x = 3, y = 4;", nothing],
    ["let z = x * y; z -= 2;", shows("10")],
    ["y = x * z;", shows("30")],
    ["x = Math.max(z, y)", shows("30")],
    ["[x, y, z]", shows("[ 30, 30, 10 ]")]
  ],
  [
    "a function that calls itself, without a type for what it returns",
    [
      "function fib(n: number) { return n > 1 ? fib(n - 1) + fib(n - 2) : 1 } fib(20)",
      shows("10946")
    ]
  ],
  ["Node's globals", ["typeof process.version + typeof Buffer.from", shows("'stringfunction'")]],
  [
    "a constant is declared again",
    ["const once = 3", nothing],
    ["const once = 4", nothing],
    ["once", shows("4")]
  ],
  [
    "a class whose fields are not set in a constructor, which strict would refuse",
    [
      "class Person { name: string; age: number; toString() { return `Person(${this.name})` } }",
      nothing
    ],
    ["const alice = new Person(); alice.name = 'alice'; `${alice}`", shows("'Person(alice)'")]
  ],
  [
    "import *",
    ['import * as crypto from "crypto"', nothing],
    [`crypto.${sha256}`, abc],
    ["let crypto = 'c'", nothing],
    ["crypto", shows("'c'")]
  ],
  ["import of the default", ['import crypto from "crypto"', nothing], [`crypto.${sha256}`, abc]],
  [
    "import of a name",
    ['import {createHash} from "crypto"', nothing],
    [sha256, abc],
    ["let createHash = 1", nothing],
    ["createHash", shows("1")]
  ],
  ["import()", ['const crypto2 = await import("crypto")', nothing], [`crypto2.${sha256}`, abc]],
  ["require", ["const pathOf = require('path'); pathOf.join('a', 'b')", shows("'a/b'")]],
  [
    "an enum, and the same name as null",
    ["enum Way { Up = 1, Down }", nothing],
    ["[Way.Down, Way[2]]", shows("[ 2, 'Down' ]")],
    ["let Way = null", nothing],
    ["Way === null", shows("true")]
  ],
  [
    "an exception is an error with its name; tslab prints it as text",
    ["throw new RangeError('too far')", /^RangeError: too far/]
  ],
  [
    "a promise that is awaited shows what it resolves to",
    ["await new Promise(resolve => { resolve('done') })", shows("'done'")]
  ],
  [
    "a promise that is rejected with a text is an error of that text",
    ["await new Promise((_, reject) => { reject('gone') })", /gone/]
  ],
  [
    "an async function, awaited",
    ["async function greet(who: string) { return 'Hello ' + who }", nothing],
    ["await greet('you')", shows("'Hello you'")],
    ["let greeting = await greet('all'); greeting.length", shows("9")]
  ],
  ["an async function that throws", ["async function fail() { throw 'bad' } await fail()", /bad/]],
  [
    "a promise is shown, not awaited",
    ["Promise.resolve(1)", shows("Promise { 1 }")],
    ["new Promise<void>(() => {})", shows("Promise { <pending> }")]
  ],
  [
    "{}.constructor is Object (tslab's bug 32)",
    ["let b = {}.constructor === Object; b", shows("true")]
  ],
  [
    "properties by name of an Object (tslab's bug 42)",
    ["let person = new Object(); person['name'] = 'me'; person", shows("{ name: 'me' }")]
  ],
  [
    "implicit any and null are allowed",
    ["function loose(a) { return a.b } loose({b: 1})", shows("1")],
    ["let text: string = null; text", nothing]
  ],
  [
    "a variable that nobody declares is a type error, and does not run",
    ["console.log('before'); undeclared + 1", /TS2304: Cannot find name 'undeclared'/]
  ],
  [
    "console prints; errors go to stderr",
    [
      "console.log('out', {a: 1}); console.error('err')",
      {stdout: "out { a: 1 }\n", stderr: "err\n"}
    ]
  ],
  [
    "what a failed cell declared before it failed stays; tslab forgets its types",
    ["let kept = 1; throw new Error('x')", /^Error: x/],
    ["kept + 1", shows("2")]
  ],
  [
    "a namespace is remembered for more than one cell, as tslab's is not",
    ["namespace space { export const a = 1 }", nothing],
    ["1", shows("1")],
    ["2", shows("2")],
    ["space.a", shows("1")]
  ],
  [
    "top-level `for await`, `using` and import.meta, which tslab cannot",
    ["for await (const each of [1, 2]) console.log(each)", {stdout: "1\n2\n"}],
    ["{ using held = {[Symbol.dispose]() { console.log('let go') }} }", {stdout: "let go\n"}],
    ["typeof import.meta.url", shows("'string'")]
  ],
  [
    "private members in a class that a function returns, which tslab refuses",
    [
      "function make() { return class { private secret = 1; tell() { return this.secret } } }",
      nothing
    ],
    ["new (make())().tell()", shows("1")]
  ],
  [
    "`export` in a cell, which tslab refuses",
    ["export const shared = 1", nothing],
    ["shared", shows("1")]
  ]
];

test.each(cells)("%s", async (_, ...steps) => {
  for (const [code, outcome] of steps) {
    const found = await cell(code);
    if (outcome instanceof RegExp) expect(found.error, code).toMatch(outcome);
    else expect(found, code).toEqual(outcome);
  }
});

describe("module cells", () => {
  test("may be defined again, and are read anew by the next import", async () => {
    await cell("/**\n * @module mylib\n */\nexport const a = 'AAA';");
    expect(await cell('import * as mylib from "./mylib";\nmylib.a + "B"')).toEqual(shows("'AAAB'"));
    await cell("/** @module mylib */\nexport let a = 12;");
    expect(await cell('import * as mylib from "./mylib";\nmylib.a.toFixed(1)')).toEqual(
      shows("'12.0'")
    );
  });

  test("keep their names to themselves, with or without an export", async () => {
    expect(await cell("/** @module hidden */ const inside = 1;")).toEqual(nothing);
    expect((await cell("inside")).error).toMatch(/TS2304/);
  });

  test("with an error of types are refused, and name it", async () => {
    const {error} = await cell('/** @module wrong */ export const n: number = "text";');
    expect(error).toMatch(/TS2322/);
  });

  test("with @jsx may hold elements", async () => {
    expect(
      await cell("/** @jsx @module view */ let React: any; let e = () => <div></div>")
    ).toEqual(nothing);
  });

  test("for @browser know no browser here: their cell is refused instead of never run", async () => {
    const {error} = await cell(
      "/** @browser @module page */ const div = document.createElement('div')"
    );
    expect(error).toMatch(/TS2584: Cannot find name 'document'/);
  });
});

describe("TypeScript files beside the notebook", () => {
  test("may import one another", async () => {
    write("a.ts", 'export const one: string = "AAA";');
    write("b/c.ts", 'import {one} from "../a";\nexport const two = "BBB" + one;');
    expect(await cell('import {two} from "./b/c"; two')).toEqual(shows("'BBBAAA'"));
  });

  test("may lie outside the notebook's folder, which tslab refuses", async () => {
    const outside = mkdtempSync(path.join(tmpdir(), "convnotes-outside-"));
    writeFileSync(path.join(outside, "far.ts"), "export const far: number = 7;");
    const from = path.relative(folder, path.join(outside, "far"));
    expect(await cell(`import {far} from ${JSON.stringify(from)}; far`)).toEqual(shows("7"));
    rmSync(outside, {recursive: true});
  });

  test("run once, however often they are imported", async () => {
    write("random.ts", "export const id = {};");
    await cell('import {id} from "./random"; const first = id');
    expect(await cell('import {id} from "./random"; id === first')).toEqual(shows("true"));
  });

  test("with an error of types run all the same, which tslab refuses; their cell is still checked", async () => {
    write("mistyped.ts", 'export const n: number = "x";');
    expect(await cell('import {n} from "./mistyped"; n')).toEqual(shows("'x'"));
    expect((await cell('import {n as m} from "./mistyped"; m.length')).error).toMatch(/TS2339/);
  });

  test("are read again when they have changed, with their new types", async () => {
    write("changing.ts", 'export const value = "ABC";');
    expect(await cell('import {value} from "./changing"; value')).toEqual(shows("'ABC'"));
    write("changing.ts", "export const value = 12345;");
    expect(await cell('import {value} from "./changing"; value.toFixed(1)')).toEqual(
      shows("'12345.0'")
    );
  });
});
