import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {stripVTControlCharacters} from "node:util";
import type {CellOutcome, ExecuteCell, FromRuntime, ToRuntime} from "../../../kernel/messages.ts";
import {
  type RuntimeExit,
  type RuntimeOptions,
  RuntimeProcess
} from "../../../kernel/runtime/runtimeProcess.ts";

type Message<T, M = FromRuntime> = M extends {type: infer U} ? (T extends U ? M : never) : never;

/** A cell that is running or was run, with what it sent. */
export class CellRun {
  readonly parent: string;
  readonly messages: FromRuntime[] = [];
  readonly done: Promise<CellOutcome>;
  end!: (outcome: CellOutcome) => void;
  fail!: (error: Error) => void;

  constructor(parent: string) {
    this.parent = parent;
    this.done = new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
    this.done.catch(() => {});
  }

  of<T extends FromRuntime["type"]>(type: T): Message<T>[] {
    return this.messages.filter((message) => message.type === type) as Message<T>[];
  }

  printed(name: "stdout" | "stderr"): string {
    return this.of("stream")
      .filter((message) => message.name === name)
      .map(({text}) => text)
      .join("");
  }

  /** The result as text without colours, `undefined` if nothing is shown. */
  get result(): string | undefined {
    const text = this.of("execute_result")[0]?.data["text/plain"];
    return text === undefined ? undefined : plain(text);
  }
}

/** A runtime process of its own, in a folder of its own, as the front would use it. */
export class Notebook {
  readonly folder = mkdtempSync(join(tmpdir(), "convnotes-runtime-"));
  readonly runtime = new RuntimeProcess();
  readonly exits: RuntimeExit[] = [];
  readonly #runs = new Map<string, CellRun>();
  readonly #watchers = new Set<() => void>();
  readonly #stray: FromRuntime[] = [];
  readonly #options: Partial<RuntimeOptions>;
  #count = 0;

  constructor(options: Partial<RuntimeOptions> = {}) {
    this.#options = options;
    this.runtime.onMessage = (message) => this.#receive(message);
    this.runtime.onExit = (exit) => {
      this.exits.push(exit);
      for (const run of this.#runs.values()) run.fail(new Error(exit.reason));
      this.#notify();
    };
    this.start();
  }

  start(): void {
    this.runtime.start({
      cwd: this.folder,
      env: process.env,
      mode: "convnotes",
      ...this.#options
    });
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.folder, path), text);
  }

  /** Sends a cell, without waiting for its end. */
  begin(code: string, options: Partial<ExecuteCell> = {}): CellRun {
    const number = ++this.#count;
    const run = new CellRun(`request-${number}`);
    this.#runs.set(run.parent, run);
    this.runtime.send({
      type: "execute",
      parent: run.parent,
      name: `Cell[${number}]`,
      code,
      executionCount: number,
      silent: false,
      userExpressions: {},
      allowStdin: true,
      ...options
    });
    return run;
  }

  /** Runs a cell to its end, whatever that is. */
  async run(
    code: string,
    options?: Partial<ExecuteCell>
  ): Promise<CellRun & {outcome: CellOutcome}> {
    const run = this.begin(code, options);
    const outcome = await run.done;
    return Object.assign(run, {outcome});
  }

  /** The text of a cell's result. */
  async value(code: string): Promise<string | undefined> {
    const run = await this.run(code);
    if (run.outcome.status === "error") throw new Error(plain(run.outcome.traceback.join("\n")));
    return run.result;
  }

  /** What a cell throws, as `name: message`. */
  async error(code: string): Promise<string> {
    const {outcome} = await this.run(code);
    if (outcome.status !== "error") throw new Error(`the cell ends well: ${code}`);
    return `${outcome.ename}: ${outcome.evalue}`;
  }

  async traceback(code: string): Promise<string> {
    const {outcome} = await this.run(code);
    if (outcome.status !== "error") throw new Error(`the cell ends well: ${code}`);
    return plain(outcome.traceback.join("\n"));
  }

  send(message: ToRuntime): void {
    this.runtime.send(message);
  }

  /** Waits until something that has come fits. */
  async until<T>(find: () => T | undefined | false): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  /** Messages of no cell that was sent from here. */
  get stray(): readonly FromRuntime[] {
    return this.#stray;
  }

  async close(): Promise<void> {
    if (this.exits.length === 0 || this.runtime.pid !== undefined) {
      const before = this.exits.length;
      this.runtime.kill();
      await this.until(() => this.exits.length > before);
    }
    rmSync(this.folder, {recursive: true, force: true});
  }

  #receive(message: FromRuntime): void {
    const run = "parent" in message ? this.#runs.get(message.parent) : undefined;
    if (run) {
      run.messages.push(message);
      if (message.type === "done") run.end(message.outcome);
    } else {
      this.#stray.push(message);
    }
    this.#notify();
  }

  #notify(): void {
    for (const watcher of this.#watchers) watcher();
    this.#watchers.clear();
  }
}

export function plain(text: unknown): string {
  return stripVTControlCharacters(String(text));
}
