// What the front process and the runtime process say to each other, over Node's own IPC channel
// (`serialization: "advanced"`, so that buffers travel as they are). `parent` is always the msg_id
// of the request that caused the message, so that late output finds its own cell.

import type {MimeBundle} from "./mimeBundle.ts";

/** One cell to run. */
export interface ExecuteCell {
  type: "execute";
  parent: string;
  /** What tracebacks call the cell: `Cell[3]`. */
  name: string;
  code: string;
  executionCount: number;
  silent: boolean;
  /** Expressions to evaluate after the cell, by name. */
  userExpressions: Record<string, string>;
  /** Whether the front end can ask the reader for input. */
  allowStdin: boolean;
}

export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  parent: string;
  commId: string;
  /** Only on `comm_open`. */
  targetName?: string;
  data: unknown;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

export type ToRuntime =
  ExecuteCell | CommMessage | {type: "input_reply"; parent: string; value: string};

export type ExpressionResult =
  | {status: "ok"; data: MimeBundle; metadata: Record<string, unknown>}
  | {status: "error"; ename: string; evalue: string; traceback: string[]};

export type CellOutcome =
  | {status: "ok"; userExpressions: Record<string, ExpressionResult>; payload: unknown[]}
  | {status: "error"; ename: string; evalue: string; traceback: string[]};

export type FromRuntime =
  | {type: "ready"}
  | {type: "stream"; parent: string; name: "stdout" | "stderr"; text: string}
  | {
      type: "display_data" | "update_display_data" | "execute_result";
      parent: string;
      data: MimeBundle;
      metadata: Record<string, unknown>;
      displayId?: string;
      buffers?: Uint8Array[];
    }
  | {type: "clear_output"; parent: string; wait: boolean}
  /** Thrown by what a cell left running (a timer, a promise); the cell's outcome is another thing. */
  | {type: "error"; parent: string; ename: string; evalue: string; traceback: string[]}
  | {type: "input_request"; parent: string; prompt: string; password: boolean}
  | CommMessage
  /** The front end's comm message was handled: what its handlers did synchronously has been sent. */
  | {type: "comm_done"; parent: string}
  /** The cell is over: nothing of it runs any more, save what it started on purpose (timers, servers). */
  | {type: "done"; parent: string; outcome: CellOutcome};
