import {type ChildProcess, spawn} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {newConnection} from "../../src/jupyter/connectionFile.ts";
import type {Message} from "../../src/jupyter/message.ts";
import {KernelClient, printed} from "../../test/kernel/client.ts";
import {privateMemory} from "../../test/kernel/memory.ts";
import {freePorts} from "../../test/kernel/startKernel.ts";
import type {Peer} from "./peers.ts";

/** An interrupt that was not heeded for so long is taken for one that never is, in ms. */
const stopPatience = 5000;

/** A started kernel, and the clock. */
export class MeasuredKernel {
  readonly client: KernelClient;
  /** From the start of the process to the first answer, in ms. */
  startup = 0;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(client: KernelClient, process: ChildProcess, folder: string) {
    this.client = client;
    this.#process = process;
    this.#folder = folder;
  }

  /**
   * Starts a kernel; once more if it does not answer, since another process may have taken a port.
   *
   * @param cwd - the notebook's folder: where TensorFlow.js is found
   */
  static start(peer: Peer, cwd: string): Promise<MeasuredKernel> {
    return MeasuredKernel.#start(peer, cwd).catch(() => MeasuredKernel.#start(peer, cwd));
  }

  static async #start(peer: Peer, cwd: string): Promise<MeasuredKernel> {
    const folder = mkdtempSync(path.join(tmpdir(), "convnotes-bench-"));
    const connection = newConnection(await freePorts());
    const file = path.join(folder, "connection.json");
    writeFileSync(file, JSON.stringify(connection));
    const client = new KernelClient(connection);
    const request = client.send("shell", "kernel_info_request");
    const [command = "", ...args] = peer.argv(file);
    const start = performance.now();
    const child = spawn(command, args, {cwd, stdio: "ignore"});
    const kernel = new MeasuredKernel(client, child, folder);
    try {
      await client.hear(
        "shell",
        ({parent_header}) => parent_header.msg_id === request.header.msg_id
      );
    } catch (error) {
      await kernel.end();
      throw error;
    }
    kernel.startup = performance.now() - start;
    return kernel;
  }

  /** From the request to its reply, in ms; and what the reply says. */
  async time(
    type: string,
    content: Record<string, unknown>
  ): Promise<{ms: number; status: string}> {
    const start = performance.now();
    const request = this.client.send("shell", type, content);
    const {content: reply} = await this.client.hear(
      "shell",
      ({parent_header}) => parent_header.msg_id === request.header.msg_id
    );
    return {ms: performance.now() - start, status: String(reply.status)};
  }

  async cell(code: string): Promise<number> {
    const {ms, status} = await this.time("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true
    });
    if (status !== "ok") throw new Error(`cell: expected ok, but got ${status} (${code})`);
    return ms;
  }

  /** Runs a cell that prints; the time until its `idle`, in ms, and how many lines came. */
  async lines(code: string): Promise<{ms: number; lines: number}> {
    const start = performance.now();
    const request = this.client.sendCell(code);
    await this.client.answer(request).catch(() => undefined);
    const ms = performance.now() - start;
    const text = printed(this.client.publishedFor(request));
    return {ms, lines: text.split("\n").length - 1};
  }

  /** From an interrupt to the reply of the cell, in ms; `Infinity` if it does not come. */
  async stop(code: string, mode: Peer["interruptMode"]): Promise<number> {
    const request = this.client.sendCell(code);
    const isOurs = ({parent_header}: Message) => parent_header.msg_id === request.header.msg_id;
    await this.client.until(
      () => printed(this.client.publishedFor(request)).includes("here") || undefined,
      "the cell to be there"
    );
    const start = performance.now();
    if (mode === "message") this.client.send("control", "interrupt_request");
    else this.#process.kill("SIGINT");
    const replied = this.client.hear("shell", isOurs).then(() => performance.now() - start);
    replied.catch(() => undefined);
    const never = new Promise<number>((resolve) => setTimeout(resolve, stopPatience, Infinity));
    return Promise.race([replied, never]);
  }

  /** Memory of the process and all below it that is theirs alone, in MB; Linux only. */
  memory(): number {
    return privateMemory(this.#process.pid ?? 0);
  }

  async end(): Promise<void> {
    const exit = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGTERM");
    const impatience = setTimeout(() => this.#process.kill("SIGKILL"), 2000);
    await exit;
    clearTimeout(impatience);
    this.client.close();
    rmSync(this.#folder, {recursive: true});
  }
}
