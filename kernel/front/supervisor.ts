import type {FromRuntime, ToRuntime} from "../messages.ts";
import type {RuntimeExit} from "../runtime/runtimeProcess.ts";

/** The process that user code runs in. */
export interface Runtime {
  send(message: ToRuntime): void;
  interrupt(): void;
  kill(): void;
}

export interface RuntimeListeners {
  message: (message: FromRuntime) => void;
  exit: (exit: RuntimeExit) => void;
}

/** Starts a runtime; its listeners are told of it alone. */
export type StartRuntime = (listeners: RuntimeListeners) => Runtime;

interface Listeners {
  message: (message: FromRuntime) => void;
  /**
   * The runtime is gone; settles when its cell is answered, and only then is a new one started. One
   * that never was ready is not replaced before it is needed, or a broken machine would spin.
   */
  death: (exit: RuntimeExit, isReplaced: boolean) => Promise<void>;
  /** Nothing is being replaced any more, whether the new runtime lives or not. */
  settled: () => void;
}

/** Keeps a runtime running: one that dies is replaced, so that only its variables are lost. */
export class Supervisor {
  readonly #startRuntime: StartRuntime;
  readonly #listeners: Listeners;
  #runtime: Runtime | undefined;
  #whole: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(startRuntime: StartRuntime, listeners: Listeners) {
    this.#startRuntime = startRuntime;
    this.#listeners = listeners;
    this.#start(() => {});
  }

  /** Settles when no runtime is being replaced: cells begin then. */
  whole(): Promise<void> {
    return this.#whole;
  }

  /** @returns whether there is a runtime to send to */
  send(message: ToRuntime): boolean {
    this.#runtime?.send(message);
    return this.#runtime !== undefined;
  }

  interrupt(): void {
    this.#runtime?.interrupt();
  }

  /** Ends the runtime, which is then replaced. */
  kill(): void {
    this.#runtime?.kill();
  }

  /** Starts a runtime if the last one died before it was ready, which is not tried again by itself. */
  revive(): void {
    if (!this.#runtime) this.#replace();
  }

  close(): void {
    this.#isClosed = true;
    this.#runtime?.kill();
    this.#runtime = undefined;
  }

  /** @param onStart - called when the runtime is ready, or gone without ever having been */
  #start(onStart: () => void): void {
    let isReady = false;
    this.#runtime = this.#startRuntime({
      message: (message) => {
        if (message.type !== "ready") return this.#listeners.message(message);
        isReady = true;
        onStart();
      },
      exit: (exit) => {
        if (this.#isClosed) return;
        this.#runtime = undefined;
        const answered = this.#listeners.death(exit, isReady);
        if (isReady) this.#replace(answered);
        else onStart();
      }
    });
  }

  #replace(after: Promise<void> = Promise.resolve()): void {
    const started = () =>
      new Promise<void>((resolve) => {
        if (this.#isClosed) resolve();
        else this.#start(resolve);
      });
    this.#whole = after.then(started).then(() => {
      if (!this.#isClosed) this.#listeners.settled();
    });
  }
}
