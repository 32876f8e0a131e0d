import {afterAll, beforeAll, expect, test} from "vitest";
import {startKernel, type StartedKernel} from "../startKernel.ts";
import {type Case, nothing, run, shows} from "./cells.ts";

// What tslab's converter is tested for, as cells of our own; what differs says that it does.
// https://github.com/yunabe/tslab/blob/master/src/converter.spec.ts

let kernel: StartedKernel;
beforeAll(async () => {
  kernel = await startKernel({args: ["--tslab"]});
});
afterAll(() => kernel.stop());

const notTopLevel = /TS1308|TS2311|'await' expressions? (is|are) only allowed/;
const waiter = "async function waiter() { return 1 }";

const declarations: Case[] = [
  [
    "variables of each kind, changed and taken apart in one cell",
    [
      "let a = 2; const b = 'b'; var c = true; a *= 3; let o = {p: 1, q: 'q'}; let {p, q: r} = o",
      {}
    ],
    ["[a, b, c, p, r].join()", shows("'6,b,true,1,q'")]
  ],
  [
    "functions, generators and async functions",
    ["function add(x: number, y: number): number { return x + y }", nothing],
    [
      "function* upTo(n: number): IterableIterator<number> { for (let i = 0; i < n; i++) yield i }",
      {}
    ],
    ["async function later(x: number) { await null; return x }", nothing],
    ["[add(1, 2), ...upTo(3), await later(9)]", shows("[ 3, 0, 1, 2, 9 ]")]
  ],
  [
    "destructuring keeps the type of each name",
    ["let [d1, d2] = [12, 'text']; let {e1, e2: e3} = {e1: 1, e2: 'two'}", nothing],
    ["d1.toFixed(1) + e1.toFixed(1) + e3.length", shows("'12.01.03'")],
    ["e3.toFixed()", /TS2339|TS2551/]
  ],
  [
    "optional chaining and nullish coalescing",
    [
      "let maybe: any = null; const deep = maybe?.a?.b; const other = deep ?? 'default'; other",
      shows("'default'")
    ]
  ],
  [
    "a function changes a variable of its cell; unlike tslab's, it also sees what later cells assign",
    ["let counter = 0; function increment() { counter++ }", nothing],
    ["increment(); counter", shows("1")],
    ["counter = 10; increment(); counter", shows("11")]
  ],
  [
    "interfaces, and classes that implement them",
    ["interface Shape { color: string } interface Square extends Shape { side: number }", nothing],
    [
      "class Tile implements Square { constructor(public color: string, public side: number) {} }",
      nothing
    ],
    ["new Tile('red', 2) as Square", shows("Tile { color: 'red', side: 2 }")]
  ],
  [
    "a type alias alone shows nothing and is known later",
    ["type Id = number | string", nothing],
    ["let id: Id = 'x'; id = 5; id", shows("5")],
    ["id = true", /TS2322.*boolean/s]
  ],
  [
    "generic functions infer their types in later cells",
    ["function identity<T>(x: T): T { return x }", nothing],
    ["identity('abc').length", shows("3")],
    ["identity(3).length", /TS2339/]
  ],
  [
    "an enum goes both ways",
    ["enum Direction { Up = 1, Down, Left, Right }", nothing],
    ["[Direction.Left, Direction[2]]", shows("[ 3, 'Down' ]")]
  ],
  [
    "what looks like an object is a block, as JavaScript has it; in parentheses it is the object",
    ["{x: 10}", nothing],
    ["{x: 3, y: 4}", /';' expected/],
    ["({x: 3, y: 4})", shows("{ x: 3, y: 4 }")]
  ],
  [
    "interfaces of one cell merge",
    ["interface Both { abc: number } interface Both { xyz: string }", nothing],
    ["let both: Both = {abc: 1, xyz: 'z'}; both.abc + both.xyz", shows("'1z'")]
  ],
  [
    "decorators run, in the form that experimentalDecorators gives them",
    [
      "const seen: string[] = []; function mark(target: Function) { seen.push(target.name) }",
      nothing
    ],
    ["@mark class Greeter {}\nseen", shows("[ 'Greeter' ]")]
  ]
];

const imports: Case[] = [
  [
    "a namespace import, a value and a type of the same module",
    [
      'import * as os from "os"; const os2 = os; import {CpuInfo, UserInfo} from "os"; let info: CpuInfo',
      {}
    ],
    ["os2 === os && typeof os.cpus", shows("'function'")]
  ],
  [
    "a default import of CommonJS, and a type through it",
    [
      'import path from "path"; let parsed: path.ParsedPath = path.parse("/a/b.c"); parsed.ext',
      shows("'.c'")
    ]
  ],
  [
    "an import that its cell does not use is there for later cells",
    ['import {join} from "path"', nothing],
    ['join("a", "b")', shows("'a/b'")]
  ],
  [
    "a type that comes with a value needs no import of its own",
    ['import {userInfo} from "os"; let me = userInfo()', nothing],
    ["me.username.toFixed()", /TS2339|TS2551/]
  ],
  [
    "a dynamic import is typed",
    ['const {basename} = await import("path"); basename("/x/y")', shows("'y'")],
    ["basename(1)", /TS2345/]
  ],
  [
    "the package tslab is typed",
    ['import * as tslab from "tslab"; let shown: tslab.Display = tslab.newDisplay()', nothing],
    ["tslab.display.html(1)", /TS2345/]
  ]
];

const diagnostics: Case[] = [
  ["a syntax error", ["let x + 10;", /TS1005: ',' expected[\s\S]*:1:7/]],
  [
    "a type error, with its code and column",
    ["let x: string = 10;", /TS2322[\s\S]*let x: string = 10;/]
  ],
  ["the browser's document is not there", ["let div = document.createElement('div')", /TS2584/]],
  ["a name declared twice in one cell", ["let twice = 3; let twice = 4;", /twice/]],
  [
    "a class that lacks what its interface wants",
    ["interface Wide { width: number } class Narrow implements Wide {}", /TS2420/]
  ],
  [
    "a class may take the name of a built-in that async functions need",
    ["async function zero() { return 0 } class Promise {}", nothing],
    ["(await zero()) + Promise.name", shows("'0Promise'")],
    ["const Promise = globalThis.Promise", nothing]
  ],
  [
    "top-level await keeps the type of what it awaits",
    [`${waiter} let awaited = await waiter(); awaited.toFixed(1)`, shows("'1.0'")]
  ],
  ...[
    "let f = function() { return await waiter() }",
    "let f = () => { return await waiter() }",
    "let f = () => await waiter()",
    "function f() { return await waiter() }",
    "class K { f() { return await waiter() } }",
    "namespace inner { await waiter() }"
  ].map((code): Case => [`await is refused in: ${code}`, [code, notTopLevel]])
];

const lastExpressions: Case[] = [
  [
    "the last expression is shown, after a stray semicolon too",
    ["let n = 3 + 4\n;n * n;", shows("49")]
  ],
  ["a declaration at the end shows nothing", ["let m = 3\n;let m2 = m * m;", nothing]],
  [
    "a class at the end shows nothing; a class expression is a value",
    ["class C {}", nothing],
    ["(class D {})", shows("[class D]")]
  ],
  ["an assignment is an expression", ["m = 12", shows("12")]],
  [
    "tslab's own names for the last expression are the reader's here",
    ["let tsLastExpr = 10; const tsLastExpr0 = 30; tsLastExpr + tsLastExpr0", shows("40")]
  ],
  [
    "a control structure at the end shows nothing",
    ["if (m) { m }", nothing],
    ["for (const i of [1]) i", nothing]
  ],
  ["the same cell twice shows the same twice", ["'x'", shows("'x'")], ["'x'", shows("'x'")]],
  [
    "undefined and null show nothing, 0 and the empty text do",
    ["undefined", nothing],
    ["null", nothing],
    ["0", shows("0")],
    ["''", shows("''")]
  ]
];

const earlierCells: Case[] = [
  [
    "a variable is read in a later cell",
    ["let v = 123", nothing],
    ["let w = v * v; w", shows("15129")]
  ],
  [
    "imports, classes and enums are used in a later cell",
    [
      "import * as crypto from 'crypto'; import {createHash} from 'crypto'; class Note { text: string } enum Color { Red, Green }",
      nothing
    ],
    [
      "let note = new Note(); note = {text: 'hi'}; [note.text, Color.Green, typeof crypto.createHash, createHash === crypto.createHash]",
      shows("[ 'hi', 1, 'function', true ]")
    ]
  ],
  [
    "an earlier variable is assigned",
    ["let prev = 5", nothing],
    ["prev = prev * prev", shows("25")],
    ["prev", shows("25")]
  ],
  [
    "an earlier constant is not",
    ["const fixed = 5", nothing],
    ["fixed = 6", /TS2588/],
    ["fixed", shows("5")]
  ],
  [
    "a name may be declared again with another type, its neighbours stay",
    ["let k1: number = 1, k2: string = '2'; let k3 = true", nothing],
    ["let k1 = false; let k3 = 'z'", nothing],
    ["[k1, k2.length, k3.length]", shows("[ false, 1, 1 ]")]
  ],
  [
    "an interface becomes a class, an alias a variable; what used the old type keeps its meaning",
    ["interface Item {x: number} type Alias = Item | number", nothing],
    ["class Item { y: string } let Alias = 123", nothing],
    ["[new Item().y, Alias]", shows("[ undefined, 123 ]")]
  ],
  [
    "a class becomes a value, another stays",
    ["class A1 {} class B1 {}", nothing],
    ["let A1 = 10", nothing],
    ["[A1, new B1()]", shows("[ 10, B1 {} ]")]
  ],
  [
    "a class becomes a type",
    ["class A2 {}", nothing],
    ["interface A2 {x: number}", nothing],
    ["let a2: A2 = {x: 1}; a2.x", shows("1")]
  ],
  [
    "an enum becomes a value",
    ["enum E1 { K = 1 } enum E2 { L = 2 }", nothing],
    ["let E1 = 10", nothing],
    ["[E1, E2.L]", shows("[ 10, 2 ]")]
  ],
  [
    "an enum becomes a type",
    ["enum E3 { K = 1 }", nothing],
    ["interface E3 {x: number}", nothing],
    ["let e3: E3 = {x: 3}; e3.x", shows("3")]
  ],
  [
    "an imported type is declared again",
    ['import {CpuInfo} from "os"', nothing],
    ["interface CpuInfo {x: number}", nothing],
    ["let cpu: CpuInfo = {x: 1}; cpu.x", shows("1")]
  ],
  [
    "an imported value is declared again",
    ['import {cpus} from "os"', nothing],
    ["let cpus = 10", nothing],
    ["cpus + 1", shows("11")]
  ],
  [
    "an imported namespace is declared again",
    ['import * as url from "url"', nothing],
    ["let url = 10", nothing],
    ["url + 1", shows("11")]
  ],
  [
    "a global is declared again",
    ["let before = process; typeof before.pid", shows("'number'")],
    ["let process = 5", nothing],
    ["process + 1", shows("6")],
    ["let process = globalThis.process", nothing]
  ],
  [
    "an interface takes the name of a global one",
    [
      "interface Map { mine(): number } function createMap(): Map { return null } let map = createMap()",
      nothing
    ],
    ["let again = createMap(); again", nothing],
    ["again.size", /TS2339/]
  ],
  [
    "an object knows its own constructor (tslab's bug 32)",
    ["let plain = {}; plain.constructor === Object", shows("true")]
  ],
  [
    "an error that comes of an earlier cell's new type is told",
    ["let inc: number = 1", nothing],
    ["inc++", shows("1")],
    ["let inc = 'text'", nothing],
    ["inc++", /TS2356/]
  ]
];

test.each([...declarations, ...imports, ...diagnostics, ...lastExpressions, ...earlierCells])(
  "%s",
  async (_, ...cells) => {
    for (const [code, outcome] of cells) {
      const found = await run(kernel, code);
      if (outcome instanceof RegExp) expect(found.error, code).toMatch(outcome);
      else expect(found, code).toEqual(outcome);
    }
  }
);
