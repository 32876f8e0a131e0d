import type {CellDiagnostic} from "../checker.ts";
import {codeFrame} from "../runtime/errors/codeFrame.ts";
import {styleText} from "../runtime/errors/style.ts";

/** What the protocol asks of every error. */
export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** The compiler's complaints about a cell as one error: each with its place and the code there. */
export function typeErrors(
  {name, code}: {name: string; code: string},
  diagnostics: readonly CellDiagnostic[]
): ErrorContent {
  const [first, ...others] = diagnostics;
  if (!first) throw new RangeError("typeErrors: expected a diagnostic, but there is none");
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return {
    ename: "TypeScriptError",
    evalue: `TS${first.code}: ${firstLine(first.message)}${more}`,
    traceback: diagnostics.flatMap((diagnostic, index) => [
      ...(index > 0 ? [""] : []),
      ...describeDiagnostic({name, code}, diagnostic)
    ])
  };
}

function describeDiagnostic(
  {name, code}: {name: string; code: string},
  {category, code: number, message, line, column, length}: CellDiagnostic
): string[] {
  const place = `${name}:${line}:${column}`;
  const title = `${styleText("bold", place)} - ${styleText("red", `${category} TS${number}`)}: ${message}`;
  return [...title.split("\n"), ...codeFrame(code, {line, column, length})];
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
