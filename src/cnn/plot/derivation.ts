import {displaySymbol, type MimeBundle} from "../host.ts";
import {readArray, type Numbers, type Values} from "./values.ts";

/** One step of a derivation: what is written, what runs, and what comes out. */
export interface DerivationStep {
  /** The term as one writes it: `"∂L/∂Z₂ = A₂ − y"`. */
  term: string;
  /** The line of code that computes it. */
  code: string;
  /** Its value: a number, a row or a matrix. */
  value: number | Values;
}

/** A table that knows how to show itself in a notebook. */
export interface Derivation {
  readonly html: string;
  /** The same in words. */
  readonly text: string;
  [displaySymbol](): MimeBundle;
}

export interface DerivationOptions {
  /** Digits behind the point; defaults to 3. */
  digits?: number;
}

/**
 * Shows a derivation step by step: the term, the line of code and the numbers, side by side.
 *
 * @returns a table, as HTML and as text
 * @throws RangeError if there is no step, or a value has more than two axes
 *
 * @example
 * ```ts
 * derivation([{term: "∂L/∂Z₂ = A₂ − y", code: "A2 - y", value: -0.574}]).text;
 * // "∂L/∂Z₂ = A₂ − y    A2 - y    1×1\n−0.574"
 * ```
 */
export function derivation(
  steps: readonly DerivationStep[],
  {digits = 3}: DerivationOptions = {}
): Derivation {
  if (steps.length === 0)
    throw new RangeError("derivation: expected at least one step, but got none");
  const read = steps.map(({term, code, value}) => {
    const x =
      typeof value === "number"
        ? {shape: [], data: Float64Array.of(value)}
        : readArray(value, "derivation", term, [0, 1, 2], "a number, a row or a matrix");
    const [rows = 1, columns = 1] = x.shape.length === 1 ? [1, x.shape[0]] : x.shape;
    return {term, code, size: `${rows}×${columns}`, numbers: written(x, columns, digits)};
  });
  const top = 'style="vertical-align: top; text-align: left"';
  const names = ["Term and code", "Shape", "Numbers"];
  const head = names.map((name) => `<th scope="col" ${top}>${name}</th>`);
  const body = read.map(({term, code, size, numbers}) => {
    const cells = [
      `${escape(term)}<br><code>${escape(code)}</code>`,
      size,
      `<pre style="margin: 0">${escape(numbers)}</pre>`
    ];
    return `<tr>${cells.map((cell) => `<td ${top}>${cell}</td>`).join("")}</tr>`;
  });
  const html =
    `<table><thead><tr>${head.join("")}</tr></thead>` + `<tbody>${body.join("")}</tbody></table>`;
  const text = read
    .map(({term, code, size, numbers}) => `${term}    ${code}    ${size}\n${numbers}`)
    .join("\n\n");
  return {html, text, [displaySymbol]: () => ({"text/html": html, "text/plain": text})};
}

/** The numbers in columns, their points below each other. */
function written({data}: Numbers, columns: number, digits: number): string {
  const texts = Array.from(data, (value) => value.toFixed(digits).replace("-", "−"));
  const width = Math.max(...texts.map(({length}) => length));
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += columns) {
    lines.push(
      texts
        .slice(i, i + columns)
        .map((text) => text.padStart(width))
        .join("  ")
    );
  }
  return lines.join("\n");
}

const entities: Record<string, string> = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"};

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign]);
