import {createRequire} from "node:module";
import {parseSync} from "oxc-parser";
import {
  type OxcError,
  type SourceMap as OxcMap,
  transformSync,
  type TransformOptions
} from "oxc-transform";
import {SourceError} from "./sourceError.ts";

export interface JavaScript {
  code: string;
  /** Source map back to the TypeScript. */
  map: OxcMap | undefined;
}

const options: TransformOptions = {
  sourceType: "module",
  target: "esnext",
  sourcemap: true,
  // An import may be used by the next cell only.
  typescript: {onlyRemoveTypeImports: true},
  // As tslab: what TypeScript calls experimental decorators.
  decorator: {legacy: true},
  helpers: {mode: "External" as never},
  jsx: {runtime: "classic"}
};

/**
 * Removes the types.
 *
 * @param lang - of the source: `ts`, `tsx`, `js`, `jsx`
 * @throws SourceError if the source does not parse
 */
export function toJavaScript(code: string, lang: "ts" | "tsx" | "js" | "jsx"): JavaScript {
  const result = transformSync(`source.${lang}`, code, {...options, lang});
  if (result.errors.some(({message}) => message.includes("exporting non-const"))) {
    return withCompiler(code, lang);
  }
  const failed = result.errors.filter(({severity}) => (severity as string) === "Error");
  if (failed.length > 0) throw sourceError(code, lang, failed[0]!);
  return {code: result.code, map: result.map};
}

/** Lowers what this version of Node does not know yet: `using`. */
export function toOldJavaScript(code: string): JavaScript {
  const result = transformSync("source.js", code, {
    lang: "js",
    sourceType: "script",
    target: "es2022",
    sourcemap: true,
    helpers: {mode: "External" as never}
  });
  return {code: result.code, map: result.map};
}

/** A namespace that exports a variable is beyond oxc: the variable must be the export itself. */
function withCompiler(code: string, lang: string): JavaScript {
  const require = createRequire(import.meta.url);
  const ts = require("@tslab/typescript-for-tslab") as {
    transpileModule(code: string, options: object): {outputText: string; sourceMapText?: string};
  };
  const {outputText, sourceMapText} = ts.transpileModule(code, {
    fileName: `source.${lang}`,
    compilerOptions: {
      target: 99,
      module: 99,
      jsx: 2,
      sourceMap: true,
      experimentalDecorators: true,
      verbatimModuleSyntax: true,
      noEmitHelpers: true
    }
  });
  return {
    code: outputText.replace(/^\/\/# sourceMappingURL=.*$/m, ""),
    map: sourceMapText === undefined ? undefined : (JSON.parse(sourceMapText) as OxcMap)
  };
}

/** The parser's own error, where it has one: its offsets count UTF-16 units. */
function sourceError(
  code: string,
  lang: "ts" | "tsx" | "js" | "jsx",
  first: OxcError
): SourceError {
  const [parsed] = parseSync(`source.${lang}`, code, {
    lang,
    sourceType: "module",
    showSemanticErrors: true
  }).errors;
  const {message, labels} = parsed ?? first;
  const label = labels.at(-1);
  const start = label?.start ?? 0;
  return new SourceError(message, start, Math.max(1, (label?.end ?? start + 1) - start));
}
