import type {CellContext} from "./cellContext.ts";
import {cellStorage} from "./cellContext.ts";
import {contextReset, KeyboardInterrupt, placelessInterrupt, runMicrotasks} from "./stopping.ts";
import {nextTask} from "./timers.ts";

type Step = {done: true; value?: undefined} | IteratorResult<unknown, unknown>;

type Resume = () => Step;

/** What code of a cell throws where nobody can catch it, thrown again as an uncaught exception. */
export class LateError extends Error {
  readonly context: CellContext;

  constructor(cause: unknown, context: CellContext) {
    super("thrown by a callback", {cause});
    this.context = context;
  }
}

/** How a cell's code came to its end. */
export type Ending =
  {status: "ok"} | {status: "error"; error: unknown} | {status: "stopped"; error: unknown};

/** A cell may wait again while it is being stopped, in a `finally`; not for ever. */
const maximumThrows = 100;

/**
 * Runs the code of one cell: a function, or a generator that yields what the cell awaits. Each
 * step of it can be broken off, the code after an await as well as that before.
 */
export class Execution {
  readonly #context: CellContext;
  readonly #end: (ending: Ending) => void;
  #generator: Generator | undefined;
  /** What the cell waits for; another object when it no longer does. */
  #awaited: object | undefined;
  #isDraining = false;
  #ready: Resume | undefined;
  /** Thrown when the step is over: see `contextReset`. */
  #late: LateError | undefined;
  #hasEnded = false;
  /** The code has run to its end; set within a step, looked at after it. */
  #isOver = false;
  #throws = 0;

  constructor(context: CellContext, end: (ending: Ending) => void) {
    this.#context = context;
    this.#end = end;
  }

  /** Must be called from a task of the event loop, not from a promise or an event. */
  start(run: () => Generator | void): void {
    this.#drive(() => {
      const generator = run();
      this.#generator = generator ?? undefined;
      return generator ? generator.next() : {done: true};
    });
  }

  /** Ends the cell where it waits; `finally` blocks run. */
  stop(): void {
    this.#context.stop();
    if (this.#hasEnded) return;
    this.#awaited = undefined;
    const generator = this.#generator;
    if (!generator) return this.#finish({status: "stopped", error: undefined});
    nextTask(() => this.#drive(() => generator.throw(placelessInterrupt())));
  }

  /** The engine has broken off a task of the cell: nothing of it can be resumed. */
  breakOff(): void {
    this.#context.stop();
    this.#finish({status: "stopped", error: undefined});
  }

  /** Ends the cell whose code does not even begin. */
  finish(ending: Ending): void {
    this.#finish(ending);
  }

  #drive(resume: Resume): void {
    if (this.#hasEnded) return;
    let completed: boolean;
    this.#isOver = false;
    try {
      completed = this.#context.breakable(() =>
        cellStorage.run(this.#context, () => this.#run(resume))
      );
    } catch (error) {
      const status = error instanceof KeyboardInterrupt ? "stopped" : "error";
      if (status === "stopped") this.#context.stop();
      return this.#finish({status, error});
    }
    if (completed && this.#isOver) this.#finish({status: "ok"});
    if (!completed) nextTask(() => this.breakOff());
    const late = this.#late;
    this.#late = undefined;
    if (late) throw late;
    if (!completed) throw contextReset;
  }

  #run(resume: Resume): void {
    for (let next: Resume | undefined = resume; next; next = this.#ready) {
      this.#ready = undefined;
      const step = next();
      if (step.done) {
        this.#isOver = true;
        return this.#drain();
      }
      this.#await(step.value);
      // What is settled already goes on at once, within the same step.
      this.#isDraining = true;
      this.#drain();
      this.#isDraining = false;
    }
  }

  /** Runs the microtasks; what one of them throws is no end of the cell. */
  #drain(): void {
    try {
      runMicrotasks();
    } catch (error) {
      this.#late = new LateError(error, cellStorage.getStore() ?? this.#context);
    }
  }

  #await(value: unknown): void {
    if (this.#context.isStopped && ++this.#throws <= maximumThrows) {
      const generator = this.#generator!;
      this.#ready = () => generator.throw(placelessInterrupt());
      return;
    }
    const awaited = {};
    this.#awaited = awaited;
    const generator = this.#generator!;
    const settle = (resume: Resume): void => {
      if (this.#awaited !== awaited) return;
      if (this.#isDraining) this.#ready = resume;
      else nextTask(() => this.#drive(resume));
    };
    Promise.resolve(value).then(
      (result) => settle(() => generator.next(result)),
      (error: unknown) => settle(() => generator.throw(error))
    );
  }

  #finish(ending: Ending): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#awaited = undefined;
    this.#end(ending);
  }
}
