import type {CellDiagnostic} from "../checker.ts";

/** What the protocol asks of every error. */
export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

const red = (text: string) => `\x1b[31m${text}\x1b[39m`;
const dim = (text: string) => `\x1b[2m${text}\x1b[22m`;
const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;

/** Lines of the cell that are shown before and after the one at fault. */
const around = 1;

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
  const title = `${bold(place)} - ${red(`${category} TS${number}`)}: ${message}`;
  return [...title.split("\n"), ...codeFrame(code, {line, column, length})];
}

/** The lines of code around a place, numbered, with the place underlined. */
function codeFrame(
  code: string,
  {line, column, length}: {line: number; column: number; length: number}
): string[] {
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  const from = Math.max(1, line - around);
  const to = Math.min(lines.length, line + around);
  const width = String(to).length;
  const frame: string[] = [];
  for (let number = from; number <= to; ++number) {
    const text = lines[number - 1] ?? "";
    const mark = number === line ? red(">") : " ";
    frame.push(`${mark} ${dim(`${String(number).padStart(width)} |`)} ${text}`.trimEnd());
    if (number !== line) continue;
    // A tab stays one, so that the mark stands below what it marks.
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
    const marks = "~".repeat(Math.max(1, Math.min(length, text.length - column + 1)));
    frame.push(`  ${" ".repeat(width)} ${dim("|")} ${indent}${red(marks)}`);
  }
  return frame;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
