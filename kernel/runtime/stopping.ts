import vm from "node:vm";
import {interruptedWord, runningWord, stopWord} from "./sharedState.ts";

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

/**
 * Calls a function such that SIGINT breaks it off, library code and the microtasks that it drains
 * included.
 *
 * @returns false if it was broken off
 */
export function breakable(run: () => void): boolean {
  Object.defineProperty(holder, entry, {value: run, configurable: true, enumerable: false});
  try {
    script.runInThisContext({breakOnSigint: true});
    return true;
  } catch (error) {
    if (isBreak(error)) return false;
    throw error;
  }
}

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
    Atomics.store(this.words, runningWord, turn);
    if (Atomics.load(this.words, interruptedWord) === turn) Atomics.store(this.words, stopWord, 1);
    return this.isSet;
  }

  end(): void {
    Atomics.store(this.words, runningWord, 0);
    this.clear();
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

  /** Stops what all turns so far have left running. */
  stopBackground(turn: number): void {
    this.#stoppedUpTo = turn;
  }

  isStopped(turn: number): boolean {
    return turn <= this.#stoppedUpTo;
  }
}
