import type {Clients} from "../channels/clients.ts";
import type {Contents} from "../contents/contents.ts";
import type {ServerContext} from "../context.ts";
import type {Kernels} from "../kernels/kernels.ts";
import type {RunningKernel} from "../kernels/runningKernel.ts";
import type {Sessions} from "../sessions/sessions.ts";
import type {Execution} from "./executionLog.ts";
import {writeOutputs} from "./notebookWriter.ts";

/** How often the outputs of a cell are written that still runs, in ms. */
const rarely = 60_000;
/** How long before a save the saved text was taken from the page, in ms: at most. */
const transit = 5000;

interface Parts {
  kernels: Kernels;
  sessions: Sessions;
  clients: Map<string, Clients>;
  contents: Contents;
}

/**
 * Keeps what cells put out when no front end is there to save it: writes it into the notebook some
 * seconds after a cell has ended, now and then while one runs, and when the server stops.
 */
export class Unattended {
  readonly #parts: Parts;
  readonly #context: ServerContext;
  /** When a notebook was last saved, by API path. */
  readonly #saved = new Map<string, Date>();
  /** When somebody else last read a notebook, in ms: a page that opens it is on its way. */
  readonly #read = new Map<string, number>();
  readonly #timers = new Map<RunningKernel, {timer: NodeJS.Timeout; at: number}>();
  /** Writes follow each other. */
  #writing: Promise<void> = Promise.resolve();
  /** The path that is being written by us. */
  #own: string | undefined;

  constructor(parts: Parts, context: ServerContext) {
    this.#parts = parts;
    this.#context = context;
    context.events.on("event", ({data: {action, path}}) => {
      if (typeof path !== "string" || path === this.#own) return;
      if (!parts.sessions.list().some((session) => session.path === path)) return;
      if (action === "get") this.#read.set(path, Date.now());
      if (action === "save") this.#noteSave(path);
    });
    parts.kernels.onStart((kernel) => {
      kernel.on("change", () => this.#look(kernel));
      kernel.once("end", () => this.#forget(kernel));
    });
  }

  /** Writes what is not in the notebooks yet, whoever is there; for when the server stops. */
  async writeAll(): Promise<void> {
    await Promise.all(this.#parts.kernels.list().map((kernel) => this.#queue(kernel)));
  }

  #queue(kernel: RunningKernel): Promise<void> {
    this.#forget(kernel);
    return (this.#writing = this.#writing.then(() => this.#write(kernel)));
  }

  async #write(kernel: RunningKernel): Promise<void> {
    const {log} = this.#context;
    for (const path of this.#notebooksOf(kernel)) {
      const begun = new Date();
      const unsaved = this.#unsaved(kernel, path);
      if (unsaved.length === 0) continue;
      this.#own = path;
      try {
        const written = await writeOutputs(this.#parts.contents, path, unsaved);
        const left = unsaved.length - written.length;
        if (left > 0) log.warn(`${path}: ${left} cells were run whose code is not in the file`);
        // What came while it was written is not in it.
        this.#saved.set(path, begun);
        kernel.executions.saved(begun);
      } catch (error) {
        log.warn(`${path}: outputs could not be saved: ${(error as Error).message}`);
      } finally {
        this.#own = undefined;
      }
    }
  }

  /** Plans a write, if there is anything to write and nobody there who would. */
  #look(kernel: RunningKernel): void {
    const presence = this.#parts.clients.get(kernel.id)?.presence ?? "here";
    if (!kernel.isAlive || presence === "here") return this.#forget(kernel);
    const unsaved = this.#notebooksOf(kernel).flatMap((path) => this.#unsaved(kernel, path));
    if (unsaved.length === 0) return;
    const hasEnded = unsaved.some(({state}) => state === "done");
    this.#plan(kernel, hasEnded ? this.#delay : rarely);
  }

  get #delay(): number {
    return this.#context.config.unattendedDelay * 1000;
  }

  /** Plans a write for then, unless there is one before. */
  #plan(kernel: RunningKernel, delay: number): void {
    const at = Date.now() + delay;
    const planned = this.#timers.get(kernel);
    if (planned && planned.at <= at) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(kernel);
      this.#due(kernel);
    }, delay);
    timer.unref();
    this.#timers.set(kernel, {timer, at});
  }

  #due(kernel: RunningKernel): void {
    const presence = this.#parts.clients.get(kernel.id)?.presence ?? "here";
    const since = Date.now() - this.#delay;
    const isOpening = this.#notebooksOf(kernel).some((path) => (this.#read.get(path) ?? 0) > since);
    if (presence === "gone" && !isOpening) void this.#queue(kernel);
    // A page may open the notebook just now, or come back whose network dropped: what is on the disk
    // must not change behind its back.
    else if (presence !== "here") this.#plan(kernel, presence === "lost" ? rarely : this.#delay);
  }

  /** Of each cell the newest execution, if it went on after the notebook was saved. */
  #unsaved(kernel: RunningKernel, path: string): Execution[] {
    const saved = this.#saved.get(path)?.getTime() ?? 0;
    const newest = new Map(kernel.executions.all().map((one) => [one.cellId, one]));
    newest.delete(undefined);
    return [...newest.values()].filter(
      ({state, changed}) => state !== "queued" && changed.getTime() >= saved
    );
  }

  #notebooksOf(kernel: RunningKernel): string[] {
    return this.#parts.sessions
      .ofKernel(kernel)
      .filter(({path, type}) => type === "notebook" && path.endsWith(".ipynb"))
      .map(({path}) => path);
  }

  #noteSave(path: string): void {
    const now = new Date();
    this.#saved.set(path, now);
    for (const {kernel, path: own} of this.#parts.sessions.list()) {
      if (own === path) kernel.executions.saved(new Date(now.getTime() - transit));
    }
  }

  #forget(kernel: RunningKernel): void {
    clearTimeout(this.#timers.get(kernel)?.timer);
    this.#timers.delete(kernel);
  }
}
