// What a document waits for: opening, saving, listing; the server against Debian's jupyter-server, one
// after the other in turn; medians of the rounds, least and most.
//
//     node build.js && node --import ./bench/typescript.js bench/lab/contents.ts [ROUNDS] [TIMES]

import {MeasuredServer} from "./measuredServer.ts";
import {type ServerPeer, servers} from "./servers.ts";

const rounds = Number(process.argv[2] ?? 5);
/** How often a round opens and saves the small notebook. */
const times = Number(process.argv[3] ?? 300);
const figures = new Map<string, Map<string, number[]>>();
const peers = servers().filter(({name}) => name === "convnotes" || name.includes("jupyter-server"));

const cell = (index: number): object => ({
  cell_type: "code",
  id: `cell-${index}`,
  execution_count: index,
  metadata: {},
  outputs: [
    {output_type: "stream", name: "stdout", text: `loss 0.${index}\n`.repeat(5)},
    {output_type: "display_data", metadata: {}, data: {"text/html": "<b>figure</b>"}}
  ],
  source: `const x${index} = ${index};\nx${index} + 1;\n`
});
const save = (cells: number): string => {
  const content = {
    cells: Array.from({length: cells}, (_, index) => cell(index)),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5
  };
  return JSON.stringify({type: "notebook", format: "json", content});
};
const small = save(50);
const large = save(10_000);

// The first round only fills the system's file cache.
for (let round = -1; round < rounds; ++round) {
  for (const peer of peers) {
    const server = await MeasuredServer.start(peer);
    const note = (row: string, value: number): void => {
      if (round >= 0) record(row, peer, value);
    };
    try {
      await measure(server, note);
    } finally {
      await server.end();
    }
  }
  console.error(round < 0 ? "warmed up" : `round ${round + 1} of ${rounds}`);
}

console.log(`median of ${rounds} (least, most), ms\n`);
console.log(`| | ${peers.map(({name}) => name).join(" | ")} |`);
console.log(`|---|${peers.map(() => "--:|").join("")}`);
for (const [row, values] of figures) {
  console.log(`| ${row} | ${peers.map(({name}) => format(values.get(name) ?? [])).join(" | ")} |`);
}

async function measure(
  server: MeasuredServer,
  note: (row: string, value: number) => void
): Promise<void> {
  const put = (path: string, body: string): Promise<number> => send(server, "PUT", path, body);
  await put("small.ipynb", small);
  await put("large.ipynb", large);
  for (const [what, ask] of [
    ["open 50 cells", () => server.get("api/contents/small.ipynb?type=notebook&hash=1")],
    [
      "look whether it changed (hash)",
      () => server.get("api/contents/small.ipynb?content=0&hash=1")
    ],
    ["save 50 cells", () => put("small.ipynb", small)]
  ] as const) {
    const taken = await repeat(times, ask);
    note(`${what}, p50`, quantile(taken, 0.5));
    note(`${what}, p99`, quantile(taken, 0.99));
  }
  for (const [what, ask] of [
    ["open 10,000 cells", () => server.get("api/contents/large.ipynb?type=notebook&hash=1")],
    ["save 10,000 cells", () => put("large.ipynb", large)]
  ] as const) {
    note(what, quantile(await repeat(5, ask), 0.5));
  }
  // What others wait for meanwhile.
  let isSaving = true;
  const saving = put("large.ipynb", large).finally(() => (isSaving = false));
  let longest = 0;
  while (isSaving) longest = Math.max(longest, await server.get("api/kernels"));
  await saving;
  note("longest wait of others while it is saved", longest);
  await put("many", JSON.stringify({type: "directory"}));
  for (let number = 0; number < 1000; ++number) {
    await put(`many/${number}.txt`, JSON.stringify({type: "file", format: "text", content: ""}));
  }
  note("list 1,000 files", quantile(await repeat(5, () => server.get("api/contents/many")), 0.5));
}

/** From the request to the end of the answer, in ms. */
async function send(
  {url, token}: MeasuredServer,
  method: string,
  path: string,
  body: string
): Promise<number> {
  const begin = performance.now();
  const headers = {authorization: `token ${token}`, "content-type": "application/json"};
  const answer = await fetch(`${url}api/contents/${path}`, {method, headers, body});
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return performance.now() - begin;
}

async function repeat(count: number, ask: () => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; ++i) taken.push(await ask());
  return taken;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(values.length * part), values.length - 1)] ?? NaN;
}

function record(row: string, {name}: ServerPeer, value: number): void {
  if (!figures.has(row)) figures.set(row, new Map());
  const values = figures.get(row)?.get(name) ?? [];
  figures.get(row)?.set(name, [...values, value]);
}

function format(values: readonly number[]): string {
  if (values.length === 0) return "";
  const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${digits(quantile(values, 0.5))} (${digits(least)}, ${digits(most)})`;
}
