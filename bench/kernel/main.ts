// The kernel against its peers, in one run, one after the other in turn; medians.
//
//     node build.js && node --import ./bench/typescript.js bench/kernel/main.ts [ROUNDS]

import {mkdtempSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {MeasuredKernel} from "./measured.ts";
import {type EndlessCell, type Peer, peers} from "./peers.ts";

const rounds = Number(process.argv[2] ?? 5);

// A notebook's folder, with the packages of this repository and nothing else of it.
const folder = mkdtempSync(path.join(tmpdir(), "convnotes-bench-"));
const packages = fileURLToPath(new URL("../../node_modules", import.meta.url));
symlinkSync(packages, path.join(folder, "node_modules"));

type Row =
  | `stopping: ${EndlessCell}, ms`
  | "start to first result, ms"
  | "start to kernel_info_reply, ms"
  | "first cell, ms"
  | "trivial cell, ms"
  | "completion, ms"
  | "hover, ms"
  | "loop of 1e7 at top level, ms"
  | "100,000 lines printed, ms"
  | "of these received"
  | "import of tfjs, ms"
  | "cell with tfjs, ms"
  | "trivial cell after 100, ms"
  | "memory at the end, MB";

const figures = new Map<Row, Map<string, number[]>>();

function note(row: Row, {name}: Peer, value: number): void {
  if (!figures.has(row)) figures.set(row, new Map());
  const values = figures.get(row)?.get(name) ?? [];
  figures.get(row)?.set(name, [...values, value]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function times(count: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < count; ++i) values.push(await measure());
  return median(values);
}

async function measure(peer: Peer): Promise<void> {
  const kernel = await MeasuredKernel.start(peer, folder);
  const {cells} = peer;
  const ask = async (type: string, code: string) =>
    (await kernel.time(type, {code, cursor_pos: code.length, detail_level: 0})).ms;
  try {
    note("start to kernel_info_reply, ms", peer, kernel.startup);
    const first = await kernel.cell(cells.trivial);
    note("first cell, ms", peer, first);
    note("start to first result, ms", peer, kernel.startup + first);
    const trivial = () => kernel.cell(cells.trivial);
    note("trivial cell, ms", peer, await times(20, trivial));
    note("completion, ms", peer, await times(10, () => ask("complete_request", cells.complete)));
    note("hover, ms", peer, await times(10, () => ask("inspect_request", cells.inspect)));
    note("loop of 1e7 at top level, ms", peer, await kernel.cell(cells.loop));
    if (cells.importTensorFlow && cells.useTensorFlow) {
      const {importTensorFlow, useTensorFlow} = cells;
      note("import of tfjs, ms", peer, await kernel.cell(importTensorFlow));
      note("cell with tfjs, ms", peer, await times(10, () => kernel.cell(useTensorFlow)));
    }
    await times(60, trivial);
    note("trivial cell after 100, ms", peer, await times(10, trivial));
    note("memory at the end, MB", peer, kernel.memory());
    // Last, because not every kernel comes through it.
    const {ms, lines} = await kernel.lines(cells.lines);
    note("100,000 lines printed, ms", peer, lines === 100_000 ? ms : Infinity);
    note("of these received", peer, lines);
  } finally {
    await kernel.end();
  }
}

async function measureStops(peer: Peer): Promise<void> {
  for (const name of Object.keys(peer.cells.endless) as EndlessCell[]) {
    const kernel = await MeasuredKernel.start(peer, folder);
    // An interrupt may find a kernel that has just begun its work in a worse state than later.
    await kernel.cell(peer.cells.trivial);
    const ms = await kernel.stop(peer.cells.endless[name], peer.interruptMode);
    note(`stopping: ${name}, ms`, peer, ms);
    await kernel.end();
  }
}

const all = peers();
for (let round = 0; round < rounds; ++round) {
  for (const peer of all) {
    await measure(peer);
    await measureStops(peer);
    console.error(`round ${round + 1} of ${rounds}: ${peer.name}`);
  }
}

console.log(`| | ${all.map(({name}) => name).join(" | ")} |`);
console.log(`|---|${all.map(() => "--:|").join("")}`);
for (const [row, values] of figures) {
  const shown = all.map(({name}) => {
    const value = median(values.get(name) ?? []);
    if (Number.isNaN(value)) return "";
    if (value === Infinity) return "never";
    return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
  });
  console.log(`| ${row} | ${shown.join(" | ")} |`);
}
rmSync(folder, {recursive: true});
process.exit();
