import type {SummaryNumbers, SummaryRow} from "./summaryNumbers.ts";

/** Where Keras ends its columns: 45 %, 85 % and all of 65 characters. */
const chainColumns = [29, 55, 65];
/** Where it ends them in a graph, which says too what each layer is connected to: of 98. */
const graphColumns = [32, 53, 65, 98];
/** Where ours end, counted from the end of Keras's. */
const costColumns = [16, 28];

/** The table as Keras prints it, with two columns on the right: operations and memory for one example. */
export function summaryText(summary: SummaryNumbers): string {
  const keras = summary.isChain ? chainColumns : graphColumns;
  const width = keras[keras.length - 1];
  const ends = [...keras, ...costColumns.map((end) => width + end)];
  const full = ends[ends.length - 1];
  const heads = ["Layer (type)", "Output Shape", "Param #"];
  return [
    `Model: "${summary.name}"`,
    "_".repeat(full),
    ...row([...heads, ...(summary.isChain ? [] : ["Connected to"]), "FLOPs", "Memory"], ends),
    "=".repeat(full),
    ...summary.rows.flatMap((one) => [...row(fields(one, summary.isChain), ends), ""]).slice(0, -1),
    "=".repeat(full),
    `Total params: ${thousands(summary.totalParams)}`,
    `Trainable params: ${thousands(summary.trainableParams)}`,
    `Non-trainable params: ${thousands(summary.nonTrainableParams)}`,
    `FLOPs for one example: ${thousands(summary.flops)}`,
    `Activations for one example: ${bytes(summary.activationBytes)}`,
    "_".repeat(full)
  ].join("\n");
}

function fields({connectedTo, ...one}: SummaryRow, isChain: boolean): string[] {
  return [
    `${one.name} (${one.kind})`,
    shapeText(one),
    `${one.params}`,
    ...(isChain ? [] : [connectedTo.length > 0 ? `[${connectedTo.map(quote).join(", ")}]` : "[]"]),
    one.flops === undefined ? "?" : thousands(one.flops),
    bytes(one.activationBytes)
  ];
}

/** A row as lines: a field that is longer than its column goes on below, as in Keras. */
function row(texts: readonly string[], ends: readonly number[]): string[] {
  const lines: string[] = [];
  let left = [...texts];
  while (left.some(Boolean)) {
    let line = " ";
    left = left.map((text, column) => {
      const start = column === 0 ? 0 : ends[column - 1];
      const gap = column === ends.length - 1 ? 0 : 2;
      const cut = breakAt(text, ends[column] - start - gap);
      line = `${line}${text.slice(0, cut)}${" ".repeat(gap)}`.padEnd(ends[column]);
      return text.slice(cut);
    });
    lines.push(line.trimEnd());
  }
  return lines;
}

/** How much of a text a line takes: up to the end of a list's first item, if it ends within. */
function breakAt(text: string, width: number): number {
  const within = text.slice(0, width);
  const items = ["),", "',", "],"].map((end) => within.indexOf(end) + 2).filter((at) => at >= 2);
  return items.length > 0 ? Math.min(...items) : width;
}

/** `(None, 26, 26, 32)`, and in a list where Keras has one: inputs, and layers of several outputs. */
export function shapeText({outputShapes, kind}: Pick<SummaryRow, "outputShapes" | "kind">): string {
  const shapes = outputShapes.map(
    (shape) => `(${shape.map((n) => n ?? "None").join(", ")}${shape.length === 1 ? "," : ""})`
  );
  return shapes.length === 1 && kind !== "InputLayer" ? shapes[0] : `[${shapes.join(", ")}]`;
}

export const thousands = (n: number): string => n.toLocaleString("en-US");

/** Bytes in the largest unit that leaves a whole part: `86.5 KiB`. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length, Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** power).toFixed(1)} ${units[power - 1]}`;
}

const quote = (text: string): string => `'${text}'`;
