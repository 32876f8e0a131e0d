import {type Output, withOutput} from "./controls/output.ts";
import type {Captured, Host, MimeBundle} from "./host.ts";

type Outcome = {readonly bundle: MimeBundle | undefined} | {readonly error: unknown};

/** What a long run prints is shown so often while it goes on, in ms. */
const paceMs = 100;

/**
 * Draws a figure again and again in the same place, one run at a time: what is asked for during a run is
 * drawn after it, once, with the values of then.
 */
export class Drawing {
  readonly #notebook: Host;
  readonly #draw: () => unknown;
  readonly #output: Output;
  readonly #id: string;
  readonly #display: (bundle: MimeBundle) => void;
  #isShown = false;
  #isRunning = false;
  #isWanted = false;
  #last: Outcome = {bundle: undefined};
  #waiting: PromiseWithResolvers<void> | undefined;

  /**
   * @param draw - gives what is shown, or a promise of it
   * @param output - where what it prints and throws appears
   * @param id - of the place where the figure is displayed
   */
  constructor(notebook: Host, draw: () => unknown, output: Output, id: string) {
    this.#notebook = notebook;
    this.#draw = draw;
    this.#output = output;
    this.#id = id;
    // The place is below the cell, also when nothing was there to show at first.
    this.#display = notebook.here((bundle: MimeBundle) => notebook.display(bundle, id));
  }

  /**
   * Draws for the first time.
   *
   * @param showControls - called when what the run has printed is known, before the figure is shown
   * @throws what the function throws, unless it does so later
   */
  begin(showControls: () => void): void {
    const outputs = this.#start();
    const outcome = this.#attempt(outputs);
    if (outcome instanceof Promise) {
      showControls();
      void outcome.then((settled) => this.#end(settled, outputs));
      return;
    }
    outputs.end();
    showControls();
    this.#isRunning = false;
    if ("error" in outcome) throw outcome.error;
    this.#show(outcome.bundle);
  }

  /** Draws when there is time: when what has come at once is all known, and the run before is over. */
  request(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    if (!this.#isRunning) setImmediate(() => this.#run());
  }

  /** Settles when all that was asked for is drawn; rejected with what the last run threw. */
  async drawn(): Promise<void> {
    if (this.#isRunning || this.#isWanted) {
      this.#waiting ??= withResolvers();
      await this.#waiting.promise;
    }
    if ("error" in this.#last) throw this.#last.error;
  }

  #start(): Outputs {
    this.#isRunning = true;
    this.#isWanted = false;
    return new Outputs(this.#output);
  }

  #run(): void {
    const outputs = this.#start();
    const outcome = this.#attempt(outputs);
    if (outcome instanceof Promise) void outcome.then((settled) => this.#end(settled, outputs));
    else this.#end(outcome, outputs);
  }

  /** Calls the function; what it throws is an outcome as well. */
  #attempt({take}: Outputs): Outcome | Promise<Outcome> {
    const notebook = this.#notebook;
    const show = (value: unknown): MimeBundle | Promise<MimeBundle> | undefined =>
      value === undefined ? undefined : notebook.bundleOf(value);
    try {
      const drawn = notebook.capture(() => {
        const value = this.#draw();
        return isThenable(value) ? Promise.resolve(value).then(show) : show(value);
      }, take);
      if (!(drawn instanceof Promise)) return {bundle: drawn};
      return drawn.then(
        (bundle) => ({bundle}),
        (error: unknown) => ({error})
      );
    } catch (error) {
      return {error};
    }
  }

  #end(outcome: Outcome, outputs: Outputs): void {
    const notebook = this.#notebook;
    if ("error" in outcome)
      notebook.capture(() => notebook.reportError(outcome.error), outputs.take);
    else this.#show(outcome.bundle);
    outputs.end();
    this.#last = outcome;
    this.#isRunning = false;
    if (this.#isWanted) setImmediate(() => this.#run());
    else this.#waiting?.resolve();
    if (!this.#isWanted) this.#waiting = undefined;
  }

  #show(bundle: MimeBundle | undefined): void {
    if (this.#isShown) this.#notebook.update(bundle ?? {"text/plain": ""}, this.#id);
    else if (bundle) {
      this.#isShown = true;
      this.#display(bundle);
    }
  }
}

/** What one run puts out; it replaces what the run before did, at the end or when the run takes long. */
class Outputs {
  readonly #shown: Output;
  readonly #timer: NodeJS.Timeout;
  #outputs: Captured[] = [];

  constructor(shown: Output) {
    this.#shown = shown;
    this.#timer = setInterval(() => shown.replace(this.#outputs), paceMs);
  }

  readonly take = (output: Captured): void => {
    this.#outputs = withOutput(this.#outputs, output);
  };

  end(): void {
    clearInterval(this.#timer);
    this.#shown.replace(this.#outputs);
  }
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve!: () => void;
  const promise = new Promise<void>((resolved) => (resolve = resolved));
  return {promise, resolve};
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as {then?: unknown} | null | undefined)?.then === "function";
}
