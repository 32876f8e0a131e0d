import {type ChildProcess, spawn} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import path from "node:path";
import {fileURLToPath} from "node:url";
import {type ConnectionInfo, newConnection, ports} from "../../src/jupyter/connectionFile.ts";
import {KernelClient} from "./client.ts";

/** The kernel as a reader starts it: compiled. */
export const kernelMain = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));

export interface StartKernelOptions {
  args?: string[];
  env?: Record<string, string>;
  /** The notebook's folder; one that is empty unless given. */
  cwd?: string;
  connection?: Partial<ConnectionInfo>;
}

/** A kernel in a process of its own, and a client of it. */
export class StartedKernel {
  readonly process: ChildProcess;
  readonly connection: ConnectionInfo;
  readonly client: KernelClient;
  /** What the process printed to standard error. */
  log = "";
  readonly #folder: string;
  readonly #clients: KernelClient[] = [];
  readonly #exit: Promise<number | null>;

  constructor(connection: ConnectionInfo, {args = [], env = {}, cwd}: StartKernelOptions) {
    this.connection = connection;
    this.#folder = mkdtempSync(path.join(tmpdir(), "convnotes-kernel-"));
    const file = path.join(this.#folder, "connection.json");
    writeFileSync(file, JSON.stringify(connection), {mode: 0o600});
    // A machine with other things to do must not let cells run whose types are not known yet.
    const patient = ["--types-budget", "30000"];
    this.process = spawn(process.execPath, [kernelMain, file, ...patient, ...args], {
      cwd: cwd ?? this.#folder,
      env: {...process.env, ...env},
      stdio: ["pipe", "ignore", "pipe"]
    });
    this.process.stderr?.on("data", (text: Buffer) => (this.log += text.toString()));
    this.#exit = new Promise((resolve) => this.process.once("exit", resolve));
    this.client = this.connect();
  }

  /** The exit code, once the process has ended. */
  get exit(): Promise<number | null> {
    return this.#exit;
  }

  connect(): KernelClient {
    const client = new KernelClient(this.connection);
    this.#clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    // Ended as a server would that has lost patience; what it leaves behind is its own affair.
    this.process.kill("SIGTERM");
    await this.#exit;
    rmSync(this.#folder, {recursive: true, force: true});
  }
}

/** Starts a kernel; settles when it can be talked to. */
export async function startKernel(options: StartKernelOptions = {}): Promise<StartedKernel> {
  const numbers = await freePorts();
  const connection = {...newConnection(numbers), ...options.connection};
  const kernel = new StartedKernel(connection, options);
  await kernel.client.ready();
  return kernel;
}

/** Ports that nobody listens on. */
export async function freePorts(): Promise<Record<(typeof ports)[number], number>> {
  const servers = await Promise.all(ports.map(() => listen()));
  const numbers = servers.map((server) => (server.address() as {port: number}).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(ports.map((port, index) => [port, numbers[index]])) as never;
}

async function listen(): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
