import type {CellOutcome} from "../messages.ts";
import {Cell} from "./cell.ts";
import type {History} from "./history.ts";
import type {Origins} from "./origins.ts";
import type {Publisher} from "./publisher.ts";
import {errorContent, type ReplyContent, type Requests} from "./requests.ts";
import type {Received} from "./sockets.ts";

interface Parts {
  history: History;
  origins: Origins;
  publisher: Publisher;
  requests: Requests;
  /** Settles when there is a runtime to run cells. */
  ready: () => Promise<void>;
  /** Checks and runs a cell: settles it in the end. */
  run: (cell: Cell) => void;
  /** A cell is over. */
  onEnd: (cell: Cell) => void;
}

interface Job {
  run: () => Promise<void>;
  /** A cell before it failed: says that it was not run. Not all jobs can be left out. */
  abort?: () => void;
}

/** Runs cells one after the other, in the order in which they were sent. */
export class Cells {
  readonly #parts: Parts;
  #waiting: Job[] = [];
  #isDraining = false;
  #running: Cell | undefined;
  #newest: Cell | undefined;
  #answered: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get running(): Cell | undefined {
    return this.#running;
  }

  /** The cell that was begun last, whether it is over or not. */
  get newest(): Cell | undefined {
    return this.#newest;
  }

  /** Settles when the last cell was answered. */
  get answered(): Promise<void> {
    return this.#answered;
  }

  /** Takes an `execute_request`. */
  execute(request: Received): void {
    this.#push({
      run: () => (this.#answered = this.#execute(request)),
      abort: () => this.#abort(request)
    });
  }

  /** Does something after the cells that were sent before. */
  then(run: () => Promise<void>): void {
    this.#push({run});
  }

  #push(job: Job): void {
    this.#waiting.push(job);
    if (!this.#isDraining) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    for (let job = this.#waiting.shift(); job; job = this.#waiting.shift()) {
      await this.#parts.ready();
      await job.run();
    }
    this.#isDraining = false;
  }

  async #execute(request: Received): Promise<void> {
    const {requests, run, onEnd} = this.#parts;
    requests.beginCell(request);
    try {
      const cell = new Cell(request, this.#count);
      this.#running = this.#newest = cell;
      this.#begin(cell);
      run(cell);
      const outcome = await cell.outcome;
      this.#running = undefined;
      onEnd(cell);
      if (outcome.status === "error") await this.#fail(cell, outcome);
      requests.reply(request, replyTo(cell, outcome), {metadata: {started: cell.started}});
    } catch (error) {
      requests.reply(request, {status: "error", ...errorContent(error)});
    } finally {
      requests.endCell(request);
    }
  }

  #begin(cell: Cell): void {
    const {history, origins, publisher} = this.#parts;
    const {code, executionCount: execution_count} = cell;
    origins.add(cell.header.msg_id, cell.origin);
    if (cell.storesHistory) {
      this.#count = execution_count;
      history.add(execution_count, code);
    }
    if (cell.isSilent) return;
    publisher.publish("execute_input", cell.header, {content: {code, execution_count}});
  }

  async #fail(
    {header, isSilent, stopsOnError}: Cell,
    {ename, evalue, traceback}: CellOutcome & {status: "error"}
  ): Promise<void> {
    if (!isSilent) {
      this.#parts.publisher.publish("error", header, {content: {ename, evalue, traceback}});
    }
    if (!stopsOnError) return;
    // What has arrived but was not read yet was sent before the client could know of the failure.
    await new Promise((resolve) => setImmediate(resolve));
    for (const job of this.#waiting) if (job.abort) job.run = () => Promise.resolve(job.abort?.());
  }

  #abort(request: Received): void {
    const {requests} = this.#parts;
    requests.begin(request);
    requests.reply(request, {status: "aborted", execution_count: this.#count});
    requests.end(request);
  }
}

function replyTo({executionCount: execution_count}: Cell, outcome: CellOutcome): ReplyContent {
  if (outcome.status === "error") {
    return {...outcome, execution_count, user_expressions: {}, payload: []};
  }
  const {status, payload, userExpressions: user_expressions} = outcome;
  return {status, execution_count, user_expressions, payload};
}
