import {parseSync} from "oxc-parser";

export interface Completeness {
  status: "complete" | "incomplete" | "invalid";
  /** White space that the next line starts with, where the code is incomplete. */
  indent?: string;
}

/**
 * Tells whether code typed at a prompt can run, goes on, or will never be right.
 *
 * As in tslab, code that ends in two blank lines is taken as complete, so that a reader can always
 * send it. A template or comment that is still open goes on; a string on its own line cannot.
 */
export function completeness(code: string): Completeness {
  if (/(^|\n)[^\S\n]*\n[^\S\n]*$/.test(code)) return {status: "complete"};
  const {errors} = parseSync("cell.tsx", code, {sourceType: "module"});
  if (errors.length === 0) return {status: "complete"};
  const end = code.trimEnd().length;
  const goesOn = errors.some(({message, labels}) => {
    const start = Math.min(...labels.map((label) => label.start));
    if (message === "Unterminated multiline comment") return true;
    if (message === "Unterminated string") return code[start] === "`";
    return labels.some((label) => label.start >= end);
  });
  return goesOn ? {status: "incomplete", indent: nextIndent(code)} : {status: "invalid"};
}

function nextIndent(code: string): string {
  const text = code.trimEnd();
  const last = text.slice(text.lastIndexOf("\n") + 1);
  const indent = indentOf(/^\s*[})\]]/.test(last) ? openingLine(text, last) : last);
  return /[{[(]$/.test(last) ? `${indent}  ` : indent;
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? "";
}

/** The line where that bracket opens which closes at the start of the last line. */
function openingLine(text: string, last: string): string {
  let depth = 0;
  for (let i = text.length - last.trimStart().length; i >= 0; --i) {
    if (/[})\]]/.test(text[i] ?? "")) ++depth;
    if (/[{([]/.test(text[i] ?? "") && --depth === 0)
      return text.slice(text.lastIndexOf("\n", i) + 1);
  }
  return last;
}
