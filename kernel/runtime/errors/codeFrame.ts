import {styleText} from "./style.ts";

/** Lines shown before and after the one that is meant. */
const context = 1;

export interface CodePlace {
  /** Both from 1. */
  line: number;
  column: number;
  /** How many characters are underlined. */
  length?: number;
}

/** The lines of source around a place, with a mark below it. */
export function codeFrame(source: string, {line, column, length = 1}: CodePlace): string[] {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; ++number) {
    const text = lines[number - 1] ?? "";
    const isMeant = number === line;
    const gutter = `${isMeant ? ">" : " "} ${String(number).padStart(width)} | `;
    frame.push(isMeant ? styleText("bold", gutter) + text : styleText("dim", gutter + text));
    if (!isMeant) continue;
    // Tabs stay tabs, so that the mark stands where the character does.
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
    const mark = "^".repeat(Math.max(1, Math.min(length, text.length - column + 1)));
    frame.push(styleText("dim", `  ${" ".repeat(width)} | `) + indent + styleText("red", mark));
  }
  return frame;
}
