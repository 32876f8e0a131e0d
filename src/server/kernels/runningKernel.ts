import {EventEmitter} from "node:events";
import {connectKernel, type KernelClient, type RequestChannel} from "../../jupyter/kernelClient.ts";
import {type Exit, type KernelProcess, startKernel} from "../../jupyter/kernelProcess.ts";
import type {InstalledKernel} from "../../jupyter/kernelspec.ts";
import type {Channel, Message} from "../../jupyter/message.ts";
import {ChannelMessage} from "../channels/channelMessage.ts";
import {Coalescer} from "../channels/coalescer.ts";
import {ExecutionLog} from "../executions/executionLog.ts";
import {OutputLimit} from "../executions/outputLimit.ts";
import {type Death, Voice} from "./voice.ts";

/** The kernel as Jupyter's interface tells it. */
export interface KernelModel {
  id: string;
  name: string;
  /** ISO 8601. */
  last_activity: string;
  execution_state: string;
  connections: number;
}

export interface RunningKernelOptions {
  id: string;
  kernel: InstalledKernel;
  cwd: string;
  env: Record<string, string | undefined>;
  runtimeDir: string;
  /** Bytes that one execution may print. */
  outputLimit: number;
  log: {info(text: string): void; warn(text: string): void};
}

/** How often a kernel that died is started again before it counts as dead. */
const tries = 5;
/** How long a kernel lives that counts as well again, in ms. */
const wellAfter = 10_000;
/** How long a kernel may take until it first answers, in ms. */
const patience = 120_000;
/** What waits before the first new start, in ms; each further one waits twice as long. */
const firstDelay = 100;

interface Events {
  /** Something for the clients. */
  message: [ChannelMessage];
  /** State, activity or the number of clients changed. */
  change: [];
  /** It was shut down, and nothing more comes. */
  end: [];
}

/** A kernel of the server: outlives its process, and all who speak with it. */
export class RunningKernel extends EventEmitter<Events> {
  readonly id: string;
  readonly kernel: InstalledKernel;
  /** Its working directory. */
  readonly cwd: string;
  readonly executions = new ExecutionLog();
  lastActivity = new Date();
  /** How many clients are connected. */
  connections = 0;
  readonly #options: RunningKernelOptions;
  readonly #voice = new Voice();
  readonly #coalescer: Coalescer;
  readonly #limit: OutputLimit;
  #state = "starting";
  #process: KernelProcess | undefined;
  #client: KernelClient | undefined;
  /** What clients have said that waits for the kernel to be ready. */
  #waiting: {channel: RequestChannel; message: Message}[] = [];
  #isReady = false;
  #isEnded = false;
  /** Counts the starts, so that what belongs to an earlier one can be told. */
  #start = 0;
  #deaths = 0;
  /** When it last began to answer. */
  #wellSince = Infinity;
  #restarting: Promise<void> | undefined;

  constructor(options: RunningKernelOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
    this.id = options.id;
    this.kernel = options.kernel;
    this.cwd = options.cwd;
    this.#limit = new OutputLimit(options.outputLimit);
    this.#coalescer = new Coalescer((message) => {
      for (const passed of this.#limit.pass(message)) this.#publish(passed);
    });
  }

  get name(): string {
    return this.kernel.name;
  }

  get state(): string {
    return this.#state;
  }

  /** The session of the kernel's own messages, under which clients expect all that they hear. */
  get session(): string {
    return this.#voice.session;
  }

  /** Whether it can still be spoken with. */
  get isAlive(): boolean {
    return !this.#isEnded && this.#state !== "dead";
  }

  model(): KernelModel {
    return {
      id: this.id,
      name: this.name,
      last_activity: this.lastActivity.toISOString(),
      execution_state: this.#state,
      connections: this.connections
    };
  }

  /**
   * Starts the process; settles when it runs, which is before it answers.
   *
   * @throws Error if it cannot be started
   */
  async start(): Promise<void> {
    const start = ++this.#start;
    const {id, kernel, cwd, env, runtimeDir, log} = this.#options;
    this.#isReady = false;
    this.#client?.close();
    const process = await startKernel(kernel, {
      id,
      cwd,
      env,
      runtimeDir,
      onOutput: (text) => log.info(`kernel ${id}: ${text.trimEnd()}`)
    });
    if (this.#isEnded || start !== this.#start) return process.kill();
    this.#process = process;
    void process.exited.then((exit) => {
      if (start === this.#start && !this.#isEnded) void this.#revive(exit);
    });
    void this.#connect(process, start);
  }

  /** Settles when the kernel answers, is dead or was shut down. */
  async settled(): Promise<void> {
    while (this.isAlive && !this.#isReady) {
      await new Promise((resolve) => this.once("change", () => resolve(undefined)));
    }
  }

  /** Sends what a client has to say, as soon as the kernel takes it. */
  send(channel: RequestChannel, message: Message): void {
    if (!this.isAlive) return;
    this.#active();
    if (channel === "shell" && message.header.msg_type === "execute_request") {
      this.executions.request(message);
    }
    if (channel === "stdin") this.executions.answered(message);
    if (this.#isReady) this.#client?.send(channel, message);
    else this.#waiting.push({channel, message});
  }

  /** A message that shows a text below the newest cell. */
  textBelow(text: string): ChannelMessage {
    const parent = this.executions.all().at(-1)?.request ?? {};
    return this.#voice.say("iopub", "stream", {name: "stderr", text: `${text}\n`}, parent);
  }

  async interrupt(): Promise<void> {
    await this.#process?.interrupt();
  }

  /**
   * Ends the process and starts another; settles when that one answers.
   *
   * @throws Error if it does not come up
   */
  async restart(): Promise<void> {
    // Whoever asks meanwhile gets the same new kernel.
    this.#restarting ??= this.#restart().finally(() => (this.#restarting = undefined));
    await this.#restarting;
  }

  async #restart(): Promise<void> {
    const old = this.#process;
    // The end of the old process is meant from here on.
    ++this.#start;
    this.#deaths = 0;
    this.#waiting = [];
    await old?.shutdown({restart: true});
    this.#abortPending();
    this.#become("starting");
    try {
      await this.start();
    } catch (error) {
      this.#announce("dead");
      throw error;
    }
    await this.settled();
    if (!this.isAlive) throw new Error(`restart: the kernel ${this.name} did not come up again`);
  }

  /** Ends the kernel; settles when its process is gone. */
  async shutdown(): Promise<void> {
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#process?.shutdown();
    this.#coalescer.flush();
    this.#abortPending();
    this.#client?.close();
    this.emit("change");
    this.emit("end");
  }

  async #connect(process: KernelProcess, start: number): Promise<void> {
    const {log, id} = this.#options;
    try {
      const client = await connectKernel(process, {
        session: this.#voice.own,
        timeout: patience,
        onError: (error) => log.warn(`kernel ${id}: ${String(error)}`),
        listener: (channel, message, frames) => {
          if (start === this.#start) this.#hear(channel, message, frames);
        }
      });
      if (this.#isEnded || start !== this.#start) return client.close();
      this.#client = client;
      this.#isReady = true;
      this.#wellSince = Date.now();
      if (this.#state === "starting" || this.#state === "restarting") this.#become("idle");
      for (const {channel, message} of this.#waiting.splice(0)) client.send(channel, message);
      this.emit("change");
    } catch (error) {
      // Its end is seen elsewhere.
      log.warn(`kernel ${id}: ${(error as Error).message}`);
      process.kill();
    }
  }

  /** The process died, which nobody had asked for. */
  async #revive({code, signal}: Exit): Promise<void> {
    const {log, id} = this.#options;
    const how = signal ?? `exit code ${code ?? "unknown"}`;
    log.warn(`kernel ${id} died (${how})`);
    if (Date.now() - this.#wellSince > wellAfter) this.#deaths = 0;
    this.#wellSince = Infinity;
    this.#isReady = false;
    this.#waiting = [];
    this.#coalescer.flush();
    this.#abortPending({how, said: this.#process?.lastOutput.trim() ?? ""});
    for (;;) {
      const start = this.#start;
      if (++this.#deaths > tries) return this.#announce("dead");
      this.#announce("restarting");
      const delay = firstDelay * 2 ** (this.#deaths - 1);
      await new Promise((resolve) => setTimeout(resolve, delay));
      // Somebody has restarted it or shut it down meanwhile.
      if (this.#isEnded || start !== this.#start) return;
      try {
        return await this.start();
      } catch (error) {
        log.warn(`kernel ${id}: ${(error as Error).message}`);
        if (this.#isEnded) return;
      }
    }
  }

  #hear(channel: Channel, message: Message, frames: Uint8Array[]): void {
    const {header, parent_header, content} = message;
    this.#voice.session = header.session;
    // What this server asks, and that it subscribes, is between the kernel and itself.
    const isOwn = parent_header.session === this.#voice.own.id;
    if (isOwn || header.msg_type === "iopub_welcome") return;
    const state = header.msg_type === "status" ? content.execution_state : undefined;
    if (typeof state === "string" && state !== "starting") this.#become(state);
    this.#active();
    this.#coalescer.push(new ChannelMessage(channel, message, frames));
  }

  #publish(message: ChannelMessage): void {
    this.executions.hear(message);
    this.emit("message", message);
    this.emit("change");
  }

  /** Tells all clients, as the kernel can no longer do it. */
  #announce(state: "restarting" | "dead"): void {
    this.#become(state);
    this.#publish(this.#voice.say("iopub", "status", {execution_state: state}));
  }

  #abortPending(death?: Death): void {
    for (const execution of this.executions.pending()) {
      for (const message of this.#voice.abort(execution, death)) this.#publish(message);
    }
  }

  #become(state: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("change");
  }

  #active(): void {
    this.lastActivity = new Date();
    this.emit("change");
  }
}
