import {Dealer, Request, Subscriber} from "zeromq";
import {address, type ConnectionInfo} from "../../src/jupyter/connectionFile.ts";
import {type Channel, type Header, type Message, Session} from "../../src/jupyter/message.ts";
import {type Signer, signer} from "../../src/jupyter/signature.ts";
import {parseMessage, serializeMessage} from "../../src/jupyter/wire.ts";

type Contents = Record<string, unknown>;

/** Long enough for a machine with other things to do; what takes longer does not come. */
const patience = 30_000;

/** A reply, and what its request had published by the time it was idle. */
export interface Answered {
  reply: Message;
  published: Message[];
}

/** A Jupyter client that keeps all that it hears, so that tests can ask for sequences. */
export class KernelClient {
  readonly session: Session;
  /** All messages in the order of their arrival. */
  readonly heard: Record<Channel, Message[]> = {shell: [], control: [], stdin: [], iopub: []};
  readonly sockets: {shell: Dealer; control: Dealer; stdin: Dealer; iopub: Subscriber; hb: Request};
  readonly signer: Signer;
  #sent: Promise<void> = Promise.resolve();
  #waiting = new Set<() => void>();

  constructor(connection: ConnectionInfo) {
    this.session = new Session({username: "tester"});
    this.signer = signer(connection.key, connection.signature_scheme);
    // One id for all three, as the protocol asks: questions come to who runs the cell.
    const common = {linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10};
    const options = {...common, routingId: this.session.id};
    this.sockets = {
      shell: new Dealer(options),
      control: new Dealer(options),
      stdin: new Dealer(options),
      iopub: new Subscriber(common),
      hb: new Request({linger: 0, reconnectInterval: 10})
    };
    for (const [port, socket] of Object.entries(this.sockets)) {
      socket.connect(address(connection, port as keyof typeof this.sockets));
    }
    for (const channel of ["shell", "control", "stdin", "iopub"] as const)
      void this.#listen(channel);
    this.sockets.iopub.subscribe();
  }

  /** Settles when the kernel is there, and nothing that it publishes can be missed. */
  async ready(): Promise<void> {
    await this.hear("iopub", ({header}) => header.msg_type === "iopub_welcome");
  }

  send(
    channel: Exclude<Channel, "iopub">,
    type: string,
    content: Contents = {},
    {parent = {}, buffers = []}: {parent?: Partial<Header>; buffers?: Uint8Array[]} = {}
  ): Message {
    const message = this.session.message(type, {content, parent, buffers});
    this.sendFrames(channel, serializeMessage(message, this.signer));
    return message;
  }

  sendFrames(channel: Exclude<Channel, "iopub">, frames: Uint8Array[]): void {
    this.#sent = this.#sent.then(() => this.sockets[channel].send(frames));
  }

  /** Waits for the first message of a channel that is so. */
  hear(channel: Channel, isSo: (message: Message) => boolean): Promise<Message> {
    return this.until(() => this.heard[channel].find(isSo), `a message on ${channel}`);
  }

  /** Waits until there is what is asked for. */
  until<T>(find: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const heard = Object.values(this.heard).flat().slice(-20).map(summary).join("\n");
        reject(new Error(`the client waited in vain for ${what}; it heard:\n${heard}`));
      }, patience);
      this.#waiting.add(look);
      look();
    });
  }

  /** What was published on behalf of a request, in order. */
  publishedFor({header}: Message): Message[] {
    return this.heard.iopub.filter(({parent_header}) => parent_header.msg_id === header.msg_id);
  }

  /** Waits for the reply to a request and for its `idle`. */
  async answer(request: Message, channel: "shell" | "control" = "shell"): Promise<Answered> {
    const id = request.header.msg_id;
    const isOurs = ({parent_header}: Message) => parent_header.msg_id === id;
    const reply = await this.hear(channel, isOurs);
    await this.hear("iopub", (message) => isOurs(message) && isIdle(message));
    return {reply, published: this.publishedFor(request)};
  }

  request(
    type: string,
    content: Contents = {},
    {channel = "shell"}: {channel?: "shell" | "control"} = {}
  ): Promise<Answered> {
    return this.answer(this.send(channel, type, content), channel);
  }

  execute(code: string, options: Contents = {}): Promise<Answered> {
    return this.answer(this.sendCell(code, options));
  }

  sendCell(code: string, options: Contents = {}): Message {
    return this.send("shell", "execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
      ...options
    });
  }

  close(): void {
    for (const socket of Object.values(this.sockets)) socket.close();
  }

  async #listen(channel: Channel): Promise<void> {
    const socket = this.sockets[channel];
    for await (const frames of socket) {
      const {message} = parseMessage(frames, this.signer);
      this.heard[channel].push(message);
      for (const look of [...this.#waiting]) look();
    }
  }
}

export function isIdle({header, content}: Message): boolean {
  return header.msg_type === "status" && content.execution_state === "idle";
}

/** Types of messages, with the state of a status: `busy execute_input stream idle`. */
export function sequence(messages: Message[]): string {
  return messages
    .map(({header, content}) =>
      header.msg_type === "status" ? String(content.execution_state) : header.msg_type
    )
    .join(" ");
}

/** All text that was printed to one stream. */
export function printed(messages: Message[], name: "stdout" | "stderr" = "stdout"): string {
  return messages
    .filter(({header, content}) => header.msg_type === "stream" && content.name === name)
    .map(({content}) => content.text as string)
    .join("");
}

/** The `text/plain` of the result. */
export function resultOf(messages: Message[]): unknown {
  const result = messages.find(({header}) => header.msg_type === "execute_result");
  return (result?.content.data as Contents | undefined)?.["text/plain"];
}

function summary({header, parent_header, content}: Message): string {
  const text = JSON.stringify(content).slice(0, 200);
  return `${header.msg_type} ${text} for ${parent_header.msg_type ?? "nobody"}`;
}
