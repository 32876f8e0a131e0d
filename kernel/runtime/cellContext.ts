import {AsyncLocalStorage} from "node:async_hooks";
import type {ChildProcess} from "node:child_process";
import {inspect} from "node:util";
import type {ExecuteCell} from "../messages.ts";
import {KeyboardInterrupt, type StopSwitch} from "./stopping.ts";

/** One run of a cell, and all that it causes, however late. */
export class CellContext {
  readonly cell: ExecuteCell;
  readonly turn: number;
  /** Child processes that it started and that still run. */
  readonly children = new Set<ChildProcess>();
  readonly #stops: StopSwitch;
  readonly #controller = new AbortController();
  #isStopped = false;

  constructor(cell: ExecuteCell, turn: number, stops: StopSwitch) {
    this.cell = cell;
    this.turn = turn;
    this.#stops = stops;
    // A library that asks for `aborted` in a loop of its own never lets an event through.
    const {signal} = this.#controller;
    Object.defineProperty(signal, "aborted", {
      get: () => {
        if (!this.#isStopped && this.#isBeingStopped()) this.stop();
        return Reflect.get(AbortSignal.prototype, "aborted", signal);
      }
    });
  }

  /** Node keeps the context on promises and timers, where a reader would see it. */
  [inspect.custom](): string {
    return `[${this.cell.name}]`;
  }

  get parent(): string {
    return this.cell.parent;
  }

  /** Aborted when the cell is stopped. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether whatever it left behind must not go on. */
  get isStopped(): boolean {
    return this.#isStopped || this.#stops.isStopped(this.turn);
  }

  /** Calls a part of its code such that it can be broken off; false if it was. */
  breakable(run: () => void): boolean {
    return this.#stops.breakable(run);
  }

  /** Ends what it has begun: timers, child processes, whoever listens to the signal. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#controller.abort(new KeyboardInterrupt());
    for (const child of this.children) child.kill("SIGINT");
  }

  #isBeingStopped(): boolean {
    return this.#stops.isSet && this.#stops.isRunning(this.turn);
  }
}

/** The cell that the running code belongs to, also in a timer or after an await. */
export const cellStorage = new AsyncLocalStorage<CellContext>();
