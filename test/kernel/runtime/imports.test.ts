import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {Notebook, plain} from "./notebook.ts";

let notebook: Notebook;
const value = (code: string): Promise<string | undefined> => notebook.value(code);

/** Writes a package that the notebook's folder has. */
function install(name: string, manifest: object, files: Record<string, string>): void {
  const folder = join(notebook.folder, "node_modules", name);
  mkdirSync(folder, {recursive: true});
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({name, version: "1.0.0", ...manifest})
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

beforeAll(() => {
  notebook = new Notebook();
  install(
    "plain",
    {main: "main.js"},
    {"main.js": "exports.one = 1; exports.grow = () => ++exports.one;"}
  );
  install(
    "interop",
    {},
    {
      "index.js":
        "Object.defineProperty(exports, '__esModule', {value: true}); exports.default = 'def'; exports.named = 'n';"
    }
  );
  install("fn", {}, {"index.js": "module.exports = (x) => x * 2; module.exports.extra = 3;"});
  install(
    "esm",
    {type: "module", exports: "./index.js"},
    {
      "index.js":
        "export default 'd'; export let n = 1; export const up = () => ++n; export const at = import.meta.url;"
    }
  );
  install(
    "waits",
    {type: "module", exports: "./index.js"},
    {"index.js": "export const late = await new Promise((r) => setTimeout(() => r(5), 1));"}
  );
  install(
    "dual",
    {exports: {import: "./index.mjs", require: "./index.cjs"}},
    {"index.mjs": "export const kind = 'import'", "index.cjs": "exports.kind = 'require'"}
  );
  install("broken", {}, {"index.js": "require('not-there-at-all')"});
  install(
    "tslab-types-only",
    {exports: {".": {types: "./index.d.ts", default: "./index.js"}}},
    {"index.js": "exports.ok = true", "index.d.ts": "export const ok: boolean;"}
  );
});
afterAll(() => notebook.close());

describe("packages", () => {
  test("CommonJS: named, default, namespace, side effects, live names", async () => {
    await value(
      'import {one, grow as more} from "plain"; import all from "plain"; import * as ns from "plain"; import "plain"'
    );
    expect(
      await value("[one, all.one, ns.one, more(), one, ns.one, ns.default === all].join()")
    ).toBe("'1,1,1,2,2,2,true'");
  });

  test("CommonJS of an ES module keeps its default export", async () => {
    expect(
      await value(
        'import def, {named} from "interop"; import * as whole from "interop"; [def, named, whole.default].join()'
      )
    ).toBe("'def,n,def'");
  });

  test("CommonJS that exports a function", async () => {
    expect(await value('import twice, {extra} from "fn"; [twice(4), extra].join()')).toBe("'8,3'");
  });

  test("the first import of an ES module puts no warning of Node's into the cell", async () => {
    const {outcome, ...run} = await notebook.run(
      'import {n as first} from "esm"; await new Promise((r) => setImmediate(() => setImmediate(r))); first'
    );
    expect(outcome.status).toBe("ok");
    const all = [...run.messages, ...notebook.stray];
    expect(all.filter(({type}) => type === "stream")).toEqual([]);
  });

  test("ES modules: default, live names, import.meta, top-level await", async () => {
    expect(
      await value(
        'import d, {n, up} from "esm"; import * as m from "esm"; [d, n, up(), n, m.n].join()'
      )
    ).toBe("'d,1,2,2,2'");
    expect(await value("m.at.startsWith('file:')")).toBe("true");
    expect(await value('import {late} from "waits"; late')).toBe("5");
    expect(await value('(await import("waits")).late')).toBe("5");
  });

  test("a package with both is the one for import; require gets the other", async () => {
    expect(
      await value(
        'import {kind} from "dual"; [kind, require("dual").kind, (await import("dual")).kind].join()'
      )
    ).toBe("'import,require,import'");
  });

  test("a package whose types are under exports only", async () => {
    expect(await value('import {ok} from "tslab-types-only"; ok')).toBe("true");
  });

  test("imports of types alone, and of names unused yet", async () => {
    expect(
      await value(
        'import type {PathLike} from "fs"; import {type Stats, readFileSync as rf} from "node:fs"; import {Dirent, statSync} from "fs"; 1'
      )
    ).toBe("1");
    expect(await value("typeof rf + typeof statSync")).toBe("'functionfunction'");
  });

  test("the library of convnotes is found from any folder", async () => {
    expect(await value('import * as cnn from "@convnotes/cnn"; typeof cnn.ndarray')).toBe(
      "'function'"
    );
    expect(
      await value('import * as tf from "@tensorflow/tfjs"; tf.tensor1d([1, 2]).shape[0]')
    ).toBe("2");
    expect(await value('require("@tensorflow/tfjs").tensor === tf.tensor')).toBe("true");
  });

  test("a missing package, and one that misses another, are named", async () => {
    expect(await notebook.error('import x from "no-such-package"')).toContain("no-such-package");
    expect(await notebook.error('await import("no-such-package")')).toContain("no-such-package");
    expect(await notebook.error('import "broken"')).toContain("not-there-at-all");
  });
});

describe("files beside the notebook", () => {
  test("TypeScript, with every way to spell it and what it exports", async () => {
    notebook.write(
      "lib.ts",
      'import {sep} from "node:path"; export enum E { A = 4 } export const a: number = 1; export let n = 0; export function up(): number { return ++n } export default class K { sep = sep } export type T = string; export {a as "odd name"}; export * as again from "./other.ts"; export * from "./other.ts"; export {b as c} from "./other.ts";'
    );
    notebook.write("other.ts", "export const b = 2; export default 3;");
    expect(
      await value(
        'import K, {a, n, up, E, b, c, again, type T, "odd name" as odd} from "./lib.ts"; [a, E.A, up(), n, b, c, again.default, odd, new K().sep].join()'
      )
    ).toBe("'1,4,1,1,2,2,3,1,/'");
    expect(
      await value(
        'import * as l1 from "./lib"; import * as l2 from "./lib.js"; const l3 = await import("./lib.ts"); [l1 === l2, l2 === l3, "default" in l1, Object.keys(l1).length].join()'
      )
    ).toBe("'true,true,true,9'");
  });

  test("they are read anew when they, or what they import, change", async () => {
    notebook.write("deep.ts", "export const depth = 1;");
    notebook.write("top.ts", 'export * from "./deep"; export const id = {};');
    expect(await value('import {depth, id} from "./top.ts"; const first = id; depth')).toBe("1");
    expect(await value('import {id as same} from "./top.ts"; same === first')).toBe("true");
    notebook.write("deep.ts", "export const depth = 22;");
    expect(await value('import {depth} from "./top.ts"; depth')).toBe("22");
  });

  test("circles of imports, await in a module, import.meta of a module", async () => {
    notebook.write(
      "odd.ts",
      'import {isEven} from "./even.ts"; export function isOdd(n: number): boolean { return n === 0 ? false : isEven(n - 1) }'
    );
    notebook.write(
      "even.ts",
      'import {isOdd} from "./odd.ts"; export function isEven(n: number): boolean { return n === 0 ? true : isOdd(n - 1) }'
    );
    expect(await value('import {isOdd} from "./odd.ts"; isOdd(7)')).toBe("true");
    notebook.write(
      "meta.ts",
      "export const x = await Promise.resolve(1); export const {url, filename, dirname} = import.meta;"
    );
    expect(
      await value(
        'import {x, url, filename, dirname} from "./meta.ts"; [x, url.endsWith("/meta.ts"), filename.endsWith("/meta.ts"), filename.startsWith(dirname)].join()'
      )
    ).toBe("'1,true,true,true'");
  });

  test("JSON, JavaScript of both kinds, folders", async () => {
    notebook.write("data.json", '{"rows": [1, 2]}');
    notebook.write("old.cjs", "exports.v = 1");
    notebook.write("new.mjs", "export const v = 2");
    notebook.write("plain.js", "export const v = 3");
    mkdirSync(join(notebook.folder, "folder"));
    notebook.write("folder/index.ts", "export const v = 4");
    expect(
      await value(
        'import data, {rows} from "./data.json"; import typed from "./data.json" with {type: "json"}; [data.rows.length, rows[1], typed.rows[0]].join()'
      )
    ).toBe("'2,2,1'");
    expect(
      await value(
        'import {v as v1} from "./old.cjs"; import {v as v2} from "./new.mjs"; import {v as v3} from "./plain.js"; import {v as v4} from "./folder"; [v1, v2, v3, v4].join()'
      )
    ).toBe("'1,2,3,4'");
    notebook.write("data.json", '{"rows": [1, 2, 3]}');
    notebook.write("old.cjs", "exports.v = 'new'");
    expect(
      await value(
        'import {rows as again} from "./data.json"; import {v as v5} from "./old.cjs"; [again.length, v5].join()'
      )
    ).toBe("'3,new'");
  });

  test("a module that does not parse, or throws, is named with its line", async () => {
    notebook.write("wrong.ts", "const fine = 1;\nconst a = ;\n");
    expect(await notebook.traceback('import "./wrong.ts"')).toMatch(
      /SyntaxError[\s\S]*wrong\.ts:2:11[\s\S]*> 2 \| const a = ;/
    );
    notebook.write(
      "throws.ts",
      "type A = {\n  a: 1\n};\nexport function f(): never { throw new RangeError('far') }\n"
    );
    expect(await notebook.traceback('import {f} from "./throws.ts"; f()')).toMatch(
      /RangeError: far\n\s+at f \(.*throws\.ts:4:36\)\n.*\n\s+> 4 \|/
    );
    expect(await notebook.error('import "./absent.ts"')).toContain("./absent.ts");
  });
});

describe("import.meta, require and globals of a cell", () => {
  test("import.meta speaks of the notebook's folder", async () => {
    notebook.write("here.txt", "here");
    expect(
      await value(
        'import {readFileSync} from "fs"; readFileSync(new URL("./here.txt", import.meta.url), "utf8")'
      )
    ).toBe("'here'");
    expect(
      await value(
        'import.meta.dirname === process.cwd() && import.meta.filename.startsWith(process.cwd()) && import.meta.resolve("./here.txt").startsWith("file:")'
      )
    ).toBe("true");
    expect(
      await value(
        'import.meta.resolve("plain").endsWith("/plain/main.js") + import.meta.resolve("fs")'
      )
    ).toBe("'truenode:fs'");
  });

  test("require and process are those of a script", async () => {
    expect(await value('require("plain").one > 0 && require("node:fs") === require("fs")')).toBe(
      "true"
    );
    expect(await value("process.argv.length + process.execArgv.length")).toBe("2");
  });
});

describe("module cells, as tslab has them", () => {
  test("a cell is a module for the others, and may be defined again", async () => {
    expect(
      (
        await notebook.run(
          "/** @module mymod */\nexport const v: number = 1; export default 'def';"
        )
      ).result
    ).toBeUndefined();
    expect(await value('import def, {v} from "./mymod"; [def, v].join()')).toBe("'def,1'");
    await notebook.run(
      '/** @module mymod */\nimport {sep} from "node:path"; export const v = sep;'
    );
    expect(await value('import {v} from "./mymod"; v')).toBe("'/'");
    await notebook.run('/**\n * About it.\n * @module second\n */\nexport * from "./mymod";');
    expect(await value('import {v as w} from "./second"; w')).toBe("'/'");
  });

  test("JSX calls React.createElement", async () => {
    await notebook.run(
      "/** @module view @jsx */\nconst React = {createElement: (...all: any[]) => all}; export const el = <b title='t'>hi {1 + 1}</b>;"
    );
    expect(await value('import {el} from "./view"; JSON.stringify(el)')).toBe(
      `'["b",{"title":"t"},"hi ",2]'`
    );
  });

  test("a module cell that does not parse says so itself", async () => {
    const {outcome} = await notebook.run("/** @module bad */\nlet x = ;");
    expect(outcome.status === "error" && plain(outcome.traceback.join("\n"))).toContain("2:9");
  });
});
