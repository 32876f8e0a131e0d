import {styleText} from "node:util";
import type {SweepState, TrialRecord} from "@convnotes/sweep";
import {columns} from "../columns.ts";

const signs = {complete: "✓", pruned: "✂", failed: "✗", running: "…", waiting: "…"} as const;

/** One line for a trial that has ended: number, how it ended, value, parameters. */
export function trialLine(
  {number, state, value, parameters, steps, error}: TrialRecord,
  {width, isBest}: {width: number; isBest: boolean}
): string {
  const shown = value === undefined ? "" : value.toPrecision(4);
  const names = Object.entries(parameters).map(([name, one]) => `${name} ${short(one)}`);
  const count = Object.keys(steps).length;
  const note =
    state === "failed"
      ? `failed: ${error ?? ""}`
      : state === "pruned"
        ? `ended after ${count} steps`
        : "";
  const line = [
    `${String(number).padStart(width)} ${signs[state]}`,
    shown.padEnd(8),
    names.join("  "),
    note
  ];
  return `${line.filter(Boolean).join("  ").trimEnd()}${isBest ? "  ← best so far" : ""}`;
}

/** The best trials, for the end. */
export function bestTable({trials, direction}: SweepState, count = 5): string {
  const sign = direction === "maximize" ? -1 : 1;
  const best = trials
    .filter(({state, value}) => state === "complete" && value !== undefined)
    .sort((a, b) => sign * (a.value! - b.value!))
    .slice(0, count);
  const names = Object.keys(best[0]?.parameters ?? {});
  const rows = [
    ["trial", "value", ...names],
    ...best.map(({number, value, parameters}) => [
      String(number),
      value!.toPrecision(5),
      ...names.map((name) => short(parameters[name]!))
    ])
  ];
  return columns(rows);
}

const short = (value: string | number | boolean): string =>
  typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(3) : String(value);

/** In colour on a terminal: what failed in red, what was ended early dimmed. */
export function painted(line: string, state: TrialRecord["state"], isTerminal: boolean): string {
  if (!isTerminal || state === "complete") return line;
  return styleText(state === "failed" ? "red" : "dim", line);
}
