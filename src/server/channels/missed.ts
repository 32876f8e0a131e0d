import type {ExecutionLog} from "../executions/executionLog.ts";
import type {ChannelMessage} from "./channelMessage.ts";
import {resync} from "./resync.ts";

/** How much is kept for a client that does not listen, in bytes. */
const enough = 8e6;

/**
 * What a client could not be told yet, because it is away or slow. Memory is bounded: what is too
 * much is given up where the execution log can say it again, and else counted.
 */
export class Missed {
  readonly #log: ExecutionLog;
  readonly #limit: number;
  #messages: ChannelMessage[] = [];
  #size = 0;
  /** Executions of which something was given up. */
  readonly #given = new Set<string>();
  /** How many messages are gone that nobody can say again. */
  #lost = 0;

  constructor(log: ExecutionLog, {limit = enough}: {limit?: number} = {}) {
    this.#log = log;
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0 && this.#given.size === 0 && this.#lost === 0;
  }

  push(message: ChannelMessage): void {
    const {parent} = message;
    if (parent !== undefined && this.#given.has(parent) && this.#isLogged(message)) return;
    this.#messages.push(message);
    this.#size += message.size;
    if (this.#size > this.#limit) this.#giveUp();
  }

  /** Nothing is known of what arrived since then: all executions that went on are said again. */
  doubt(since: Date): void {
    for (const {changed, request} of this.#log.all()) {
      if (changed >= since) this.#given.add(request.msg_id);
    }
    this.#keep((message) => !this.#isGiven(message));
  }

  /**
   * Everything that the client needs to know, to be sent in this order.
   *
   * @param session - the kernel's
   */
  take(session: string): {messages: ChannelMessage[]; lost: number} {
    const again = [...this.#given].flatMap((id) => {
      const execution = this.#log.get(id);
      return execution ? resync(execution, session) : [];
    });
    const taken = {messages: [...again, ...this.#messages], lost: this.#lost};
    this.#messages = [];
    this.#given.clear();
    this.#size = this.#lost = 0;
    return taken;
  }

  #giveUp(): void {
    for (const message of this.#messages) {
      if (this.#isLogged(message)) this.#given.add(message.parent ?? "");
    }
    this.#keep((message) => !this.#isGiven(message));
    while (this.#size > this.#limit) {
      this.#size -= this.#messages.shift()?.size ?? this.#size;
      this.#lost += 1;
    }
  }

  #keep(isKept: (message: ChannelMessage) => boolean): void {
    this.#messages = this.#messages.filter(isKept);
    this.#size = this.#messages.reduce((size, message) => size + message.size, 0);
  }

  #isGiven(message: ChannelMessage): boolean {
    return this.#given.has(message.parent ?? "") && this.#isLogged(message);
  }

  /** Whether the log can say it again. */
  #isLogged({type, parent}: ChannelMessage): boolean {
    return logged.has(type) && this.#log.get(parent) !== undefined;
  }
}

const logged = new Set([
  "status",
  "execute_input",
  "stream",
  "display_data",
  "update_display_data",
  "execute_result",
  "error",
  "clear_output",
  "execute_reply",
  "input_request"
]);
