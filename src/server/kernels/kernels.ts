import {randomUUID} from "node:crypto";
import {existsSync, statSync} from "node:fs";
import path from "node:path";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import {RunningKernel} from "./runningKernel.ts";

export interface StartOptions {
  /** Name of the kernelspec; the default kernel unless given. */
  name?: string | undefined;
  /** Given by clients that want to know it before. */
  id?: string | undefined;
  /** API path of the folder that the kernel starts in; the nearest above it that exists. */
  folder?: string | undefined;
  /** API path of the notebook, which libraries ask for. */
  sessionPath?: string | undefined;
}

/** What Jupyter's interface takes for an id; it is part of URLs and of a file's name. */
const validId = /^\w+-\w+-\w+-\w+-\w+$/;
const schemaId = "https://events.jupyter.org/jupyter_server/kernel_actions/v1";

type Action = "start" | "interrupt" | "restart" | "shutdown";

/** The kernels that run. */
export class Kernels {
  readonly #context: ServerContext;
  readonly #running = new Map<string, RunningKernel>();
  readonly #listeners: ((kernel: RunningKernel) => void)[] = [];
  #isClosed = false;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  list(): RunningKernel[] {
    return [...this.#running.values()];
  }

  has(id: string): boolean {
    return this.#running.has(id);
  }

  /** @throws HttpError 404 if no kernel has the id */
  get(id: string): RunningKernel {
    const kernel = this.#running.get(id);
    if (!kernel) throw new HttpError(404, `Kernel does not exist: ${id}`);
    return kernel;
  }

  /** Calls the listener with each kernel that is started from now on. */
  onStart(listener: (kernel: RunningKernel) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Starts a kernel; settles when its process runs.
   *
   * @throws HttpError 501 if no kernelspec has the name, 400 if the id is none, 409 if it is taken or
   *   the kernel is shut down meanwhile, 500 if the process cannot be started
   */
  async start({
    name,
    id = randomUUID(),
    folder = "",
    sessionPath
  }: StartOptions = {}): Promise<RunningKernel> {
    const {defaultKernel, runtimeDir, rootDir, config, log} = this.#context;
    if (this.#isClosed) throw new HttpError(503, "The server is shutting down");
    if (!validId.test(id)) throw new HttpError(400, `Not an id of a kernel: ${JSON.stringify(id)}`);
    if (this.#running.has(id)) throw new HttpError(409, `Kernel already exists: ${id}`);
    const wanted = (name ?? defaultKernel).toLowerCase();
    const installed = this.#context.kernelspecs().get(wanted);
    if (!installed) {
      const message = `The '${wanted}' kernel is not available. Please pick another suitable kernel instead, or install that kernel.`;
      throw new HttpError(501, message, {details: {short_message: `${wanted} not found`}});
    }
    const kernel = new RunningKernel({
      id,
      kernel: installed,
      cwd: existingFolder(rootDir, folder),
      env: {
        ...process.env,
        ...(sessionPath !== undefined && {JPY_SESSION_NAME: path.join(rootDir, sessionPath)})
      },
      runtimeDir,
      outputLimit: config.outputLimit,
      log
    });
    this.#running.set(id, kernel);
    kernel.on("change", () => this.#count());
    try {
      await kernel.start();
    } catch (cause) {
      this.#running.delete(id);
      await kernel.shutdown();
      this.#emit("start", kernel, (cause as Error).message);
      throw new HttpError(500, (cause as Error).message, {cause});
    }
    if (!this.#running.has(id))
      throw new HttpError(409, `Kernel was shut down at its start: ${id}`);
    for (const listener of this.#listeners) listener(kernel);
    this.#count();
    this.#emit("start", kernel);
    return kernel;
  }

  async interrupt(id: string): Promise<void> {
    const kernel = this.get(id);
    await kernel.interrupt();
    this.#emit("interrupt", kernel);
  }

  /** @throws HttpError 500 if it does not come up again */
  async restart(id: string): Promise<RunningKernel> {
    const kernel = this.get(id);
    try {
      await kernel.restart();
    } catch (cause) {
      this.#emit("restart", kernel, (cause as Error).message);
      throw new HttpError(500, "Exception restarting kernel", {cause});
    }
    this.#emit("restart", kernel);
    return kernel;
  }

  async shutdown(id: string): Promise<void> {
    const kernel = this.get(id);
    // From now on it is not there any more, though it may take a while to end.
    this.#running.delete(id);
    this.#count();
    await kernel.shutdown();
    this.#emit("shutdown", kernel);
  }

  /** Ends all of them; none can be started any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.list().map(({id}) => this.shutdown(id)));
  }

  #count(): void {
    const {activity} = this.#context;
    const kernels = this.list();
    activity.kernels = kernels.length;
    activity.connections = kernels.reduce((sum, {connections}) => sum + connections, 0);
    for (const {lastActivity} of kernels) {
      if (lastActivity > activity.lastActivity) activity.lastActivity = lastActivity;
    }
  }

  #emit(action: Action, {id, name}: RunningKernel, failure?: string): void {
    const msg =
      failure === undefined
        ? `Kernel ${id} was ${past[action]}`
        : `Failed to ${action}: ${failure}`;
    const status = failure === undefined ? "success" : "error";
    const data = {action, kernel_id: id, kernel_name: name, status, msg};
    this.#context.events.emit("event", {schemaId, version: "1", data});
  }
}

const past: Record<Action, string> = {
  start: "started",
  interrupt: "interrupted",
  restart: "restarted",
  shutdown: "shutdown"
};

/** The folder of an API path, or the nearest above it that is there: a session may be of a file to come. */
function existingFolder(rootDir: string, apiPath: string): string {
  const names = apiPath.split("/").filter((name) => name && name !== ".");
  if (names.includes(".."))
    throw new HttpError(404, `${apiPath} is outside root contents directory`);
  for (; names.length > 0; names.pop()) {
    const folder = path.join(rootDir, ...names);
    if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  }
  return rootDir;
}
