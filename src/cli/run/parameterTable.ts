import {allowed, type Parameter} from "../../notebook/parameters.ts";

/** One line for each parameter: its name, the author's value, what it may be, what it means. */
export function parameterTable(parameters: readonly Parameter[]): string {
  const rows = parameters.map((parameter) => {
    const {name, value, quick, label} = parameter;
    const values = [
      JSON.stringify(value),
      quick !== undefined && `quick: ${JSON.stringify(quick)}`
    ];
    return [name, values.filter(Boolean).join(", "), allowed(parameter), label];
  });
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()
    )
    .join("\n");
}
