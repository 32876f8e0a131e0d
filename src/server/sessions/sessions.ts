import {randomUUID} from "node:crypto";
import type {ServerContext} from "../context.ts";
import {HttpError} from "../httpError.ts";
import type {Kernels, StartOptions} from "../kernels/kernels.ts";
import type {KernelModel, RunningKernel} from "../kernels/runningKernel.ts";

/** A document, or a console, and the kernel that runs it. */
export interface Session {
  readonly id: string;
  /** API path of the document; of what is no file, any name that is its own. */
  path: string;
  name: string;
  /** `notebook`, `console`, `file`, or what a client makes up. */
  type: string;
  kernel: RunningKernel;
}

/** A session as Jupyter's interface tells it. */
export interface SessionModel {
  id: string;
  path: string;
  name: string;
  type: string;
  kernel: KernelModel;
  /** For older clients, of a notebook. */
  notebook?: {path: string; name: string};
}

export interface SessionRequest {
  path?: string | undefined;
  name?: string | undefined;
  type?: string | undefined;
  kernel?: {id?: string | undefined; name?: string | undefined} | undefined;
}

/** The sessions of a server, one a document. */
export class Sessions {
  readonly #kernels: Kernels;
  readonly #sessions = new Map<string, Session>();
  /** Sessions that are being made, by path: two tabs may ask at once. */
  readonly #starting = new Map<string, Promise<Session>>();

  constructor(kernels: Kernels, {events}: Pick<ServerContext, "events">) {
    this.#kernels = kernels;
    kernels.onStart((kernel) =>
      kernel.once("end", () => {
        for (const session of this.list()) {
          if (session.kernel === kernel) this.#sessions.delete(session.id);
        }
      })
    );
    // Who renames a file outside of the lab tells no session of it.
    events.on("event", ({data: {action, path, source_path}}) => {
      if (action !== "rename" || typeof path !== "string" || typeof source_path !== "string")
        return;
      this.#follow(source_path, path);
    });
  }

  list(): Session[] {
    return [...this.#sessions.values()];
  }

  /** @throws HttpError 404 if no session has the id */
  get(id: string): Session {
    const session = this.#sessions.get(id);
    if (!session) throw new HttpError(404, `Session not found: session_id='${id}'`);
    return session;
  }

  ofKernel(kernel: RunningKernel): Session[] {
    return this.list().filter((session) => session.kernel === kernel);
  }

  /**
   * The session of a document: one that is there already, or a new one, whose kernel is the one asked
   * for or started.
   *
   * @throws HttpError as {@link Kernels.start}
   */
  async open(request: SessionRequest & {path: string; type: string}): Promise<Session> {
    const found = this.list().find(({path}) => path === request.path);
    if (found) return found;
    const starting = this.#starting.get(request.path) ?? this.#create(request);
    this.#starting.set(request.path, starting);
    try {
      return await starting;
    } finally {
      this.#starting.delete(request.path);
    }
  }

  /**
   * Changes the document's path, name or type, or the kernel; a kernel that is left by its last session
   * is shut down.
   *
   * @throws HttpError 400 if there is no such kernel, or as {@link Kernels.start}
   */
  async change(id: string, {path, name, type, kernel}: SessionRequest): Promise<Session> {
    const session = this.get(id);
    let next: RunningKernel | undefined;
    if (kernel?.id !== undefined) {
      if (!this.#kernels.has(kernel.id)) throw new HttpError(400, `No such kernel: ${kernel.id}`);
      next = this.#kernels.get(kernel.id);
    } else if (kernel?.name !== undefined) {
      next = await this.#startKernel(path ?? session.path, {name: kernel.name});
    }
    if (!this.#sessions.has(id)) {
      // It ended while its kernel started.
      if (next) await this.#leave(next);
      return this.get(id);
    }
    // Only now, as somebody else may have changed it meanwhile.
    const old = session.kernel;
    session.kernel = next ?? old;
    if (path !== undefined) session.path = path;
    if (name !== undefined) session.name = name;
    if (type !== undefined) session.type = type;
    if (session.kernel !== old) await this.#leave(old);
    return session;
  }

  /** Ends the session, and its kernel if no other session uses it. */
  async delete(id: string): Promise<void> {
    const {kernel} = this.get(id);
    this.#sessions.delete(id);
    await this.#leave(kernel);
  }

  async #create({
    path,
    name,
    type,
    kernel = {}
  }: SessionRequest & {path: string; type: string}): Promise<Session> {
    const running =
      kernel.id !== undefined && this.#kernels.has(kernel.id)
        ? this.#kernels.get(kernel.id)
        : await this.#startKernel(path, kernel);
    const session = {id: randomUUID(), path, name: name ?? "", type, kernel: running};
    this.#sessions.set(session.id, session);
    return session;
  }

  #startKernel(path: string, options: StartOptions): Promise<RunningKernel> {
    const folder = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
    return this.#kernels.start({...options, folder, sessionPath: path});
  }

  async #leave(kernel: RunningKernel): Promise<void> {
    if (this.ofKernel(kernel).length > 0 || !this.#kernels.has(kernel.id)) return;
    await this.#kernels.shutdown(kernel.id);
  }

  /** A file or a folder above it has another name. */
  #follow(from: string, to: string): void {
    for (const session of this.#sessions.values()) {
      const {path} = session;
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      session.path = to + path.slice(from.length);
      if (session.name === path.slice(path.lastIndexOf("/") + 1)) {
        session.name = session.path.slice(session.path.lastIndexOf("/") + 1);
      }
    }
  }
}

export function sessionModel({id, path, name, type, kernel}: Session): SessionModel {
  const model = {id, path, name, type, kernel: kernel.model()};
  return type === "notebook" ? {...model, notebook: {path, name}} : model;
}
