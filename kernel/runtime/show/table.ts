import type {MimeBundle} from "../../mimeBundle.ts";
import {escapeHtml} from "./html.ts";

type Row = Record<string, unknown>;

const maximumRows = 100;
const maximumColumns = 20;

/**
 * A list of plain objects as a table, if they have the same few keys and simple values.
 *
 * @param text - how the list is written as text
 */
export function tableBundle(
  values: readonly unknown[],
  text: (value: unknown) => string
): MimeBundle | undefined {
  if (values.length < 2 || !values.every(isPlainObject)) return undefined;
  const columns = [...new Set(values.slice(0, maximumRows).flatMap((row) => Object.keys(row)))];
  const fits = columns.length > 0 && columns.length <= maximumColumns;
  const shown = values.slice(0, maximumRows);
  if (!fits || !shown.every((row) => Object.values(row).every(isSimple))) return undefined;
  return {"text/html": html(shown, columns, values.length), "text/plain": text(values)};
}

function html(rows: readonly Row[], columns: readonly string[], total: number): string {
  const head = columns.map((column) => `<th>${escapeHtml(column)}</th>`).join("");
  const body = rows
    .map(
      (row, index) => `<tr><th>${index}</th>${columns.map((name) => cell(row[name])).join("")}</tr>`
    )
    .join("\n");
  const note = total > rows.length ? `\n<p>${rows.length} of ${total} rows</p>` : "";
  return `<table>\n<thead><tr><th></th>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${note}`;
}

function cell(value: unknown): string {
  if (value === undefined) return "<td></td>";
  if (typeof value === "number") return `<td${right}>${rounded(value)}</td>`;
  const text = value instanceof Date ? value.toISOString() : `${value as string}`;
  return `<td>${escapeHtml(text)}</td>`;
}

const right = ' style="text-align: right"';

/** A number as one reads it: six digits, unless it is a whole one. The text beside the table has them all. */
function rounded(value: number): string {
  return `${Number.isInteger(value) ? value : Number(value.toPrecision(6))}`;
}

function isPlainObject(value: unknown): value is Row {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isSimple(value: unknown): boolean {
  return value === null || value instanceof Date || !["object", "function"].includes(typeof value);
}
