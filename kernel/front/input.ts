import type {Message, Session} from "../../src/jupyter/message.ts";
import type {FromRuntime} from "../messages.ts";
import type {Origin} from "./origins.ts";
import type {Sockets} from "./sockets.ts";

type Question = Extract<FromRuntime, {type: "input_request"}>;

/** Questions to the reader, on the channel `stdin` of the client that runs the cell. */
export class Input {
  readonly #sockets: Sockets;
  readonly #session: Session;
  /** The id of the request whose cell waits, by the id of the question; newest last. */
  readonly #open = new Map<string, string>();

  constructor(sockets: Sockets, session: Session) {
    this.#sockets = sockets;
    this.#session = session;
  }

  ask({header, ids}: Origin, {parent, prompt, password}: Question): void {
    const content = {prompt, password};
    const question = this.#session.message("input_request", {parent: header, content});
    this.#open.set(question.header.msg_id, parent);
    this.#sockets.send("stdin", ids, question);
  }

  /** What was answered, and whose cell waits for it; nothing for an answer that nobody awaits. */
  answered({parent_header, content}: Message): {parent: string; value: string} | undefined {
    // Older clients do not say what they answer: it is the newest question.
    const id = parent_header.msg_id ?? [...this.#open.keys()].at(-1) ?? "";
    const parent = this.#open.get(id);
    if (parent === undefined) return undefined;
    this.#open.delete(id);
    return {parent, value: typeof content.value === "string" ? content.value : ""};
  }

  /** The cell is over, so nobody waits any more. */
  forget(parent: string): void {
    for (const [id, waiting] of this.#open) if (waiting === parent) this.#open.delete(id);
  }
}
