import type {CellOutcome, ExecuteCell} from "../messages.ts";
import {text} from "./language.ts";
import type {Origin} from "./origins.ts";
import type {Received} from "./sockets.ts";

/** A cell to run, as an `execute_request` asks for it. */
export class Cell {
  readonly request: Received;
  readonly code: string;
  readonly isSilent: boolean;
  readonly storesHistory: boolean;
  /** Whether the cells behind it are not run if it fails. */
  readonly stopsOnError: boolean;
  readonly executionCount: number;
  readonly started = new Date().toISOString();
  /** How it ended; what ends it first decides: its code, the checker, an interrupt, a death. */
  readonly outcome: Promise<CellOutcome>;
  readonly settle: (outcome: CellOutcome) => void;
  isSettled = false;
  /** Whether the checker has it, and knows what it declares. */
  isChecked = false;
  /** Whether its code is running, or only its types are being checked so far. */
  isRunning = false;

  /**
   * @param count - number of the last cell that was kept
   * @throws TypeError if the request holds no code
   */
  constructor(request: Received, count: number) {
    const {content} = request.message;
    this.request = request;
    this.code = text("execute_request", content);
    this.isSilent = content.silent === true;
    this.storesHistory = !this.isSilent && content.store_history !== false;
    this.stopsOnError = content.stop_on_error !== false;
    // A cell that is shown but not kept has the number that the next one will have again.
    this.executionCount = this.isSilent ? count : count + 1;
    let resolve: (outcome: CellOutcome) => void = () => {};
    this.outcome = new Promise((settle) => (resolve = settle));
    this.settle = (outcome) => {
      this.isSettled = true;
      resolve(outcome);
    };
  }

  get header(): Received["message"]["header"] {
    return this.request.message.header;
  }

  /** What tracebacks call it. */
  get name(): string {
    return `Cell[${this.executionCount}]`;
  }

  get origin(): Origin {
    const {header, isSilent, storesHistory, executionCount} = this;
    const {ids} = this.request;
    return {header, ids, silent: isSilent, storesHistory, executionCount};
  }

  /** What the runtime is told. */
  toExecute(): ExecuteCell {
    const {user_expressions, allow_stdin} = this.request.message.content;
    return {
      type: "execute",
      parent: this.header.msg_id,
      name: this.name,
      code: this.code,
      executionCount: this.executionCount,
      silent: this.isSilent,
      userExpressions: strings(user_expressions),
      allowStdin: allow_stdin === true
    };
  }
}

function strings(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === "object" && value !== null ? value : {});
  return Object.fromEntries(entries.map(([name, code]) => [name, String(code)]));
}
