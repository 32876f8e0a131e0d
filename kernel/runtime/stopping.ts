import vm from "node:vm";
import {
  breakableWord,
  interruptedWord,
  locked,
  runningWord,
  signalsWord,
  stopWord,
  unlock
} from "./sharedState.ts";

/** Thrown in what is stopped; its name is the one that Jupyter's clients know. */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";

  constructor() {
    super("the cell was stopped");
  }
}

/** An interrupt of a cell that waits, or was broken off nobody knows where. */
export function placelessInterrupt(): KeyboardInterrupt {
  const interrupt = new KeyboardInterrupt();
  interrupt.stack = `${interrupt.name}: ${interrupt.message}`;
  return interrupt;
}

/**
 * Thrown out of a task after the engine has broken it off. Node keeps a stack of asynchronous
 * contexts, which breaking off leaves unbalanced (it would abort the process at the next check);
 * an uncaught exception is the one thing that makes it start afresh.
 *
 * @see lib/internal/process/execution.js, createOnGlobalUncaughtException
 */
export const contextReset = new Error("the stack of asynchronous contexts starts afresh");

const entry = Symbol.for("convnotes.runtime.entry");
const holder = globalThis as unknown as {[entry]?: () => void};
const script = new vm.Script(`globalThis[Symbol.for("convnotes.runtime.entry")]()`);
const drain = (process as unknown as {_tickCallback(): void})._tickCallback.bind(process);

/** Runs the microtasks and ticks that wait, as Node does after each task. */
export const runMicrotasks = drain;

function isBreak(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}

/** The words of shared memory that say what runs and what must stop. */
export class StopSwitch {
  readonly words: Int32Array;
  /** Work of this turn and earlier ones has been stopped. */
  #stoppedUpTo = 0;

  constructor(words: Int32Array) {
    this.words = words;
  }

  /** @returns whether the turn was stopped before it began */
  begin(turn: number): boolean {
    locked(this.words, 2, () => {
      Atomics.store(this.words, runningWord, turn);
      const isInterrupted = Atomics.load(this.words, interruptedWord) === turn;
      Atomics.store(this.words, stopWord, Number(isInterrupted));
    });
    return this.isSet;
  }

  end(): void {
    locked(this.words, 2, () => {
      Atomics.store(this.words, runningWord, 0);
      this.clear();
    });
  }

  clear(): void {
    Atomics.store(this.words, stopWord, 0);
  }

  get isSet(): boolean {
    return this.words[stopWord] !== 0;
  }

  isRunning(turn: number): boolean {
    return this.words[runningWord] === turn;
  }

  /**
   * Calls a function such that SIGINT breaks it off, library code and the microtasks that it drains
   * included.
   *
   * @returns false if it was broken off
   */
  breakable(run: () => void): boolean {
    const signals = this.words[signalsWord];
    try {
      this.#enter(run);
    } catch (error) {
      if (isBreak(error)) return false;
      const wasSent = this.#absorb(signals);
      // SIGINT may have ended a child process first, and waiting for that has failed.
      const isOfStop = wasSent && this.isSet && !(error instanceof KeyboardInterrupt);
      throw isOfStop ? placelessInterrupt() : error;
    }
    this.#absorb(signals);
    return true;
  }

  #enter(run: () => void): void {
    const depth = Atomics.load(this.words, breakableWord);
    const value = (): void => {
      Atomics.store(this.words, breakableWord, depth + 1);
      try {
        run();
      } finally {
        // Not while the other thread has seen that it may send SIGINT, and has not sent it yet.
        locked(this.words, 2, () => Atomics.store(this.words, breakableWord, depth));
      }
    };
    Object.defineProperty(holder, entry, {value, configurable: true, enumerable: false});
    try {
      script.runInThisContext({breakOnSigint: true});
    } finally {
      // What was broken off has not come to its own `finally`, or not to the end of it.
      Atomics.store(this.words, breakableWord, depth);
      unlock(this.words, 2);
    }
  }

  /**
   * Has Node forget a SIGINT that came too late for what it was to break off: it would break off whatever
   * is called next. (Its watching thread may end without having taken the semaphore that the signal raised,
   * and the next such thread takes it.)
   *
   * @param before - how many signals had been sent before
   * @returns whether one has been sent since
   * @see src/node_watchdog.cc, SigintWatchdogHelper::Stop
   */
  #absorb(before: number | undefined): boolean {
    if (this.words[signalsWord] === before) return false;
    if (this.words[breakableWord] !== 0) return true;
    const never = new Int32Array(new SharedArrayBuffer(4));
    const value = (): void => void Atomics.wait(never, 0, 0, 20);
    for (let tries = 0; tries < 5; ++tries) {
      Object.defineProperty(holder, entry, {value, configurable: true, enumerable: false});
      try {
        script.runInThisContext({breakOnSigint: true});
      } catch (error) {
        if (isBreak(error)) return true;
        throw error;
      }
    }
    return true;
  }

  /** Stops what all turns so far have left running. */
  stopBackground(turn: number): void {
    this.#stoppedUpTo = turn;
  }

  isStopped(turn: number): boolean {
    return turn <= this.#stoppedUpTo;
  }
}
