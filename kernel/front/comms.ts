import type {Message} from "../../src/jupyter/message.ts";
import type {CommMessage} from "../messages.ts";
import {describe, log} from "./log.ts";
import type {Origins} from "./origins.ts";
import type {Publisher} from "./publisher.ts";
import type {Requests} from "./requests.ts";
import type {Received} from "./sockets.ts";

interface Parts {
  origins: Origins;
  publisher: Publisher;
  requests: Requests;
  /** @returns whether there is a runtime to send to */
  send: (message: CommMessage) => boolean;
}

/** The comms that are open, whichever side opened them, and what goes through them. */
export class Comms {
  readonly #parts: Parts;
  readonly #targets = new Map<string, string>();
  /** Messages that the runtime is handling, by id. */
  readonly #handling = new Map<string, Received>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers a `comm_info_request`. */
  info(target: unknown): Record<string, {target_name: string}> {
    const open = [...this.#targets].filter(([, name]) => !target || name === target);
    return Object.fromEntries(open.map(([id, target_name]) => [id, {target_name}]));
  }

  /** Takes a client's message; it is busy until the runtime has handled it. */
  receive(received: Received): void {
    const {origins, requests, send} = this.#parts;
    const {header} = received.message;
    requests.begin(received);
    this.#handling.set(header.msg_id, received);
    try {
      const message = toRuntime(received.message);
      origins.add(header.msg_id, {
        header,
        ids: received.ids,
        executionCount: 0,
        silent: false,
        storesHistory: false
      });
      this.#follow(message);
      if (send(message)) return;
    } catch (error) {
      log(describe(error));
    }
    this.handled(header.msg_id);
  }

  /** The runtime has handled a client's message. */
  handled(id: string): void {
    const received = this.#handling.get(id);
    this.#handling.delete(id);
    if (received) this.#parts.requests.end(received);
  }

  /** Publishes the runtime's message. */
  publish(message: CommMessage): void {
    this.#follow(message);
    const {type, parent, commId, targetName, data, metadata, buffers} = message;
    const content = {
      comm_id: commId,
      ...(type === "comm_open" && {target_name: targetName ?? ""}),
      data: data ?? {}
    };
    const {header} = this.#parts.origins.get(parent);
    this.#parts.publisher.publish(type, header, {content, metadata, buffers});
  }

  /** The runtime is gone, and with it the kernel's end of every comm. */
  clear(): void {
    this.#targets.clear();
    for (const id of [...this.#handling.keys()]) this.handled(id);
  }

  #follow({type, commId, targetName}: CommMessage): void {
    if (type === "comm_open") this.#targets.set(commId, targetName ?? "");
    else if (type === "comm_close") this.#targets.delete(commId);
  }
}

/** Whether messages of the type go through comms. */
export function isCommType(type: string): type is CommMessage["type"] {
  return type === "comm_open" || type === "comm_msg" || type === "comm_close";
}

/** A client's message, as the runtime wants it. */
function toRuntime({header, content, metadata, buffers}: Message): CommMessage {
  const {comm_id, target_name, data = {}} = content;
  if (typeof comm_id !== "string") {
    throw new TypeError(`${header.msg_type}: comm_id is a string, but got ${typeof comm_id}`);
  }
  return {
    type: header.msg_type as CommMessage["type"],
    parent: header.msg_id,
    commId: comm_id,
    ...(typeof target_name === "string" && {targetName: target_name}),
    data,
    metadata,
    buffers
  };
}
