import type {Clients} from "../channels/clients.ts";
import type {Contents} from "../contents/contents.ts";
import type {ServerContext} from "../context.ts";
import type {Kernels} from "../kernels/kernels.ts";
import type {RunningKernel} from "../kernels/runningKernel.ts";
import type {Sessions} from "../sessions/sessions.ts";
import type {Execution} from "./executionLog.ts";
import {writeOutputs} from "./notebookWriter.ts";

/** How long after a cell has ended its outputs wait for those of the next, in ms. */
const soon = 1000;
/** How often the outputs of a cell are written that still runs, in ms. */
const rarely = 60_000;

interface Parts {
  kernels: Kernels;
  sessions: Sessions;
  clients: Map<string, Clients>;
  contents: Contents;
}

/**
 * Keeps what cells put out when no front end is there to save it: writes it into the notebook soon
 * after a cell has ended, now and then while one runs, and when the server stops.
 */
export class Unattended {
  readonly #parts: Parts;
  readonly #log: ServerContext["log"];
  /** When the notebook was last saved with what was known then, by API path. */
  readonly #saved = new Map<string, Date>();
  readonly #timers = new Map<RunningKernel, {timer: NodeJS.Timeout; at: number}>();
  /** Writes of one kernel's notebook follow each other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: Parts, {events, log}: Pick<ServerContext, "events" | "log">) {
    this.#parts = parts;
    this.#log = log;
    events.on("event", ({data: {action, path, source_path}}) => {
      if (action === "save" && typeof path === "string") this.#saved.set(path, new Date());
      if (action === "rename" && typeof source_path === "string") this.#saved.delete(source_path);
    });
    parts.kernels.onStart((kernel) => {
      kernel.on("change", () => this.#look(kernel));
      kernel.once("end", () => this.#forget(kernel));
    });
  }

  /** Writes what is not in the notebooks yet, whoever is there; for when the server stops. */
  async writeAll(): Promise<void> {
    await Promise.all(this.#parts.kernels.list().map((kernel) => this.write(kernel)));
  }

  /** Writes what the notebooks of a kernel lack. */
  async write(kernel: RunningKernel): Promise<void> {
    this.#forget(kernel);
    const writing = this.#writing.then(() => this.#write(kernel));
    this.#writing = writing;
    await writing;
  }

  async #write(kernel: RunningKernel): Promise<void> {
    for (const {path, type} of this.#parts.sessions.ofKernel(kernel)) {
      if (type !== "notebook" || !path.endsWith(".ipynb")) continue;
      const begun = new Date();
      const unsaved = this.#unsaved(kernel, path);
      if (unsaved.length === 0) continue;
      try {
        const written = await writeOutputs(this.#parts.contents, path, unsaved);
        const left = unsaved.length - written.length;
        if (left > 0)
          this.#log.warn(`${path}: ${left} cells were run whose code is not in the file`);
        // What came while it was written is not in it.
        this.#saved.set(path, begun);
      } catch (error) {
        this.#log.warn(`${path}: outputs could not be saved: ${(error as Error).message}`);
      }
    }
  }

  #look(kernel: RunningKernel): void {
    if (!kernel.isAlive || this.#parts.clients.get(kernel.id)?.presence !== "gone") return;
    const unsaved = this.#parts.sessions
      .ofKernel(kernel)
      .flatMap(({path}) => this.#unsaved(kernel, path));
    if (unsaved.length === 0) return;
    const hasEnded = unsaved.some(({state}) => state === "done");
    const at = Date.now() + (hasEnded ? soon : rarely);
    const planned = this.#timers.get(kernel);
    if (planned && planned.at <= at) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(kernel);
      // Somebody may have come meanwhile, who has the notebook open.
      if (this.#parts.clients.get(kernel.id)?.presence === "gone") void this.write(kernel);
    }, at - Date.now());
    timer.unref();
    this.#timers.set(kernel, {timer, at});
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

  #forget(kernel: RunningKernel): void {
    clearTimeout(this.#timers.get(kernel)?.timer);
    this.#timers.delete(kernel);
  }
}
