// A figure's numbers as a table: the same columns for every kind of trace.
import type {Spec, Trace} from "./spec.ts";

export type Value = string | number | null;

/** One value of a figure, or one point: which trace, where, what. */
export type DataRow = Record<string, Value>;

/** The values of one trace. */
export interface TraceTable {
  name: string;
  /** Rows of a matrix where the trace is one, as it is drawn. */
  matrix?: readonly (readonly Value[])[];
  columns: string[];
  rows: DataRow[];
  /** The picture, where the trace is one. */
  picture?: string;
}

/** What plotly calls the columns of a trace that are worth reading. */
const columns = [
  "x",
  "y",
  "labels",
  "values",
  "text",
  "open",
  "high",
  "low",
  "close",
  "r",
  "theta",
  "a",
  "b",
  "c"
];

/** The tables of a figure, one a trace; traces that only decorate have none. */
export function tablesOf({data}: Spec): TraceTable[] {
  return data
    .map((trace, index) => tableOf(trace, index))
    .filter(({rows, picture}) => rows.length > 0 || picture);
}

function tableOf(trace: Trace, index: number): TraceTable {
  const name =
    typeof trace.name === "string" && trace.name !== "" ? trace.name : `trace ${index + 1}`;
  const picture =
    typeof trace.source === "string" && trace.source.startsWith("data:image/")
      ? trace.source
      : undefined;
  const matrix = matrixOf(trace.z);
  if (matrix) {
    const [x, y] = [valuesOf(trace.x), valuesOf(trace.y)];
    const rows = matrix.flatMap((line, i) =>
      line.map((value, j) => ({x: x[j] ?? j, y: y[i] ?? i, value}))
    );
    return {name, matrix, columns: ["x", "y", "value"], rows, ...(picture && {picture})};
  }
  const found = columns.filter((column) => valuesOf(trace[column]).length > 0);
  const values = found.map((column) => valuesOf(trace[column]));
  const length = Math.max(0, ...values.map((column) => column.length));
  const rows = Array.from({length}, (_, i) =>
    Object.fromEntries(found.map((column, k) => [column, values[k]?.[i] ?? null]))
  );
  return {name, columns: found, rows, ...(picture && {picture})};
}

/** All values of a figure as one CSV file; those of its frames too. */
export function csvOf(spec: Spec): string {
  const parts: [frame: string, tables: TraceTable[]][] = [["", tablesOf(spec)]];
  for (const [index, {name = String(index), data = [], traces = []}] of (
    spec.frames ?? []
  ).entries()) {
    const named = data.map((trace, k) => ({name: spec.data[traces[k] ?? k]?.name, ...trace}));
    parts.push([name, tablesOf({data: named})]);
  }
  const used = new Set(parts.flatMap(([, tables]) => tables.flatMap((table) => table.columns)));
  const header = [...(spec.frames ? ["frame"] : []), "trace", ...used];
  const lines = parts.flatMap(([frame, tables]) =>
    tables.flatMap(({name, rows}) =>
      rows.map((row) => {
        const cells: DataRow = {frame, trace: name, ...row};
        return header.map((column) => csvCell(cells[column] ?? null)).join(",");
      })
    )
  );
  return [header.join(","), ...lines].join("\r\n") + "\r\n";
}

function csvCell(value: Value): string {
  if (value === null) return "";
  const text = String(value);
  // A text that a spreadsheet would take for a formula stays a text.
  const safe =
    typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !isNumber(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const isNumber = (text: string): boolean => text.trim() !== "" && Number.isFinite(Number(text));

function matrixOf(z: unknown): Value[][] | undefined {
  const packed = unpack(z);
  if (packed?.shape.length === 2) {
    const [, width = 1] = packed.shape;
    const {values} = packed;
    return Array.from({length: values.length / width}, (_, i) =>
      values.slice(i * width, (i + 1) * width)
    );
  }
  if (!Array.isArray(z) || z.length === 0 || !z.every(Array.isArray)) return undefined;
  return (z as unknown[][]).map((line) => line.map(valueOf));
}

function valuesOf(column: unknown): Value[] {
  const packed = unpack(column);
  if (packed) return packed.values;
  return Array.isArray(column) ? column.map(valueOf) : [];
}

function valueOf(value: unknown): Value {
  if (typeof value === "number" || typeof value === "string" || value === null) return value;
  if (Array.isArray(value)) return value.join(" ");
  return value === undefined ? null : JSON.stringify(value);
}

const arrays = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array
} as const;

/** Numbers that plotly packs in base64. */
function unpack(value: unknown): {values: number[]; shape: number[]} | undefined {
  if (typeof value !== "object" || value === null || !("bdata" in value)) return undefined;
  const {bdata, dtype, shape = ""} = value as {bdata: string; dtype: string; shape?: string};
  const Numbers = arrays[dtype.replace(/^[<|]/, "") as keyof typeof arrays];
  if (Numbers === undefined) return undefined;
  const bytes = Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
  return {values: [...new Numbers(bytes.buffer)], shape: String(shape).split(",").map(Number)};
}
