import {ChannelMessage} from "./channelMessage.ts";

/** How long text waits for more of the same, in ms. */
const patience = 50;
/** How much text goes out at once, in UTF-16 units. */
const enough = 1 << 16;

interface Pending {
  first: ChannelMessage;
  texts: string[];
  length: number;
}

interface StreamContent {
  name: string;
  text: string;
}

/**
 * Makes one message of many that print to the same stream: a front end takes far longer over a
 * message than over its text. The order of all messages is kept.
 */
export class Coalescer {
  readonly #deliver: (message: ChannelMessage) => void;
  #pending: Pending | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: (message: ChannelMessage) => void) {
    this.#deliver = deliver;
  }

  push(message: ChannelMessage): void {
    if (message.channel !== "iopub" || message.type !== "stream") {
      this.flush();
      return this.#deliver(message);
    }
    const {name, text} = message.message.content as StreamContent;
    if (!this.#pending || !isSame(this.#pending.first, message, name)) {
      this.flush();
      this.#pending = {first: message, texts: [], length: 0};
    }
    this.#pending.texts.push(text);
    this.#pending.length += text.length;
    if (this.#pending.length >= enough) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), patience);
  }

  /** Delivers the text that still waits for more. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#pending) return;
    const {first, texts} = this.#pending;
    this.#pending = undefined;
    if (texts.length === 1) return this.#deliver(first);
    const {name} = first.message.content as StreamContent;
    const content = {name, text: texts.join("")};
    this.#deliver(new ChannelMessage("iopub", {...first.message, content}));
  }
}

function isSame(first: ChannelMessage, {parent, message}: ChannelMessage, name: string): boolean {
  const isBare = message.buffers.length === 0 && Object.keys(message.metadata).length === 0;
  return (
    isBare && first.parent === parent && (first.message.content as StreamContent).name === name
  );
}
