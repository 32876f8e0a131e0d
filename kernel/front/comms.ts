import type {CommMessage} from "../messages.ts";
import type {Message} from "../../src/jupyter/message.ts";
import type {Publisher} from "./publisher.ts";
import type {Origin} from "./origins.ts";

/** The comms that are open, whichever side opened them. */
export class Comms {
  readonly #targets = new Map<string, string>();

  /** Answers a `comm_info_request`. */
  info(target: unknown): Record<string, {target_name: string}> {
    const open = [...this.#targets].filter(([, name]) => !target || name === target);
    return Object.fromEntries(open.map(([id, target_name]) => [id, {target_name}]));
  }

  /** A client's message, as the runtime wants it. */
  received({header, content, metadata, buffers}: Message): CommMessage {
    const {comm_id, target_name, data = {}} = content;
    if (typeof comm_id !== "string") {
      throw new TypeError(`${header.msg_type}: comm_id is a string, but got ${typeof comm_id}`);
    }
    const message: CommMessage = {
      type: header.msg_type as CommMessage["type"],
      parent: header.msg_id,
      commId: comm_id,
      data,
      metadata,
      buffers
    };
    if (typeof target_name === "string") message.targetName = target_name;
    this.#follow(message);
    return message;
  }

  /** Publishes the runtime's message. */
  publish(message: CommMessage, {header}: Origin, publisher: Publisher): void {
    this.#follow(message);
    const {type, commId, targetName, data, metadata, buffers} = message;
    const content = {
      comm_id: commId,
      ...(type === "comm_open" && {target_name: targetName ?? ""}),
      data: data ?? {}
    };
    publisher.publish(type, header, {content, metadata, buffers});
  }

  /** The runtime is gone, and with it the kernel's end of every comm. */
  clear(): void {
    this.#targets.clear();
  }

  #follow({type, commId, targetName}: CommMessage): void {
    if (type === "comm_open") this.#targets.set(commId, targetName ?? "");
    else if (type === "comm_close") this.#targets.delete(commId);
  }
}
