import {ChannelMessage} from "../channels/channelMessage.ts";

/** What one execution has put out so far, in bytes, and what of it was left out. */
interface Amount {
  text: number;
  shown: number;
  left: {bytes: number; messages: number};
}

/** How much more may be shown than printed: figures are large, and a reader looks at few of them. */
const figures = 10;

/**
 * Stops what a cell puts out where no front end could take any more, tells the reader so at once,
 * and how much was left out when the cell is over. Clearing the output begins anew.
 */
export class OutputLimit {
  readonly #limit: number;
  readonly #amounts = new Map<string, Amount>();

  /** @param limit - bytes that one execution may print; 0 for any number */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What clients are to hear instead of a message: it alone, as a rule. */
  pass(message: ChannelMessage): ChannelMessage[] {
    const {channel, type, parent} = message;
    if (channel !== "iopub" || parent === undefined || this.#limit === 0) return [message];
    if (type === "clear_output") this.#amounts.delete(parent);
    if (isIdle(message)) return [...this.#told(parent, message), message];
    if (type !== "stream" && type !== "display_data" && type !== "execute_result") return [message];
    const amount = this.#amounts.get(parent) ?? {text: 0, shown: 0, left: {bytes: 0, messages: 0}};
    this.#amounts.set(parent, amount);
    const {size} = message;
    const [kind, limit] =
      type === "stream"
        ? (["text", this.#limit] as const)
        : (["shown", figures * this.#limit] as const);
    amount[kind] += size;
    if (amount[kind] <= limit) return [message];
    const isFirst = amount.left.messages === 0;
    amount.left.bytes += size;
    amount.left.messages += 1;
    return isFirst
      ? [
          notice(
            message,
            `Output limit: ${inWords(limit)} are shown, and what follows of this cell is left out.`
          )
        ]
      : [];
  }

  #told(parent: string, message: ChannelMessage): ChannelMessage[] {
    const left = this.#amounts.get(parent)?.left;
    this.#amounts.delete(parent);
    if (!left?.messages) return [];
    return [notice(message, `Output limit: ${inWords(left.bytes)} were left out.`)];
  }
}

function isIdle({type, message}: ChannelMessage): boolean {
  return (
    type === "status" && (message.content as {execution_state: string}).execution_state === "idle"
  );
}

/** Text for the reader, in the name of the kernel whose message it goes with. */
function notice({message}: ChannelMessage, text: string): ChannelMessage {
  const header = {...message.header, msg_id: `${message.header.msg_id}-limit`, msg_type: "stream"};
  const content = {name: "stderr", text: `\n${text}\n`};
  return new ChannelMessage("iopub", {...message, header, content, metadata: {}, buffers: []});
}

function inWords(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
