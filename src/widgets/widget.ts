import {randomUUID} from "node:crypto";
import {isDeepStrictEqual} from "node:util";
import {isPlainObject, joinBuffers, type Path, splitBuffers} from "./buffers.ts";
import {type Comm, displaySymbol, host, type MimeBundle} from "./host.ts";
import type {Model, State} from "./models.ts";
import {openWidgets} from "./openWidgets.ts";

/** A model and what it is called, without `Model`. */
export type NamedModel = Model & {readonly name: string};

/** Called with the new value of a part of a widget's state, and the one before. */
export type Observer = (value: unknown, previous: unknown) => unknown;

/** The newest protocol whose every message is answered here. */
const protocolVersion = "2.1.0";
const reference = "IPY_MODEL_";

/**
 * Something with a state that code in a cell and a view of it in the page share, by ipywidgets' protocol.
 * Without a notebook it is its state alone.
 *
 * What a handler prints, and what it throws, is shown below the cell that has added it.
 *
 * @see https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md
 */
export class Widget {
  /** Its name in the page. */
  readonly id: string;
  readonly #model: NamedModel;
  readonly #state: State;
  readonly #comm: Comm | undefined;
  readonly #observers = new Map<string, Set<Observer>>();
  readonly #listeners = new Set<(content: unknown, buffers: readonly DataView[]) => unknown>();
  #isClosed = false;

  /**
   * @param model - which class it has in the page
   * @param state - what is not as the model says, by ipywidgets' names
   */
  constructor(model: NamedModel, state: State) {
    this.#model = model;
    this.#state = {...identity(model), ...structuredClone(model.state), ...state};
    const {state: json, paths, buffers} = splitBuffers(this.#wire(this.#state));
    this.#comm = host()?.comm("jupyter.widget", {state: json, buffer_paths: paths}, buffers, {
      version: protocolVersion
    });
    this.id = this.#comm?.id ?? randomUUID();
    if (!this.#comm) return;
    openWidgets.add(this);
    this.#comm.onMessage = (data, received) => this.#receive(data as Message, received);
    this.#comm.onClose = () => this.#forget();
  }

  /** Whether it has left the page. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A part of its state, by ipywidgets' name: `get("max")`. */
  get(name: string): unknown {
    return this.#state[name];
  }

  /**
   * Changes its state, and its views.
   *
   * @throws TypeError if it has no such part
   */
  set(changes: State): void {
    for (const name of Object.keys(changes)) this.#check(name);
    const changed = this.#take(changes);
    this.#send("update", Object.fromEntries(changed.map(([name]) => [name, this.#state[name]])));
    this.#notify(changed);
  }

  /**
   * Has a function called whenever a part of the state changes, by the reader or by code.
   *
   * @returns ends that
   * @throws TypeError if it has no such part
   */
  observe(name: string, observer: Observer): () => void {
    this.#check(name);
    const observers = this.#observers.get(name) ?? new Set();
    this.#observers.set(name, observers);
    const here = inItsCell(observer);
    observers.add(here);
    return () => void observers.delete(here);
  }

  /** Sends its views a message of their own kind. */
  send(content: unknown, buffers: readonly ArrayBufferView[] = []): void {
    this.#comm?.send({method: "custom", content}, buffers);
  }

  /**
   * Has a function called with what its views send.
   *
   * @returns ends that
   */
  onMessage(listener: (content: unknown, buffers: readonly DataView[]) => unknown): () => void {
    const here = inItsCell(listener);
    this.#listeners.add(here);
    return () => void this.#listeners.delete(here);
  }

  /** Takes it out of the page. */
  close(): void {
    if (this.#isClosed) return;
    this.#comm?.close();
    this.#forget();
    for (const part of [this.#state.layout, this.#state.style])
      if (part instanceof Widget) part.close();
  }

  /** What it is in a few words, where there is no view of it: `kernelSize: 3 (1 to 7)`. */
  words(): string {
    return this.#model.name;
  }

  /** All that a front end needs to make it. */
  description(): Record<string, unknown> {
    const {module, version, name} = this.#model;
    return {
      model_module: module,
      model_module_version: version,
      model_name: `${name}Model`,
      state: this.#wire(this.#state)
    };
  }

  [displaySymbol](): MimeBundle {
    return {
      "application/vnd.jupyter.widget-view+json": {
        version_major: 2,
        version_minor: 0,
        model_id: this.id
      },
      "text/plain": withHint(this.words())
    };
  }

  /** @returns what may be taken of what comes; throws what is wrong with it */
  protected accept(name: string, value: unknown): unknown {
    const first = (this.#model.state as State)[name];
    if (first === null || first === undefined || typeof value === typeof first) return value;
    throw new TypeError(
      `${this.#model.name}: ${name} is a ${typeof first}, but got ${JSON.stringify(value)}`
    );
  }

  #check(name: string): void {
    if (Object.hasOwn(this.#state, name)) return;
    const known = Object.keys(this.#state).filter((known) => !known.startsWith("_"));
    throw new TypeError(
      `${this.#model.name}: its state has ${known.join(", ")}, but no ${JSON.stringify(name)}`
    );
  }

  #wire(state: State): State {
    return toReferences(state) as State;
  }

  #send(method: "update" | "echo_update", state: State): void {
    if (!this.#comm || Object.keys(state).length === 0) return;
    const {state: json, paths, buffers} = splitBuffers(this.#wire(state));
    this.#comm.send({method, state: json, buffer_paths: paths}, buffers);
  }

  #receive(message: Message, buffers: readonly DataView[]): void {
    if (message.method === "custom") {
      for (const listener of this.#listeners) listener(message.content, buffers);
    } else if (message.method === "request_state") {
      this.#send("update", this.#state);
    } else if (message.method === "update") {
      const received = joinBuffers(message.state ?? {}, message.buffer_paths ?? [], buffers);
      this.#update(fromReferences(received) as State);
    }
  }

  /** Takes what the reader has changed, and tells all other pages of it. */
  #update(received: State): void {
    const accepted: State = {};
    const refused: State = {};
    for (const [name, value] of Object.entries(received)) {
      if (!Object.hasOwn(this.#state, name)) continue;
      try {
        accepted[name] = this.accept(name, value);
      } catch (error) {
        refused[name] = this.#state[name];
        host()?.reportError(error);
      }
    }
    this.#send("echo_update", accepted);
    this.#send("update", refused);
    this.#notify(this.#take(accepted));
  }

  /** @returns what has changed, with the values from before */
  #take(changes: State): [name: string, previous: unknown][] {
    const changed: [string, unknown][] = [];
    for (const [name, value] of Object.entries(changes)) {
      const previous = this.#state[name];
      if (isDeepStrictEqual(previous, value)) continue;
      this.#state[name] = value;
      changed.push([name, previous]);
    }
    return changed;
  }

  #notify(changed: readonly [name: string, previous: unknown][]): void {
    for (const [name, previous] of changed)
      for (const observer of this.#observers.get(name) ?? []) observer(this.#state[name], previous);
  }

  #forget(): void {
    this.#isClosed = true;
    openWidgets.delete(this);
  }
}

interface Message {
  method?: string;
  state?: State;
  buffer_paths?: Path[];
  content?: unknown;
}

/** Who reads the words has no view of it. */
function withHint(words: string): string {
  const [first = "", ...rest] = words.split("\n");
  return [first, "(controls: run the notebook in Jupyter to use them)", ...rest].join("\n");
}

/** What of a state never changes, and what everything has that is shown. */
function identity({module, version, name, view, isShown}: NamedModel): State {
  return {
    _model_module: module,
    _model_module_version: version,
    _model_name: `${name}Model`,
    _view_module: module,
    _view_module_version: version,
    _view_name: view,
    ...(isShown && {_dom_classes: [], tabbable: null, tooltip: null})
  };
}

/**
 * A handler whose output is shown below the cell that adds it. One that throws, or whose promise is rejected,
 * is told there, too, and keeps nobody else from being called.
 */
function inItsCell<A extends unknown[]>(
  handler: (...values: A) => unknown
): (...values: A) => void {
  const notebook = host();
  if (!notebook) return handler;
  const tell = (error: unknown): void => notebook.reportError(error);
  return notebook.here((...values: A) => {
    try {
      Promise.resolve(handler(...values)).catch(tell);
    } catch (error) {
      tell(error);
    }
  });
}

function toReferences(value: unknown): unknown {
  if (value instanceof Widget) return `${reference}${value.id}`;
  if (Array.isArray(value)) return value.map(toReferences);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, toReferences(v)]));
}

function fromReferences(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith(reference))
    return openWidgets.get(value.slice(reference.length)) ?? value;
  if (Array.isArray(value)) return value.map(fromReferences);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, fromReferences(v)]));
}
