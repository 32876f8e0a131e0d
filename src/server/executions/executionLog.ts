import type {Header, Message} from "../../jupyter/message.ts";
import type {ChannelMessage} from "../channels/channelMessage.ts";
import {Outputs} from "./outputs.ts";

/** One run of a cell, or of a line in a console, by whomever it was asked for. */
export interface Execution {
  /** The header of the request, which is the parent of all that comes of it. */
  readonly request: Header;
  /** The cell of the notebook, if the client has said which it is. */
  readonly cellId: string | undefined;
  readonly code: string;
  state: "queued" | "running" | "done";
  /** How it ended, once it is done; `aborted` if it never ran or its kernel died. */
  status: "ok" | "error" | "aborted" | undefined;
  executionCount: number | null;
  readonly outputs: Outputs;
  /** Ids of the newest messages that are in the outputs, the last one last. */
  readonly newest: string[];
  /** A question to the reader that nobody has answered yet. */
  question: Message<unknown> | undefined;
  reply: Message<unknown> | undefined;
  /** Whether the kernel has said that nothing more comes; the reply may come before or after. */
  isIdle: boolean;
  readonly requested: Date;
  started: Date | undefined;
  ended: Date | undefined;
  /** When something about it last changed. */
  changed: Date;
  /** About how much its outputs are, in bytes. */
  size: number;
  /** Whether the notebook was saved since it last changed. */
  isSaved: boolean;
}

/** How much is remembered: beyond it, the oldest of those that ended and are saved are forgotten. */
const enough = {executions: 1000, bytes: 32e6};
/** Beyond this even such as are not saved, in bytes. */
const tooMuch = 512e6;

/**
 * What was asked of a kernel, and what came of it: belongs to the server, so that it outlives the
 * tab that asked. Of each cell the newest execution is kept.
 */
export class ExecutionLog {
  readonly #executions = new Map<string, Execution>();

  /** All that are remembered, in the order they were asked for. */
  all(): Execution[] {
    return [...this.#executions.values()];
  }

  get(id: string | undefined): Execution | undefined {
    return this.#executions.get(id ?? "");
  }

  /** A client asks for an execution. */
  request({header, content, metadata}: Message): void {
    if (content.silent === true) return;
    const cellId = typeof metadata.cellId === "string" ? metadata.cellId : undefined;
    if (cellId !== undefined) this.#forgetEnded(cellId);
    const now = new Date();
    this.#executions.set(header.msg_id, {
      request: header,
      cellId,
      code: typeof content.code === "string" ? content.code : "",
      state: "queued",
      status: undefined,
      executionCount: null,
      outputs: new Outputs(),
      newest: [],
      question: undefined,
      reply: undefined,
      isIdle: false,
      requested: now,
      started: undefined,
      ended: undefined,
      changed: now,
      size: 0,
      isSaved: false
    });
    this.#trim();
  }

  /** The reader has answered a question. */
  answered({parent_header}: Message): void {
    for (const execution of this.#executions.values()) {
      const {question} = execution;
      if (!question) continue;
      const asked = parent_header.msg_id;
      if (asked === undefined || asked === question.header.msg_id) execution.question = undefined;
    }
  }

  /** Takes what the kernel says, before clients hear it. */
  hear({channel, message, parent, size}: ChannelMessage): void {
    const content = message.content as Record<string, unknown>;
    if (message.header.msg_type === "update_display_data") this.#update(message);
    const execution = this.get(parent);
    if (!execution) return;
    touch(execution);
    switch (message.header.msg_type) {
      case "input_request":
        execution.question = message;
        break;
      case "execute_reply":
        reply(execution, message);
        break;
      case "execute_input":
        start(execution);
        execution.executionCount = numberOr(content.execution_count, null);
        break;
      case "status":
        if (content.execution_state === "busy") start(execution);
        else if (content.execution_state === "idle") execution.isIdle = true;
        break;
      default:
        if (channel === "iopub" && execution.outputs.add(message)) {
          note(execution, message);
          execution.size = isClear(message) ? 0 : execution.size + size;
        }
    }
    if (execution.state !== "done" && execution.isIdle && execution.reply) {
      end(execution);
      this.#trim();
    }
  }

  /** What had changed by then is in the notebook. */
  saved(before: Date): void {
    for (const execution of this.#executions.values()) {
      if (execution.state === "done" && execution.changed < before) execution.isSaved = true;
    }
    this.#trim();
  }

  /** Those that wait or run. */
  pending(): Execution[] {
    return this.all().filter(({state}) => state !== "done");
  }

  #update(message: Message<unknown>): void {
    for (const execution of this.#executions.values()) {
      if (!execution.outputs.update(message)) continue;
      note(execution, message);
      touch(execution);
    }
  }

  #trim(): void {
    let bytes = this.all().reduce((sum, {size}) => sum + size, 0);
    for (const {state, isSaved, size, request} of this.all()) {
      const isMuch = bytes > enough.bytes || this.#executions.size > enough.executions;
      if (!isMuch) return;
      if (state !== "done" || !(isSaved || bytes > tooMuch)) continue;
      this.#executions.delete(request.msg_id);
      bytes -= size;
    }
  }

  /** One that still runs goes on until it has ended. */
  #forgetEnded(cellId: string): void {
    for (const [id, execution] of this.#executions) {
      if (execution.cellId === cellId && execution.state === "done") this.#executions.delete(id);
    }
  }
}

function start(execution: Execution): void {
  if (execution.state !== "queued") return;
  execution.state = "running";
  execution.started = new Date();
}

function reply(execution: Execution, message: Message<unknown>): void {
  const {status, execution_count} = message.content as Record<string, unknown>;
  execution.reply = message;
  execution.question = undefined;
  execution.status = status === "ok" || status === "error" ? status : "aborted";
  execution.executionCount = numberOr(execution_count, execution.executionCount);
}

function end(execution: Execution): void {
  execution.state = "done";
  execution.question = undefined;
  execution.ended = new Date();
  touch(execution);
}

/** A client's websocket is seldom as many messages behind its other requests. */
function note({newest}: Execution, {header}: Message<unknown>): void {
  newest.push(header.msg_id);
  if (newest.length > 100) newest.shift();
}

function touch(execution: Execution): void {
  execution.changed = new Date();
  execution.isSaved = false;
}

function isClear({header}: Message<unknown>): boolean {
  return header.msg_type === "clear_output";
}

function numberOr<T>(value: unknown, otherwise: T): number | T {
  return typeof value === "number" ? value : otherwise;
}
