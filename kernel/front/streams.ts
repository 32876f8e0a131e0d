import type {Header} from "../../src/jupyter/message.ts";

export type StreamName = "stdout" | "stderr";

type Publish = (parent: Partial<Header>, name: StreamName, text: string) => void;

interface Pending {
  parent: Partial<Header>;
  name: StreamName;
  chunks: string[];
  length: number;
}

/** How long text waits for more of the same, in ms. */
const patience = 20;
/** How much text goes out at once, in UTF-16 units. */
const enough = 1 << 16;

/**
 * Gathers what a cell prints into few messages, because a front end takes far longer over a
 * message than over its text. The order of one cell's text is kept, stdout and stderr together.
 */
export class Streams {
  readonly #publish: Publish;
  /** By the id of the request that started the cell. */
  readonly #pending = new Map<string | undefined, Pending>();
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: Publish) {
    this.#publish = publish;
  }

  write(parent: Partial<Header>, name: StreamName, text: string): void {
    if (text === "") return;
    let pending = this.#pending.get(parent.msg_id);
    if (pending?.name !== name) {
      this.flush(parent);
      pending = {parent, name, chunks: [], length: 0};
      this.#pending.set(parent.msg_id, pending);
    }
    pending.chunks.push(text);
    pending.length += text.length;
    if (pending.length >= enough) this.flush(parent);
    else this.#timer ??= setTimeout(() => this.flushAll(), patience);
  }

  /** Sends what one cell has printed so far: before anything else of that cell goes out. */
  flush({msg_id}: Partial<Header>): void {
    const pending = this.#pending.get(msg_id);
    if (!pending) return;
    this.#pending.delete(msg_id);
    this.#publish(pending.parent, pending.name, pending.chunks.join(""));
  }

  flushAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const {parent} of [...this.#pending.values()]) this.flush(parent);
  }
}
