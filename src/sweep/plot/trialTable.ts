import type {SweepState} from "../result.ts";
import {merit, type TrialRecord} from "../trials.ts";
import {short} from "./values.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/** The trials in a table that shows itself in a notebook. */
export interface TrialTable {
  rows: Record<string, string>[];
}

/** The trials, the best first, then those that were ended early, then those that failed. */
export function trialTable({trials, direction}: SweepState): TrialTable {
  const places: Readonly<Record<TrialRecord["state"], number>> = {
    ...{complete: 0, running: 1, waiting: 1, pruned: 2, failed: 3}
  };
  const rows = [...trials]
    .sort(
      (a, b) =>
        places[a.state] - places[b.state] ||
        merit(b.value ?? 0, direction) - merit(a.value ?? 0, direction) ||
        a.number - b.number
    )
    .map(({number, state, value, parameters, steps, error}) => ({
      trial: String(number),
      value: value === undefined ? "" : value.toPrecision(5),
      state: state === "pruned" ? `ended after ${Object.keys(steps).length}` : state,
      ...Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, short(one)])),
      ...(error !== undefined && {error})
    }));
  const columns = [...new Set([["trial", "value", "state"], ...rows.map(Object.keys)].flat())];
  const cells = (row: Record<string, string>): string[] => columns.map((name) => row[name] ?? "");
  const html = (tag: string, texts: readonly string[]): string =>
    `<tr>${texts.map((text) => `<${tag}>${escaped(text)}</${tag}>`).join("")}</tr>`;
  return Object.defineProperty({rows}, displaySymbol, {
    value: () => ({
      "text/html":
        `<div style="max-height:24em;overflow:auto"><table><thead>${html("th", columns)}</thead>` +
        `<tbody>${rows.map((row) => html("td", cells(row))).join("")}</tbody></table></div>`,
      "text/plain": [columns, ...rows.map(cells)].map((texts) => texts.join("\t")).join("\n")
    })
  });
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
