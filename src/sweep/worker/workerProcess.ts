import {type ChildProcess, fork} from "node:child_process";
import {appendFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {Outcome, Task} from "../runner.ts";
import {endingOf} from "./ending.ts";
import type {FromWorker, ObjectiveSource, ToWorker} from "./messages.ts";

export interface WorkerOptions {
  objective: ObjectiveSource;
  data: unknown;
  /** Threads that a trial computes on. */
  threads: number;
  /** How long a trial may take, in s. */
  timeout: number;
  /** How long a trial may give no sign of life, in s. */
  stuckAfter: number;
}

/** How a trial ended in a process, and whether the process may take another. */
export interface WorkerEnd {
  outcome: Outcome;
  isClean: boolean;
  engine?: unknown;
}

/** How much of what a process said last is kept, and how long it may be on its way, in ms. */
const lastWords = 8192;
const patience = 500;

const program = fileURLToPath(new URL("main.js", import.meta.url));

/** A process that runs trials, from the sweep's side. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #options: WorkerOptions;
  readonly exited: Promise<string>;
  #folder: string | undefined;
  #heard: (message: FromWorker) => void = () => undefined;
  #failed: (error: unknown) => void = () => undefined;
  #said = "";

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#child = fork(program, {
      env: {
        ...process.env,
        CONVNOTES_THREADS: String(options.threads),
        // A trial is a run of its own, not part of the run or trial that the sweep may be in.
        CONVNOTES_CHECKPOINTS: "",
        CONVNOTES_SWEEP: ""
      },
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"]
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve(`did not start (${error.message})`));
      this.#child.once("exit", (code, signal) => {
        const end = (): void => resolve(endingOf(code, signal, this.#said));
        this.#child.once("close", end);
        // A process of its own may keep the pipes open.
        setTimeout(end, patience).unref();
      });
    });
    this.#child.on("message", (message: FromWorker) => this.#heard(message));
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on("data", (text: Buffer) => {
        this.#said = (this.#said + text.toString()).slice(-lastWords);
        if (!this.#folder) return;
        try {
          appendFileSync(join(this.#folder, "output.txt"), text);
        } catch (error) {
          this.#failed(error);
        }
      });
    }
    this.#send({type: "objective", objective: options.objective, data: options.data});
  }

  async run(
    task: Task,
    report: (step: number, value: number) => Promise<boolean>,
    signal: AbortSignal
  ): Promise<WorkerEnd> {
    const {timeout, stuckAfter} = this.#options;
    this.#folder = task.folder;
    const watch = new AbortController();
    const limits = limitsOf({timeout, stuckAfter}, watch.signal);
    const lost = (reason: string): WorkerEnd => ({
      outcome: {status: "lost", reason},
      isClean: false
    });
    try {
      return await new Promise<WorkerEnd>((resolve, reject) => {
        this.#failed = reject;
        this.#heard = (message) => {
          limits.alive();
          if (message.type === "end") resolve(message);
          if (message.type !== "report") return;
          report(message.step, message.value).then(
            (prune) => this.#send({type: "decision", prune}),
            reject
          );
        };
        void this.exited.then((how) => resolve(lost(`its process ${how}`)));
        void limits.reached.then((what) => resolve(lost(what)));
        const stop = (): void => resolve({outcome: {status: "stopped"}, isClean: false});
        signal.addEventListener("abort", stop, {signal: watch.signal});
        if (signal.aborted) stop();
        this.#send({type: "run", task});
      });
    } finally {
      watch.abort();
      this.#heard = () => undefined;
      this.#failed = () => undefined;
      this.#folder = undefined;
    }
  }

  /** Ends the process, whatever it is at; settles when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }

  #send(message: ToWorker): void {
    // A process that has just died is told of by its exit.
    this.#child.send(message, () => undefined);
  }
}

/** What ends a trial that does not end by itself. */
function limitsOf(
  {timeout, stuckAfter}: {timeout: number; stuckAfter: number},
  over: AbortSignal
): {reached: Promise<string>; alive: () => void} {
  let aliveAt = performance.now();
  const reached = new Promise<string>((resolve) => {
    const started = aliveAt;
    const look = (): void => {
      const now = performance.now();
      if (now - started > timeout * 1000) resolve(`it took longer than ${timeout} s`);
      if (now - aliveAt > stuckAfter * 1000) {
        resolve(`it gave no sign of life for ${stuckAfter} s`);
      }
    };
    const every = Math.min(1000, (Math.min(timeout, stuckAfter) * 1000) / 4);
    const timer = setInterval(look, every);
    over.addEventListener("abort", () => clearInterval(timer), {once: true});
  });
  return {reached, alive: () => void (aliveAt = performance.now())};
}
