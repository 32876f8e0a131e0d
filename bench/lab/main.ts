// The server against its peers, in one run, one after the other in turn; medians and extremes.
//
//     node build.js && node --import ./bench/typescript.js bench/lab/main.ts [ROUNDS]

import {MeasuredServer} from "./measuredServer.ts";
import {type ServerPeer, servers} from "./servers.ts";

/** A row of the table: a figure of a server that has just started. Those of more than one server take turns. */
interface Measurement {
  row: string;
  measure: (server: MeasuredServer) => number | Promise<number>;
  /** Whether a server has it at all; all do by default. */
  isOf?: (peer: ServerPeer) => boolean;
}

const measurements: Measurement[] = [
  {row: "start to first byte, ms", measure: ({startup}) => startup},
  {row: "memory when it listens, private, MB", measure: ({memory}) => memory},
  {row: "memory when it listens, resident, MB", measure: ({residentMemory}) => residentMemory},
  {row: "first page, ms", measure: (server) => server.get(server.peer.page)},
  {row: "first notebook of 50 cells, ms", measure: (server) => server.get("api/contents/a.ipynb")},
  {
    row: "notebook of 50 cells, ms",
    measure: (server) => medianOf(200, () => server.get("api/contents/a.ipynb"))
  },
  {row: "memory after 200 notebooks, private, MB", measure: ({memory}) => memory},
  {
    row: "all settings of the lab, ms",
    measure: (server) => medianOf(5, () => server.get("lab/api/settings")),
    isOf: ({page}) => page === "lab"
  },
  {row: "memory after the settings, resident, MB", measure: ({residentMemory}) => residentMemory},
  // The last: the server is no more.
  {row: "asked to end to its end, ms", measure: (server) => server.end()}
];

const rounds = Number(process.argv[2] ?? 7);
const figures = new Map<string, Map<string, number[]>>();
const peers = servers();

// The first round only fills the system's file cache.
for (let round = -1; round < rounds; ++round) {
  for (const peer of peers) {
    const server = await MeasuredServer.start(peer);
    for (const {row, measure, isOf = () => true} of measurements) {
      if (!isOf(peer)) continue;
      const value = await measure(server);
      if (round >= 0) note(row, peer, value);
    }
  }
  console.error(round < 0 ? "warmed up" : `round ${round + 1} of ${rounds}`);
}

console.log(`median of ${rounds} (least, most)\n`);
console.log(`| | ${peers.map(({name}) => name).join(" | ")} |`);
console.log(`|---|${peers.map(() => "--:|").join("")}`);
for (const {row} of measurements) {
  const shown = peers.map(({name}) => format(figures.get(row)?.get(name) ?? []));
  console.log(`| ${row} | ${shown.join(" | ")} |`);
}

function note(row: string, {name}: ServerPeer, value: number): void {
  if (!figures.has(row)) figures.set(row, new Map());
  const values = figures.get(row)?.get(name) ?? [];
  figures.get(row)?.set(name, [...values, value]);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

async function medianOf(count: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let i = 0; i < count; ++i) values.push(await measure());
  return median(values);
}

function format(values: readonly number[]): string {
  if (values.length === 0) return "";
  const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${digits(median(values))} (${digits(least)}, ${digits(most)})`;
}
