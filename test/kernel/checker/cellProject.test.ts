import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {afterAll, afterEach, beforeAll, describe, expect, test} from "vitest";
import {CellProject} from "../../../kernel/checker/cellProject.ts";
import type {CheckOptions} from "../../../kernel/checker/compilerOptions.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
let cwd: string;
const open: CellProject[] = [];

beforeAll(() => {
  cwd = fs.mkdtempSync(path.join(os.tmpdir(), "convnotes-checker-test-"));
});
afterEach(() => {
  for (const project of open.splice(0)) project.close();
});
afterAll(() => fs.rmSync(cwd, {recursive: true}));

function cells(options: Partial<CheckOptions> = {}): CellProject {
  const project = new CellProject({cwd, packagesFrom: [repository], strict: true, ...options});
  open.push(project);
  return project;
}

/** The numbers of the errors of each cell in turn. */
function errors(...codes: string[]): number[][] {
  const project = cells();
  return codes.map((code) => project.check(code).map((each) => each.code));
}

describe("types across cells", () => {
  test("a parameter may have any value that its annotation allows", () => {
    const parameters = [
      'const kind = "max"; // @param ["max", "average"] the kind of pooling',
      'const epochs = 3; // @param {type:"integer", min:1}',
      "const isQuick = false; // @param {default:false}",
      'const note: string = "a"; // @param',
      "const wrong: number = 'x'; // stays an error, where it is"
    ].join("\n");
    const project = cells();
    expect(project.check(parameters)).toMatchObject([{code: 2322, line: 5, column: 7}]);
    const uses =
      'if (kind === "average" || epochs === 5 || isQuick === true || note === "b") kind.length;';
    expect(project.check(uses)).toEqual([]);
    expect(project.check('kind === "min"')).toMatchObject([{code: 2367}]);
  });

  test("a later cell can use what an earlier one imported as a type", () => {
    const imports = [
      'import type {Dirent} from "node:fs"; import {type Stats, statSync} from "node:fs"',
      'import {ndarray, type NDArray as Values} from "@convnotes/cnn"; import type * as os from "node:os"'
    ];
    const uses = [
      "const s: Stats = statSync('.'); let d: Dirent | undefined; let o: os.CpuInfo | undefined",
      "const x: Values = ndarray([1], [2]); x.shape.length",
      "const wrong: Values = 1; const n: Stats = 2"
    ];
    expect(errors(...imports, ...uses)).toEqual([[], [], [], [], [2322, 2322]]);
  });

  test("a cell sees the types of what earlier cells declared", () => {
    expect(
      errors(
        "let n = 1; const s = 'a'; function f(x: number) { return x }\nclass K { a = 1 }\ninterface I { q: string }\nenum E { A }\ntype T = I | K; namespace N { export const v = 1 }",
        "const i: I = {q: s}; const k: K = new K(); const t: T = i; f(n + k.a + E.A + N.v); n = 2",
        "f(s); n = 'x'; const i2: I = {q: 1}"
      )
    ).toEqual([[], [], [2345, 2322, 2322]]);
  });

  test.each([
    ["a constant", "const n0 = 1", 2588],
    ["a function", "function n0() {}", 2630],
    ["a class", "class n0 {}", 2629],
    ["an enum", "enum n0 { A }", 2628],
    ["a namespace", "namespace n0 { export const a = 1 }", 2631],
    ["an import", 'import {join as n0} from "node:path"', 2632]
  ])("%s cannot be assigned from another cell, which says why", (what, declaration, code) => {
    const project = cells();
    expect(project.check(declaration)).toEqual([]);
    expect(project.check("n0 = 2 as any")).toMatchObject([
      {code, message: `Cannot assign to 'n0' because it is ${what}.`}
    ]);
  });

  test("a name can be declared again with another type, and older cells keep what they meant", () => {
    const project = cells();
    project.check("let n = 1; class K { a = 1 }");
    project.check("const m = n + 1; const k = new K()");
    expect(project.check("let n = 'text'; class K { b = 2 }")).toEqual([]);
    expect(project.check("m.toFixed(1); k.a; n.toUpperCase(); new K().b")).toEqual([]);
  });

  test("running one cell many times does not use up the slots", () => {
    const project = cells();
    for (let i = 0; i < 450; ++i) expect(project.check("let n = 1; n")).toEqual([]);
    expect(project.check("n.toFixed()")).toEqual([]);
  });

  test("more cells than slots at first are all remembered", () => {
    const project = cells();
    for (let i = 0; i < 210; ++i) project.check(`const v${i} = ${i}`);
    expect(project.check("v0.toFixed(); v209.toFixed(); v1.nope").map(({code}) => code)).toEqual([
      2339
    ]);
  });

  test("what a cell declared is taken back when its errors kept it from running", () => {
    const project = cells();
    project.check("let x = 1");
    expect(project.check("let x: string = 5; let y = 1").map(({code}) => code)).toEqual([2322]);
    project.retract();
    expect(project.check("x.toFixed()")).toEqual([]);
    expect(project.check("y").map(({code}) => code)).toEqual([2304]);
  });

  test("a var inside a block belongs to the cell, and its destructured names too", () => {
    expect(
      errors("for (var i = 0; i < 3; ++i) { var {a, b: [c]} = {a: 1, b: ['x']} }", "i + a; c.at(0)")
    ).toEqual([[], []]);
  });
});

describe("modern syntax", () => {
  test.each([
    ["top-level await", "const v = await Promise.resolve(3); v.toFixed()"],
    ["for await", "for await (const x of [1, 2]) x.toFixed()"],
    ["using", "using r = {[Symbol.dispose]() {}}"],
    ["import.meta", "import.meta.url.length"],
    ["decorators", "function d(t: object, k: string) {}\nclass C { @d m() { return 1 } }"],
    ["exports", "export const e = 1; export function g() { return e }"],
    ["a private member of a returned class", "function f() { return class { private x = 1 } }"],
    [
      "prompt",
      "const line: string = prompt('name?'); prompt('word?', {password: true}); const ok: boolean = confirm()"
    ],
    [
      "what Node has of the web",
      "const r = await fetch('http://localhost'); new URL('a:b'); structuredClone([r.status])"
    ]
  ])("%s is checked without complaint", (_, code) => {
    expect(errors(code)).toEqual([[]]);
  });
});

describe("packages and files", () => {
  test("a package is found from convnotes when the notebook's folder has none", () => {
    expect(
      errors(
        'import * as tf from "@tensorflow/tfjs"; import {scratch} from "@convnotes/cnn"',
        "const t = tf.tensor([1]); t.shape.length; scratch.conv2d",
        "t.nope"
      )
    ).toEqual([[], [], [2339]]);
  });

  test("a package with types under exports only resolves", () => {
    const folder = path.join(cwd, "node_modules/only-exports");
    fs.mkdirSync(folder, {recursive: true});
    fs.writeFileSync(
      path.join(folder, "package.json"),
      '{"name": "only-exports", "exports": {".": {"types": "./i.d.ts", "default": "./i.js"}}}'
    );
    fs.writeFileSync(path.join(folder, "i.d.ts"), "export const v: number;");
    expect(errors('import {v} from "only-exports"; v.toFixed()', "v.nope")).toEqual([[], [2339]]);
  });

  test("a package that is installed after its import failed is found when the cell runs again", () => {
    const project = cells();
    const cell = 'import {late} from "late-package"; late.toFixed()';
    expect(project.check(cell).map(({code}) => code)).toEqual([2307]);
    const folder = path.join(cwd, "node_modules/late-package");
    fs.mkdirSync(folder, {recursive: true});
    fs.writeFileSync(
      path.join(folder, "package.json"),
      '{"name": "late-package", "types": "i.d.ts"}'
    );
    fs.writeFileSync(path.join(folder, "i.d.ts"), "export const late: number;");
    expect(project.check(cell)).toEqual([]);
  });

  test("a file beside the notebook is read again when it has changed", () => {
    const file = path.join(cwd, "beside.ts");
    fs.writeFileSync(file, "export const v = 1;");
    const project = cells();
    expect(project.check('import {v} from "./beside.ts"; v.toFixed()')).toEqual([]);
    fs.writeFileSync(file, "export const v = 'text';");
    fs.utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect(project.check('import {v} from "./beside"; v.toUpperCase()')).toEqual([]);
  });

  test("a module cell can be imported, and changed", () => {
    const project = cells();
    expect(project.check("/** @module mine */\nexport const v = 1")).toEqual([]);
    expect(project.check('import {v} from "./mine"; v.toFixed()')).toEqual([]);
    expect(project.check("/** @module mine */\nexport const v = 'text'")).toEqual([]);
    expect(project.check('import {v} from "./mine"; v.toUpperCase()')).toEqual([]);
  });
});

describe("options", () => {
  test("strict is on, except for implicit any", () => {
    expect(errors("let s: string = null", "function f(x) { return x }")).toEqual([[2322], []]);
    const loose = cells({strict: false});
    expect(loose.check("let s: string = null")).toEqual([]);
  });

  test("the nearest tsconfig.json counts", () => {
    const folder = path.join(cwd, "own/notebooks");
    fs.mkdirSync(folder, {recursive: true});
    fs.writeFileSync(
      path.join(cwd, "own/tsconfig.json"),
      '{"compilerOptions": {"strict": false, "noImplicitAny": true, "noUnusedLocals": true, "types": []}}'
    );
    const project = cells({cwd: folder});
    expect(project.check("let s: string = null").map(({code}) => code)).toEqual([]);
    expect(project.check("function f(x) { return x }").map(({code}) => code)).toEqual([7006]);
  });

  test("//@ts-nocheck lets a cell through", () => {
    expect(errors("// @ts-nocheck\nlet n: number = 'x'", "//@ts-nocheck\nundeclared()")).toEqual([
      [],
      []
    ]);
  });
});

describe("positions", () => {
  test("are in the cell's own text, in UTF-16 units, whatever stands before", () => {
    const project = cells();
    project.check("const before = 1");
    const code = "/* é𝒳é */ before;\nconst s: string = before";
    expect(project.check(code)).toEqual([
      {
        category: "error",
        code: 2322,
        message: "Type 'number' is not assignable to type 'string'.",
        start: code.indexOf("s: string"),
        length: 1,
        line: 2,
        column: 7
      }
    ]);
  });

  test("of a text that does not parse come with the syntax error alone", () => {
    const [found] = cells().check("const a = ;\nundeclared()");
    expect(found).toMatchObject({code: 1109, line: 1, column: 11, message: "Expression expected."});
  });
});

describe("completion", () => {
  test("gives members, best first, with the span they replace", () => {
    const project = cells();
    project.check('import * as tf from "@tensorflow/tfjs"');
    const code = "const é = '𝒳'; tf.layers.conv2 + 1";
    const offset = code.indexOf("conv2") + 5;
    const {matches, start, end} = project.complete(code, offset);
    expect([start, end]).toEqual([offset - 5, offset]);
    expect(matches.map(({text}) => text)).toEqual(["conv2d", "conv2dTranspose"]);
    expect(matches[0]?.type).toBe("function");
  });

  test("knows the names of earlier cells, keywords and the cell's own", () => {
    const project = cells();
    project.check("const modelOne = 1; class ModelTwo {}");
    const texts = (code: string): string[] =>
      project.complete(code, code.length).matches.map(({text}) => text);
    expect(texts("mode")).toEqual(["modelOne", "ModelTwo"]);
    expect(texts("const inner = 1; inn")).toContain("inner");
    expect(texts("awai")).toContain("await");
    expect(texts("S")).not.toContain("S");
  });

  test("of a half-written cell leaves the notebook as it was", () => {
    const project = cells();
    project.check("const a = 1");
    project.complete("const a = 'x'; a.", 17);
    expect(project.check("a.toFixed()")).toEqual([]);
  });
});

describe("inspection", () => {
  test("gives the declaration and its documentation", () => {
    const project = cells();
    project.check(
      "/**\n * Adds one.\n * @param x - a number\n */\nfunction inc(x: number): number { return x + 1 }"
    );
    const found = project.inspect("inc(3)", 1);
    expect(found?.text).toContain("function inc(x: number): number");
    expect(found?.text).toContain("Adds one.");
    expect(found?.text).toContain("@param x - a number");
    expect(found?.markdown).toContain("```typescript\nfunction inc(x: number): number\n```");
    expect(project.inspect("inc(3, ", 7)?.text).toBe(found?.text);
  });

  test("tells variables, properties, classes and namespaces apart", () => {
    const project = cells();
    project.check("let n = 1; class K { a = 'x' }; import * as path from 'node:path'");
    expect(project.inspect("n", 0)?.text).toBe("n: number");
    expect(project.inspect("new K().a", 9)?.text).toBe("(property) a: string");
    expect(project.inspect("K", 1)?.text).toBe("class K");
    expect(project.inspect("path.join", 2)?.text).toBe("namespace path");
  });

  test("finds nothing where nothing is known", () => {
    const project = cells();
    expect(project.inspect("nobody", 2)).toBeUndefined();
    expect(project.inspect("  + ", 1)).toBeUndefined();
  });
});
