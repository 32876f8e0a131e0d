// What a notebook waits for: its session, its first cell, each further cell; our server against
// Debian's jupyter-server, both with our kernel and with Python's, in one run, one after the other in
// turn; medians and extremes.
//
//     node build.js && node --import ./bench/typescript.js bench/lab/channels.ts [ROUNDS]

import {spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {installKernel} from "../../kernel/install.ts";
import {Socket} from "./socket.ts";

interface Server {
  name: string;
  command(port: number, folder: string): string[];
}

const rounds = Number(process.argv[2] ?? 7);
const token = "bench";
const main = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));

const ours: Server = {
  name: "convnotes",
  command: (port, folder) => [
    process.execPath,
    ...[main, "lab", folder, "--no-browser", "--port", `${port}`, "--token", token]
  ]
};
const debian: Server = {
  name: "jupyter-server",
  command: (port, folder) => [
    "/usr/bin/jupyter-server",
    ...["--allow-root", `--port=${port}`, `--ServerApp.token=${token}`, "--no-browser"],
    `--ServerApp.root_dir=${folder}`
  ]
};
const hasDebian = spawnSync("/usr/bin/jupyter-server", ["--version"]).status === 0;
if (!hasDebian)
  console.warn("jupyter-server is not on this machine (Debian's package jupyter-server)");
const servers = hasDebian ? [ours, debian] : [ours];

const cells: Record<string, {trivial: string; lines: string}> = {
  convnotes: {trivial: "1 + 1", lines: "for (let i = 0; i < 100_000; ++i) console.log(i)"},
  python3: {trivial: "1 + 1", lines: "for i in range(100_000): print(i)"}
};

const figures = new Map<string, number[]>();
function note(server: Server, what: string, value: number): void {
  const key = `${what.padEnd(52)} ${server.name}`;
  figures.set(key, [...(figures.get(key) ?? []), value]);
}

const data = mkdtempSync(path.join(tmpdir(), "convnotes-bench-data-"));
const env = {
  ...process.env,
  JUPYTER_DATA_DIR: data,
  JUPYTER_RUNTIME_DIR: path.join(data, "runtime")
};
installKernel({env});

for (let round = 0; round < rounds; ++round) for (const server of servers) await measure(server);
rmSync(data, {recursive: true});
for (const [key, values] of [...figures].sort(([a], [b]) => a.localeCompare(b))) {
  const sorted = values.toSorted((a, b) => a - b);
  const [least = NaN, most = NaN] = [sorted[0], sorted.at(-1)];
  const median = sorted[sorted.length >> 1] ?? NaN;
  console.log(`${key.padEnd(70)} ${short(median)} [${short(least)}..${short(most)}]`);
}

async function measure(server: Server): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "convnotes-bench-"));
  const port = await freePort();
  const [command = "", ...args] = server.command(port, folder);
  const url = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const process = spawn(command, args, {env, stdio: "ignore"});
  const exited = once(process, "exit");
  try {
    await answers(`${url}/api`);
    note(server, "start to first answer, ms", performance.now() - begun);
    note(server, "memory (USS) without a kernel, MB", memoryOf(process.pid ?? 0));
    for (const kernel of Object.keys(cells)) await measureKernel(server, url, kernel);
    note(server, "memory (USS) after both kernels, MB", memoryOf(process.pid ?? 0));
  } finally {
    const end = performance.now();
    process.kill("SIGTERM");
    await exited;
    note(server, "SIGTERM to exit, two kernels, ms", performance.now() - end);
    rmSync(folder, {recursive: true});
  }
}

async function measureKernel(server: Server, url: string, kernel: string): Promise<void> {
  const what = (text: string): string => `${kernel}: ${text}`;
  const begun = performance.now();
  const answer = await fetch(`${url}/api/sessions`, {
    method: "POST",
    headers: {authorization: `token ${token}`},
    body: JSON.stringify({path: `${kernel}.ipynb`, type: "notebook", kernel: {name: kernel}})
  });
  const session = (await answer.json()) as {kernel: {id: string}};
  note(server, what("POST session, ms"), performance.now() - begun);
  const socket = await Socket.open(
    token,
    `${url.replace("http", "ws")}/api/kernels/${session.kernel.id}/channels`
  );
  const {trivial = "", lines = ""} = cells[kernel] ?? {};
  await socket.execute(trivial);
  note(server, what("POST session to first result, ms"), performance.now() - begun);
  const times: number[] = [];
  for (let i = 0; i < 100; ++i) {
    const start = performance.now();
    await socket.execute(trivial);
    times.push(performance.now() - start);
  }
  note(server, what("cell, round trip, ms"), times.sort((a, b) => a - b)[50] ?? NaN);
  const start = performance.now();
  const text = await socket.execute(lines);
  note(server, what("100,000 lines, ms"), performance.now() - start);
  note(server, what("of these received"), text.split("\n").length - 1);
  socket.close();
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const {port} = server.address() as {port: number};
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What belongs to the process alone, in MB: its memory less what others share. */
function memoryOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const kilobytes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].map(([, size]) =>
    Number(size)
  );
  return kilobytes.reduce((sum, size) => sum + size, 0) / 1000;
}

function short(value: number): string {
  return value < 100 ? value.toPrecision(2) : value.toFixed(0);
}
