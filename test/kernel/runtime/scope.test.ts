import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {Notebook} from "./notebook.ts";

let notebook: Notebook;
const value = (code: string): Promise<string | undefined> => notebook.value(code);
const error = (code: string): Promise<string> => notebook.error(code);

beforeAll(() => {
  notebook = new Notebook();
});
afterAll(() => notebook.close());

describe("all cells share one scope", () => {
  test("a closure sees what a later cell assigns, and the other way round", async () => {
    await value("let cnt = 0; function inc() { cnt++ }");
    expect(await value("cnt = 10; inc(); cnt")).toBe("11");
  });

  test("an arrow function, a method and a class field see the same variable", async () => {
    await value("let n = 1; const read = () => n; const o = {m() { return n }}; class F { f = n }");
    expect(await value("n = 5; [read(), o.m(), new F().f].join()")).toBe("'5,5,5'");
  });

  test("a name that a cell declares again is the same name for earlier functions", async () => {
    await value("const rate = 0.1; function train() { return rate }");
    expect(await value("const rate = 0.5; train()")).toBe("0.5");
  });

  test("a function may use what only a later cell declares", async () => {
    await value("function early() { return later() + 1 }");
    expect(await error("early()")).toBe("ReferenceError: later is not defined");
    await value("const later = () => 41");
    expect(await value("early()")).toBe("42");
  });

  test.each([
    ["let", "let a1 = 1", "let a1 = 'x'", "a1", "'x'"],
    ["const", "const a2 = 1", "const a2 = 2", "a2", "2"],
    [
      "class",
      "class A3 { m() { return 1 } }",
      "class A3 { m() { return 2 } }",
      "new A3().m()",
      "2"
    ],
    ["function", "function a4() { return 1 }", "function a4() { return 2 }", "a4()", "2"],
    ["enum", "enum A5 { X, Y }", "enum A5 { Z = 7 }", "Object.keys(A5).join()", "'7,Z'"],
    [
      "namespace",
      "namespace A6 { export const x = 1 }",
      "namespace A6 { export const y = 2 }",
      "Object.keys(A6).join()",
      "'y'"
    ],
    ["a function as a variable", "function a7() {}", "let a7 = 3", "a7", "3"],
    ["an import as a variable", 'import {join as a8} from "node:path"', "let a8 = 4", "a8", "4"],
    ["a const as a let", "const a9 = 1", "let a9 = 1; a9 = 2", "a9", "2"]
  ])("declaring again: %s", async (_kind, first, second, read, expected) => {
    await value(first);
    await value(second);
    expect(await value(read)).toBe(expected);
  });

  test("`var` without a value keeps that of an earlier cell; blocks hoist it", async () => {
    await value("var v1 = 1; if (true) { var v2 = 2 } for (var v3 = 0; v3 < 3; v3++);");
    expect(await value("var v1; [v1, v2, v3].join()")).toBe("'1,2,3'");
    expect(await value("if (false) { var never = 1 } never")).toBeUndefined();
  });

  test("destructuring declares every name, with defaults, nesting and rest", async () => {
    await value(
      "const {a, b: {c = 5}, ...rest} = {a: 1, b: {} as any, d: 4}; let [x, , y = 9] = [1, 2]"
    );
    expect(await value("JSON.stringify([a, c, rest, x, y])")).toBe(`'[1,5,{"d":4},1,9]'`);
    expect(
      await value(
        "[x, y] = [y, x]; ({a: cnt, ...rest2} = {a: 3, z: 1}); var rest2: any; [x, y, cnt, rest2.z].join()"
      )
    ).toBe("'9,1,3,1'");
    expect(await value("({a, c}).c")).toBe("5");
  });

  test("a namespace and an enum keep their members in later cells", async () => {
    await value(
      'namespace Geo { export const z = 3; export function area() { return z * 2 } }\nenum Colour { Red, Green = "g" }'
    );
    await value("1");
    expect(await value("[Geo.z, Geo.area(), Colour.Red, Colour[0], Colour.Green].join()")).toBe(
      "'3,6,0,Red,g'"
    );
  });

  test("a namespace may export a variable", async () => {
    await value("namespace Counter { export let n = 0; export function up() { n++ } }");
    expect(await value("Counter.up(); Counter.up(); Counter.n")).toBe("2");
  });

  test("what a cell declared before it failed stays", async () => {
    expect(await error("let bad = 1; throw new Error('stop')")).toBe("Error: stop");
    expect(await value("bad")).toBe("1");
  });
});

describe("the rules of JavaScript hold", () => {
  test("a constant cannot be assigned to, in its own cell or a later one, in any way", async () => {
    await value("const K = 1; const change = () => { K = 3 }");
    for (const code of [
      "K = 2",
      "K++",
      "K += 1",
      "[K] = [2]",
      "({K} = {K: 2})",
      "for (K of [2]);",
      "change()"
    ]) {
      expect(await error(code), code).toBe("TypeError: Assignment to constant variable.");
    }
    expect(await value("K")).toBe("1");
  });

  test("an imported name cannot be assigned to", async () => {
    await value('import {sep} from "node:path"');
    expect(await error("sep = 1")).toBe("TypeError: Assignment to constant variable.");
  });

  test("a name has no value before its declaration, and none if nobody declares it", async () => {
    expect(await error("tdz; let tdz = 1")).toMatch(/^ReferenceError: /);
    expect(await error("readTdz(); const tdz2 = 1; function readTdz() { return tdz2 }")).toMatch(
      /^ReferenceError: /
    );
    expect(await error("nowhere = 1")).toBe("ReferenceError: nowhere is not defined");
    expect(await value("typeof nowhere")).toBe("'undefined'");
  });

  test("functions are hoisted, and called without `this`", async () => {
    expect(
      await value(
        "const early = hoisted(); function hoisted() { return this === undefined }; early"
      )
    ).toBe("true");
    expect(await value("const bare = function () { return this }; bare() === undefined")).toBe(
      "true"
    );
    expect(await value("this === undefined")).toBe("true");
  });

  test("functions and classes take their names from what they are assigned to", async () => {
    await value(
      "const arrow = () => 0; let fn = function () {}; const C = class {}; const {d = () => 1} = {}"
    );
    expect(await value("[arrow, fn, C, d].map(f => f.name).join()")).toBe("'arrow,fn,C,d'");
    expect(await value("fn = () => 2; fn.name")).toBe("'fn'");
  });

  test("a parameter, a block, a catch and a loop shadow the name", async () => {
    await value("let s = 1; const seen: number[] = []");
    await value(
      "((s) => seen.push(s))(2); { let s = 3; seen.push(s) } try { throw 4 } catch (s) { seen.push(s) } for (let s = 5; s < 6; s++) seen.push(s); for (const s of [6]) seen.push(s); (function f(s = 7) { seen.push(s) })(); seen.push(s)"
    );
    expect(await value("seen.join()")).toBe("'2,3,4,5,6,7,1'");
  });

  test("shorthand properties, labels, switch, optional chaining, tagged templates, typeof", async () => {
    await value("let p = 1; const tag = (t: any, ...v: any[]) => t.join('|') + v.join()");
    expect(await value("JSON.stringify({p, q: {p}})")).toBe(`'{"p":1,"q":{"p":1}}'`);
    expect(await value("tag`a${p}b`")).toBe("'a|b1'");
    expect(await value("p?.toFixed(1) + typeof p")).toBe("'1.0number'");
    expect(
      await value(
        "let out = ''; outer: for (const i of [0, 1, 2]) { for (;;) { if (i === 1) continue outer; out += i; break } } switch (p) { case 1: { let p = 9; out += p } } out"
      )
    ).toBe("'029'");
  });

  test("a loop at the top level gives what plain JavaScript gives", async () => {
    expect(
      await value(
        "let sum = 0, last = 0.5; for (let i = 0; i < 5000; i++) { sum += i % 7; last = sum / 2 } sum + last"
      )
    ).toBe("22492.5");
    expect(await value("let w = 0; while (w < 5000) w++; do { w-- } while (w > 10); w")).toBe("10");
    expect(
      await value(
        "let parts = ''; for (const k in {a: 1, b: 2}) parts += k; for (const v of [1, 2]) parts += v; parts"
      )
    ).toBe("'ab12'");
    expect(
      await value(
        "let fs: any[] = []; for (let i = 0; i < 3; i++) fs.push(() => i); fs.map(f => f()).join()"
      )
    ).toBe("'0,1,2'");
  });

  test("a loop keeps what a getter, an iterator or valueOf of the notebook sees in step", async () => {
    await value(
      "let seenBy = 0; const probe = {get v() { return seenBy }, valueOf() { return seenBy }}"
    );
    expect(
      await value(
        "let mismatches = 0; for (seenBy = 0; seenBy < 3000; seenBy++) { if (probe.v !== seenBy || +probe !== seenBy) mismatches++ } mismatches"
      )
    ).toBe("0");
    expect(
      await value(
        "let total = 0; const adder = {set v(x: number) { total += x }}; for (let i = 0; i < 3000; i++) { adder.v = 1; if (total !== i + 1) throw new Error(`${total} ${i}`) } total"
      )
    ).toBe("3000");
  });

  test("a loop of arithmetic works on what is no number as well", async () => {
    expect(
      await value(
        "let big = 1n, two = 2n; for (let i = 0; i < 3000; i++) { big = (big * two) % 1000007n; if (big > two) big = big - two } let text = 'n'; for (let i = 0; i < 3; i++) text += i * 2; typeof big + text"
      )
    ).toBe("'bigintn024'");
    expect(
      await value(
        "let evens = 0, odds = 0, root = 0; for (let i = 0; i < 3000; i++) { if (i % 2 === 0) evens++; else { const half = (i - 1) / 2; odds += half; if (half > 1000) break } root = Math.sqrt(i) } [evens, odds, Math.round(root)].join()"
      )
    ).toBe("'1002,501501,45'");
  });

  test("a loop that throws leaves the values of that moment", async () => {
    await error("let upTo = 0; for (;;) { upTo++; if (upTo === 2500) null.x }");
    expect(await value("upTo")).toBe("2500");
  });
});

describe("syntax", () => {
  test("await, for await and await in any place at the top level", async () => {
    expect(await value("const got = await Promise.resolve(42); got")).toBe("42");
    expect(
      await value(
        "let acc = ''; a: for await (const q of (async function* () { yield 1; yield 2; yield 3 })()) { if (q === 2) continue a; acc += q } acc"
      )
    ).toBe("'13'");
    expect(
      await value(
        "let closed = 0; async function* open() { try { yield 1; yield 2 } finally { closed++ } } for await (const x of open()) break; for await (const x of [Promise.resolve(7)]) closed += x; closed"
      )
    ).toBe("8");
    expect(
      await value("[await 1, {a: await 2}.a, `${await 3}`, (await import('node:path')).sep].join()")
    ).toBe("'1,2,3,/'");
    expect(await value("let dst; [dst] = [await 5]; for await ({dst} of [{dst: 6}]); dst")).toBe(
      "6"
    );
  });

  test("decorators, parameter properties, abstract classes, satisfies, generics", async () => {
    await value(
      "const log: string[] = []; function dec(t: any, k?: string, d?: any) { log.push(k ?? t.name) }"
    );
    expect(
      await value(
        "@dec class D { constructor(public v = 3) {} @dec m() { return this.v } @dec p = 1 }\nnew D().m() + log.join()"
      )
    ).toBe("'3m,p,D'");
    expect(
      await value(
        "abstract class Shape { abstract area(): number; twice() { return this.area() * 2 } } class Sq extends Shape { area() { return 4 } } (new Sq() satisfies Shape).twice()"
      )
    ).toBe("8");
    expect(await value("function id<T>(x: T): T { return x } (<any>id<number>(5)) as number")).toBe(
      "5"
    );
    expect(
      await value(
        "function replace(): any { return (t: any) => class extends t { extra = 1 } } @replace() class R {} (new R() as any).extra"
      )
    ).toBe("1");
  });

  test("`using` disposes at the end of the cell and of a block, in order, also when it throws", async () => {
    await value(
      "const ends: string[] = []; const res = (n: string) => ({n, [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() { ends.push(n) }})"
    );
    expect(await value("using r1 = res('a'); using r2 = res('b'); ends.length + r1.n")).toBe(
      "'0a'"
    );
    expect(await value("ends.join()")).toBe("'b,a'");
    expect(
      await value(
        "function f() { using inner = res('c'); return ends.length } [f(), ends.join()].join()"
      )
    ).toBe("'2,b,a,c'");
    expect(await error("using r3 = res('d'); throw new Error('x')")).toBe("Error: x");
    expect(await value("ends.join()")).toBe("'b,a,c,d'");
    await value(
      "const ares = (n: string) => ({async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() { await 0; ends.push(n) }})"
    );
    await value("await using r4 = ares('e'); await 1");
    expect(await value("ends.at(-1)")).toBe("'e'");
  });

  test("exports and declarations of types alone are tolerated", async () => {
    expect(
      await value(
        "export const ex = 5; export function exf() { return ex } export default exf() + 1"
      )
    ).toBe("6");
    expect(
      await value(
        "declare global { interface Window { x: 1 } } declare const zz: number; interface I { a: 1 } type T = I; export {ex}; ex"
      )
    ).toBe("5");
    expect(
      await value("export class Ex {} export {Ex as Y}; export type {T}; new Ex() instanceof Ex")
    ).toBe("true");
    expect(
      await value(
        "function f4094() { return class { private x = 1; read() { return this.x } } } new (f4094())().read()"
      )
    ).toBe("1");
  });

  test("names that the compiler could mistake for its own", async () => {
    expect(
      await value(
        "let ɵ = 1, ɵ0 = 2, $ = 3, v = 4, i = 5; function babelHelpers() { return ɵ + ɵ0 + $ + v + i } babelHelpers()"
      )
    ).toBe("15");
    expect(await value("let performance = 1; performance")).toBe("1");
  });

  test("a cell of a string, of nothing, of a comment, of an object", async () => {
    expect(await value('"use strict"')).toBe("'use strict'");
    expect(await value("")).toBeUndefined();
    expect(await value("// nothing")).toBeUndefined();
    expect(await value("({a: 1}).a;;\n// end")).toBe("1");
  });
});
