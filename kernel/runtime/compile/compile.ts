import {parseSync} from "oxc-parser";
import {analyse} from "./analyse.ts";
import type {Analysis} from "./analysis.ts";
import {rewriteCell} from "./cell.ts";
import type {ImportRequest} from "./importRequest.ts";
import type {KnownNames} from "./loans.ts";
import {ModuleRewriter, type ModuleRequest} from "./module.ts";
import {mapOf, Positions} from "./positions.ts";
import {prefixFor, type Rewriter} from "./rewriter.ts";
import {toJavaScript, toOldJavaScript} from "./typescript.ts";

export type Language = "ts" | "tsx" | "js" | "jsx";

export interface CompiledCell {
  code: string;
  positions: Positions;
  boxes: string[];
  imports: ImportRequest[];
  isGenerator: boolean;
  analysis: Analysis;
}

export interface CompiledModule {
  code: string;
  positions: Positions;
  requests: ModuleRequest[];
  isAsync: boolean;
}

/** Since this version V8 knows `using` itself. */
const knowsUsing = Number(process.versions.node.split(".")[0]) >= 24;

/**
 * Compiles a cell to a function of the unit's own object, the means to stop, and a box for each
 * name of the notebook that it uses.
 *
 * @throws SourceError if the cell does not parse
 */
export function compileCell(code: string, lang: Language, known: KnownNames): CompiledCell {
  const {javascript, program, prefix} = parse(code, lang);
  const analysis = analyse(program);
  const cell = rewriteCell(javascript.code, program, analysis, prefix, known);
  return {...cell, ...finish(cell, javascript), analysis};
}

/**
 * Compiles an ES module to a function of the unit's own object, the means to stop, and the
 * namespaces of what it imports.
 *
 * @throws SourceError if the module does not parse
 */
export function compileModule(code: string, lang: Language): CompiledModule {
  const {javascript, program, prefix} = parse(code, lang);
  const module = new ModuleRewriter(javascript.code, analyse(program), prefix).run(program);
  return {...module, ...finish(module, javascript)};
}

function parse(code: string, lang: Language) {
  const javascript = toJavaScript(code, lang);
  const {program} = parseSync("source.js", javascript.code, {
    lang: "js",
    sourceType: "module",
    preserveParens: false
  });
  return {
    javascript,
    program: program,
    prefix: prefixFor(javascript.code)
  };
}

function finish(
  {code, text}: {code: string; text: Rewriter["text"]},
  javascript: {code: string; map: ReturnType<typeof toJavaScript>["map"]}
): {code: string; positions: Positions} {
  const maps = [mapOf(text), ...(javascript.map ? [javascript.map] : [])];
  if (knowsUsing || !/\busing\b/.test(code)) return {code, positions: new Positions(maps)};
  const old = toOldJavaScript(code);
  return {code: old.code, positions: new Positions([...(old.map ? [old.map] : []), ...maps])};
}
