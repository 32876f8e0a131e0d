import {type ChildProcess, spawn} from "node:child_process";
import {once} from "node:events";
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {request} from "node:http";
import type {AddressInfo} from "node:net";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {setTimeout as wait} from "node:timers/promises";
import {privateMemory} from "../../test/kernel/memory.ts";
import type {ServerPeer} from "./servers.ts";

const token = "bench";
const patience = 30_000;

/** A started server, and the clock. */
export class MeasuredServer {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  readonly token = token;
  readonly peer: ServerPeer;
  /** From the start of the process to the first byte of an answer, in ms. */
  startup = 0;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(peer: ServerPeer, process: ChildProcess, folder: string, port: number) {
    this.peer = peer;
    this.url = `http://127.0.0.1:${port}/`;
    this.#process = process;
    this.#folder = folder;
  }

  /** Starts a server on a folder with one notebook, `a.ipynb`, with Jupyter's folders of its own. */
  static async start(peer: ServerPeer): Promise<MeasuredServer> {
    const folder = mkdtempSync(path.join(tmpdir(), "convnotes-bench-"));
    writeFileSync(path.join(folder, "a.ipynb"), notebookOf(50));
    const port = await freePort();
    const [command = "", ...args] = peer.command(port, folder, token);
    const env = {
      ...process.env,
      JUPYTER_CONFIG_DIR: path.join(folder, ".config"),
      JUPYTER_DATA_DIR: path.join(folder, ".data"),
      JUPYTER_RUNTIME_DIR: path.join(folder, ".runtime")
    };
    const begin = performance.now();
    const child = spawn(command, args, {cwd: folder, env, stdio: "ignore"});
    const server = new MeasuredServer(peer, child, folder, port);
    while (!(await server.get("api").catch(() => undefined))) {
      if (performance.now() - begin > patience) throw new Error(`${peer.name} does not answer`);
      await wait(2);
    }
    server.startup = performance.now() - begin;
    return server;
  }

  /** From the request to the end of the answer, in ms. */
  async get(address: string): Promise<number> {
    const begin = performance.now();
    const asking = request(this.url + address, {
      agent: false,
      headers: {authorization: `token ${token}`}
    });
    asking.end();
    const [response] = (await once(asking, "response")) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, "end");
    return performance.now() - begin;
  }

  /** Memory of the process and all below it that is theirs alone, in MB; Linux only. */
  get memory(): number {
    return privateMemory(this.#process.pid ?? 0);
  }

  /** Memory of the process with what it shares, in MB; Linux only. */
  get residentMemory(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000;
  }

  /** Asks the server to end; how long that took, in ms. */
  async end(): Promise<number> {
    const begin = performance.now();
    const exit = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    await Promise.race([exit, wait(patience).then(() => this.#process.kill("SIGKILL"))]);
    const ms = performance.now() - begin;
    rmSync(this.#folder, {recursive: true});
    return ms;
  }
}

function notebookOf(cells: number): string {
  const source = "const x = 1;\n".repeat(20);
  const cell = {cell_type: "code", execution_count: null, metadata: {}, outputs: [], source};
  const metadata = {kernelspec: {name: "convnotes", display_name: "TypeScript"}};
  const all = Array.from({length: cells}, () => cell);
  return JSON.stringify({cells: all, metadata, nbformat: 4, nbformat_minor: 4});
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const {port} = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}
