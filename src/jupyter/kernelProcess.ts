import {type ChildProcess, spawn} from "node:child_process";
import {randomUUID} from "node:crypto";
import {chmodSync, mkdirSync, rmSync, statSync, writeFileSync} from "node:fs";
import path from "node:path";
import {Dealer} from "zeromq";
import {address, type ConnectionInfo, newConnection, ports} from "./connectionFile.ts";
import {freePorts, releasePorts} from "./freePorts.ts";
import {guardGroup} from "./guard.ts";
import {type InstalledKernel, kernelCommand} from "./kernelspec.ts";
import {Session} from "./message.ts";
import {SendQueue} from "./sendQueue.ts";
import {signer} from "./signature.ts";
import {serializeMessage} from "./wire.ts";

type Environment = Record<string, string | undefined>;

export interface StartKernelOptions {
  /** Folder of the connection files, which is made when it is not there; only its owner may look into it. */
  runtimeDir: string;
  /** The notebook's folder; the working directory of this process unless given. */
  cwd?: string;
  /** Environment of the kernel before what its kernelspec adds; that of this process unless given. */
  env?: Environment;
  /** Part of the connection file's name. */
  id?: string;
  /** Hears what the process prints outside of any cell. */
  onOutput?: (text: string) => void;
}

/** How a process ended: by itself or by a signal. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** How long a kernel may take to end by itself, and then by SIGTERM, in ms. */
const patience = {request: 3000, signal: 1500};
/** How much of what a kernel printed is kept for those who ask why it has ended, in UTF-16 units. */
const kept = 4000;

/**
 * Starts a kernel on a connection of its own; settles when the process runs, which is before it
 * answers: that is what {@link connectKernel} waits for.
 *
 * @throws Error if the command or the folder is not there
 */
export async function startKernel(
  kernel: InstalledKernel,
  {
    runtimeDir,
    cwd = process.cwd(),
    env = process.env,
    id = randomUUID(),
    onOutput
  }: StartKernelOptions
): Promise<KernelProcess> {
  const connection = {...newConnection(await freePorts()), kernel_name: kernel.name};
  const file = path.join(runtimeDir, `kernel-${id}.json`);
  mkdirSync(runtimeDir, {recursive: true, mode: 0o700});
  // One of a former start may be there, which somebody else may have been allowed to read.
  rmSync(file, {force: true});
  writeFileSync(file, JSON.stringify(connection, null, 2), {mode: 0o600, flag: "wx"});
  chmodSync(file, 0o600);
  const [command, ...args] = kernelCommand(kernel, file);
  const isOurs = kernel.spec.metadata?.convnotes === true;
  try {
    const child = spawn(command ?? "", args, {
      cwd,
      env: {
        ...env,
        ...substituted(kernel.spec.env ?? {}, env),
        JPY_PARENT_PID: String(process.pid),
        // Ours notices at once that the pipe's other end is gone.
        ...(isOurs && {CONVNOTES_PARENT_STDIN: "1"})
      },
      // A group of its own: Ctrl-C in the terminal is for the parent, an interrupt for all below.
      detached: true,
      windowsHide: true,
      stdio: [isOurs ? "pipe" : "ignore", "pipe", "pipe"]
    });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    return new KernelProcess(kernel, {child, connection, connectionFile: file, onOutput});
  } catch (cause) {
    rmSync(file, {force: true});
    releasePorts(portsOf(connection));
    const what = isFolder(cwd) ? `the command ${String(command)}` : `the folder ${cwd}`;
    const message = `startKernel: expected ${what}, but it cannot be used`;
    throw new Error(`${message} (${(cause as Error).message})`, {cause});
  }
}

function portsOf(connection: ConnectionInfo): number[] {
  return ports.map((port) => connection[`${port}_port`]);
}

interface Parts {
  child: ChildProcess;
  connection: ConnectionInfo;
  connectionFile: string;
  onOutput?: (text: string) => void;
}

/** A kernel in a process of its own, which ends with this one, however this one ends. */
export class KernelProcess {
  readonly kernel: InstalledKernel;
  readonly connection: ConnectionInfo;
  readonly connectionFile: string;
  readonly pid: number;
  /** Settles when the process has ended. */
  readonly exited: Promise<Exit>;
  /** The end of what the process printed outside of any cell: why it ended, if it did. */
  lastOutput = "";
  readonly #child: ChildProcess;
  readonly #session = new Session({username: "convnotes"});
  #hasExited = false;
  #control: {socket: Dealer; queue: SendQueue} | undefined;

  constructor(kernel: InstalledKernel, {child, connection, connectionFile, onOutput}: Parts) {
    this.kernel = kernel;
    this.connection = connection;
    this.connectionFile = connectionFile;
    this.pid = child.pid ?? 0;
    this.#child = child;
    const ended = guardGroup(this.pid);
    // Its end of the pipe closes when it ends.
    child.stdin?.on("error", () => {});
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.lastOutput = (this.lastOutput + text).slice(-kept);
        onOutput?.(text);
      });
    }
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#hasExited = true;
        // What it has started may live on, and nobody would know it any more.
        this.#signal("SIGKILL");
        ended();
        this.#control?.socket.close();
        rmSync(connectionFile, {force: true});
        releasePorts(portsOf(connection));
        resolve({code, signal});
      });
    });
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  /**
   * Stops the running cell, by the means that the kernelspec names; settles when it is asked to.
   *
   * @throws Error on Windows, which knows no signals, if the kernelspec asks for one
   */
  async interrupt(): Promise<void> {
    if (this.#hasExited) return;
    const {name, spec} = this.kernel;
    if (spec.interrupt_mode === "message") return this.#request("interrupt_request", {});
    // There, the signal would end the kernel.
    if (process.platform === "win32") {
      throw new Error(
        `interrupt: ${name} is interrupted by message on Windows, but wants a signal`
      );
    }
    this.#signal("SIGINT");
  }

  /** Asks the kernel to end, and ends it when it does not; settles when the process is gone. */
  async shutdown({restart = false}: {restart?: boolean} = {}): Promise<Exit> {
    if (this.#hasExited) return this.exited;
    void this.#request("shutdown_request", {restart});
    if (!(await within(patience.request, this.exited))) this.#signal("SIGTERM");
    if (!(await within(patience.signal, this.exited))) this.kill();
    return this.exited;
  }

  /** Ends the process, and all that it has started, at once. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  /** To the whole group, as Jupyter does: what a cell has started is interrupted and ended too. */
  #signal(signal: NodeJS.Signals): void {
    try {
      if (process.platform === "win32") this.#child.kill(signal);
      else process.kill(-this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  async #request(type: string, content: Record<string, unknown>): Promise<void> {
    this.#control ??= this.#connectControl();
    const {key, signature_scheme} = this.connection;
    const message = this.#session.message(type, {content});
    this.#control.queue.push(serializeMessage(message, signer(key, signature_scheme)));
    await this.#control.queue.drained();
  }

  #connectControl(): {socket: Dealer; queue: SendQueue} {
    const socket = new Dealer({linger: 0, reconnectInterval: 10});
    socket.connect(address(this.connection, "control"));
    // A socket that was closed with the process takes nothing more, and nobody is there to take it.
    return {socket, queue: new SendQueue(socket, () => {})};
  }
}

/** Values of a kernelspec's environment, in which `${NAME}` stands for a variable of the parent's. */
function substituted(values: Record<string, string>, env: Environment): Environment {
  const replace = (value: string): string =>
    value.replace(/\$\{(\w+)\}/g, (whole, name: string) => env[name] ?? whole);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, replace(value)]));
}

async function within(milliseconds: number, event: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const happened = await Promise.race([event.then(() => true), late]);
  clearTimeout(timer);
  return happened;
}

function isFolder(folder: string): boolean {
  return statSync(folder, {throwIfNoEntry: false})?.isDirectory() ?? false;
}
