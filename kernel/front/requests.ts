import type {Header, MessageParts, Session} from "../../src/jupyter/message.ts";
import {describe, log} from "./log.ts";
import type {Publisher} from "./publisher.ts";
import type {Received, Sockets} from "./sockets.ts";
import type {ErrorContent} from "./typeErrors.ts";

/** What every reply begins with: `ok`, `error` or `aborted`, save where the status is the answer. */
export type ReplyContent = {status: string} & Record<string, unknown>;

/** Sends replies, and brackets each request with `busy` and `idle` as the protocol asks. */
export class Requests {
  readonly #sockets: Sockets;
  readonly #session: Session;
  readonly #publisher: Publisher;
  /** The request whose cell is running. */
  #cell: Header | undefined;

  constructor(sockets: Sockets, session: Session, publisher: Publisher) {
    this.#sockets = sockets;
    this.#session = session;
    this.#publisher = publisher;
  }

  /** Says `busy` for a request. */
  begin({message}: Received): void {
    this.#publisher.status("busy", message.header);
  }

  beginCell(request: Received): void {
    this.#cell = request.message.header;
    this.begin(request);
  }

  /** Says `idle` for a request; never before what it printed. */
  end({message}: Received): void {
    this.#publisher.status("idle", message.header);
    // A client takes the last status for that of the kernel, whichever request it is of; what was
    // answered beside a running cell must not make the kernel look idle.
    if (this.#cell) this.#publisher.status("busy", this.#cell);
  }

  endCell(request: Received): void {
    this.#cell = undefined;
    this.end(request);
  }

  /** Replies to the client that asked: `execute_request` with `execute_reply`, and so on. */
  reply(
    {channel, ids, message}: Received,
    content: ReplyContent,
    parts: Omit<MessageParts<unknown>, "parent" | "content"> = {}
  ): void {
    const type = message.header.msg_type.replace(/_request$/, "_reply");
    const reply = this.#session.message(type, {...parts, parent: message.header, content});
    this.#sockets.send(channel, ids, reply);
  }

  /** Answers a request that needs no cell; what goes wrong becomes an error reply. */
  async answer(
    request: Received,
    content: () => ReplyContent | Promise<ReplyContent>
  ): Promise<void> {
    this.begin(request);
    try {
      this.reply(request, await content());
    } catch (error) {
      log(`${request.message.header.msg_type}: ${describe(error)}`);
      this.reply(request, {status: "error", ...errorContent(error)});
    }
    this.end(request);
  }
}

/** What went wrong, as the protocol wants it. */
export function errorContent(error: unknown): ErrorContent {
  const {name, message} = error instanceof Error ? error : new Error(String(error));
  return {ename: name, evalue: message, traceback: [`${name}: ${message}`]};
}
