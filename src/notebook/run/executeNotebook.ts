import type {KernelClient} from "../../jupyter/kernelClient.ts";
import type {KernelProcess} from "../../jupyter/kernelProcess.ts";
import type {Channel, Message} from "../../jupyter/message.ts";
import {type CodeCell, type Notebook, tagsOf} from "../notebook.ts";
import type {CellRunMetadata, RunStatus} from "./metadata.ts";
import {Outputs} from "./outputs.ts";

/** An error as Jupyter's messages have it. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** How a cell ended. */
export interface CellEnd {
  status: "ok" | "failed" | Exclude<RunStatus, "completed" | "failed">;
  /** In s. */
  duration: number;
  error?: CellError;
}

export interface ExecuteOptions {
  kernel: KernelProcess;
  client: KernelClient;
  /** How long a cell may take, in s; as long as it likes unless given. */
  timeout?: number;
  /** Whether the cells after one that failed are run, too. */
  allowErrors?: boolean;
  /** Interrupts the running cell and ends the run. */
  signal?: AbortSignal;
  /** @param index - the cell's place among the code cells, from 0 */
  onStart?: (cell: CodeCell, index: number) => void;
  /** Hears what a cell publishes, after it is among its outputs. */
  onOutput?: (cell: CodeCell, message: Message) => void;
  /** Called when a cell is done; the next one waits for it. */
  onEnd?: (cell: CodeCell, index: number, end: CellEnd) => void | Promise<void>;
}

/** How a run ended, and at which cell if before the last one. */
export interface RunEnd {
  status: RunStatus;
  /** The first cell that failed, or the one that ended the run. */
  cell?: CodeCell;
  /** Its place among the code cells, from 0. */
  index?: number;
  error?: CellError;
}

/** How long a cell that was interrupted may take to end, in ms; the kernel is ended after that. */
const grace = 5000;
/** How long a kernel may take from its reply to `idle`, in ms. */
const idleGrace = 10_000;

/**
 * Runs the code cells of a notebook from top to bottom, putting outputs, execution counts and times
 * into them. Ends at the first cell that fails unless that is allowed, for all or by the cell's tag
 * `raises-exception`; cells tagged `skip-execution` and empty ones are passed over.
 *
 * Never throws for what a cell does: whatever happens, the notebook holds what there is until then.
 */
export async function executeNotebook(
  notebook: Notebook,
  options: ExecuteOptions
): Promise<RunEnd> {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  cells.forEach(reset);
  const run = new Run(options);
  try {
    let first: RunEnd | undefined;
    for (const [index, cell] of cells.entries()) {
      if (cell.source.trim() === "" || tagsOf(cell).includes("skip-execution")) continue;
      if (options.signal?.aborted) return {status: "interrupted", cell, index};
      options.onStart?.(cell, index);
      const end = await run.execute(cell);
      await options.onEnd?.(cell, index, end);
      const {status, error} = end;
      if (status === "ok" || (status === "failed" && mayFail(cell))) continue;
      first ??= {status, cell, index, error};
      if (status !== "failed") return {status, cell, index, error};
      if (!options.allowErrors) return first;
    }
    return first ?? run.lateFailure(cells) ?? {status: "completed"};
  } finally {
    run.close();
  }
}

/** One run: what is heard of the kernel belongs to the cell that caused it, also when it comes late. */
class Run {
  readonly #options: ExecuteOptions;
  readonly #outputs = new Outputs();
  readonly #cells = new Map<string, CodeCell>();
  readonly #stopListening: () => void;
  readonly #errors = new Map<CodeCell, CellError>();
  #running: {id: string; heard: (what: "idle" | Message) => void} | undefined;

  constructor(options: ExecuteOptions) {
    this.#options = options;
    this.#stopListening = options.client.listen((channel, message) => this.#hear(channel, message));
  }

  async execute(cell: CodeCell): Promise<CellEnd> {
    const {client} = this.#options;
    const started = performance.now();
    mark(cell, {status: "running", start_time: new Date().toISOString()});
    const request = client.session.message("execute_request", {
      content: {
        code: cell.source,
        silent: false,
        store_history: true,
        user_expressions: {},
        // Nobody is there to answer: the kernel says so to a cell that asks.
        allow_stdin: false,
        stop_on_error: true
      }
    });
    const done = this.#answer(request.header.msg_id, cell);
    client.send("shell", request);
    const end = await this.#settle(done, cell);
    this.#running = undefined;
    const duration = (performance.now() - started) / 1000;
    mark(cell, {
      status: end.status === "ok" ? "completed" : "failed",
      end_time: new Date().toISOString(),
      duration,
      exception: end.status !== "ok"
    });
    return {...end, duration};
  }

  close(): void {
    this.#stopListening();
  }

  /** An error of what a cell left running, which no reply tells of. */
  lateFailure(cells: readonly CodeCell[]): RunEnd | undefined {
    for (const [index, cell] of cells.entries()) {
      const error = this.#errors.get(cell);
      if (!error || mayFail(cell)) continue;
      mark(cell, {status: "failed", exception: true});
      return {status: "failed", cell, index, error};
    }
    return undefined;
  }

  /** Settles with the reply when the kernel is done with the cell. */
  #answer(id: string, cell: CodeCell): Promise<Message> {
    this.#cells.set(id, cell);
    return new Promise((resolve) => {
      let reply: Message | undefined;
      let isIdle = false;
      let timer: NodeJS.Timeout | undefined;
      const heard = (what: "idle" | Message): void => {
        if (what === "idle") isIdle = true;
        else reply = what;
        if (!reply) return;
        clearTimeout(timer);
        if (isIdle) return resolve(reply);
        // A kernel that does not say idle has nothing more to say.
        timer = setTimeout(resolve, idleGrace, reply);
      };
      this.#running = {id, heard};
    });
  }

  async #settle(done: Promise<Message>, cell: CodeCell): Promise<Omit<CellEnd, "duration">> {
    const {kernel, timeout, signal} = this.#options;
    const died = kernel.exited.then(() => "died" as const);
    const limits = new Limits(timeout, signal);
    try {
      const first = await Promise.race([done, died, limits.reached]);
      if (first === "died") return this.#fail(cell, "died", deathOf(await kernel.exited, kernel));
      if (typeof first !== "string") return ended(first, cell);
      await this.#stop(done, died);
      if (first === "interrupted") return {status: "interrupted", error: lastError(cell)};
      const evalue = `the cell took longer than ${timeout} s`;
      return this.#fail(cell, "timeout", {ename: "CellTimeout", evalue, traceback: []});
    } finally {
      limits.clear();
    }
  }

  /** Interrupts the running cell, and ends the kernel when that does not help. */
  async #stop(done: Promise<unknown>, died: Promise<unknown>): Promise<void> {
    const {kernel} = this.#options;
    await kernel.interrupt();
    const patience = new Limits(grace / 1000, undefined);
    const first = await Promise.race([done, died, patience.reached]);
    patience.clear();
    if (first === "timeout") {
      kernel.kill();
      await kernel.exited;
    }
  }

  #fail(cell: CodeCell, status: "died" | "timeout", error: CellError): Omit<CellEnd, "duration"> {
    const traceback =
      error.traceback.length > 0 ? error.traceback : [`${error.ename}: ${error.evalue}`];
    this.#outputs.fail(cell, {...error, traceback});
    return {status, error: {...error, traceback}};
  }

  #hear(channel: Channel, message: Message): void {
    const id = message.parent_header.msg_id ?? "";
    const cell = this.#cells.get(id);
    if (!cell) return;
    const running = this.#running?.id === id ? this.#running : undefined;
    const {msg_type} = message.header;
    if (channel === "shell" && msg_type === "execute_reply") return running?.heard(message);
    if (channel !== "iopub") return;
    if (msg_type === "status") {
      if (message.content.execution_state === "idle") running?.heard("idle");
      return;
    }
    if (msg_type === "execute_input") {
      cell.execution_count = message.content.execution_count as number;
      return;
    }
    this.#outputs.take(cell, message);
    if (msg_type === "error") this.#errors.set(cell, message.content as unknown as CellError);
    this.#options.onOutput?.(cell, message);
  }
}

/** What ends a cell from outside, whichever comes first. */
class Limits {
  readonly reached: Promise<"timeout" | "interrupted">;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #clear: () => void;

  constructor(timeout: number | undefined, signal: AbortSignal | undefined) {
    let reach: (limit: "timeout" | "interrupted") => void = () => {};
    this.reached = new Promise((resolve) => (reach = resolve));
    const aborted = (): void => reach("interrupted");
    if (signal?.aborted) aborted();
    signal?.addEventListener("abort", aborted);
    this.#clear = () => signal?.removeEventListener("abort", aborted);
    if (timeout !== undefined) this.#timer = setTimeout(() => reach("timeout"), timeout * 1000);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#clear();
  }
}

function ended({content}: Message, cell: CodeCell): Omit<CellEnd, "duration"> {
  if (typeof content.execution_count === "number") cell.execution_count = content.execution_count;
  if (content.status === "ok") return {status: "ok"};
  const error = content as unknown as CellError;
  // Our kernel goes on in a new process; what the cells before have computed is gone all the same.
  if (error.ename === "RuntimeExited") return {status: "died", error};
  return {status: "failed", error};
}

function lastError(cell: CodeCell): CellError | undefined {
  const error = cell.outputs.findLast(({output_type}) => output_type === "error");
  return error as CellError | undefined;
}

function deathOf(
  {code, signal}: {code: number | null; signal: string | null},
  {lastOutput}: KernelProcess
): CellError {
  const how = signal ? `was ended by ${signal}` : `ended with code ${code ?? "unknown"}`;
  const evalue = `the kernel ${how} while it ran the cell`;
  const said = lastOutput.trim();
  return {ename: "DeadKernel", evalue, traceback: said ? [`DeadKernel: ${evalue}`, said] : []};
}

function mayFail(cell: CodeCell): boolean {
  return tagsOf(cell).includes("raises-exception");
}

const pending: CellRunMetadata = {
  status: "pending",
  start_time: null,
  end_time: null,
  duration: null,
  exception: null
};

function reset(cell: CodeCell): void {
  cell.outputs = [];
  cell.execution_count = null;
  mark(cell, pending);
}

function mark(cell: CodeCell, change: Partial<CellRunMetadata>): void {
  const {papermill = {}} = cell.metadata as {papermill?: object};
  cell.metadata = {...cell.metadata, papermill: {...papermill, ...change}};
}
