import {Dealer, Subscriber} from "zeromq";
import {address, type ConnectionInfo} from "./connectionFile.ts";
import type {KernelProcess} from "./kernelProcess.ts";
import {type Channel, type Message, Session} from "./message.ts";
import {SendQueue} from "./sendQueue.ts";
import {type Signer, signer} from "./signature.ts";
import {parseMessage, serializeMessage} from "./wire.ts";

/** A channel on which a client may speak. */
export type RequestChannel = Exclude<Channel, "iopub">;

/**
 * Hears a message of the kernel.
 *
 * @param frames - the message as the kernel wrote it: header, parent header, metadata, content,
 *   buffers; to pass on what must not change on the way
 */
export type Listener = (channel: Channel, message: Message, frames: Uint8Array[]) => void;

export interface KernelClientOptions {
  /** The author of the client's own messages. */
  session?: Session;
  /** Hears all messages from the first on; others may follow with `listen`. */
  listener?: Listener;
  /** Hears of messages that are not the kernel's, or that cannot be read. */
  onError?: (error: unknown) => void;
}

/** Whatever the kernel says is kept until it is read, in whatever time. */
const unlimited = {sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0, reconnectInterval: 10};
/** How long something on iopub may take that a kernel says before its reply, in ms. */
const patience = 300;

/**
 * Connects to a kernel that was started, and settles when it answers.
 *
 * @throws Error if the kernel ends before that, with what it printed, or takes longer than `timeout`
 */
export async function connectKernel(
  kernel: KernelProcess,
  {timeout = 60_000, ...options}: KernelClientOptions & {/** In ms. */ timeout?: number} = {}
): Promise<KernelClient> {
  const client = new KernelClient(kernel.connection, options);
  const failure = (what: string): Error => {
    const said = kernel.lastOutput.trim();
    const {name} = kernel.kernel;
    return new Error(
      `connectKernel: expected an answer of ${name}, but ${what}${said && `:\n${said}`}`
    );
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(failure(`there was none in ${timeout} ms`)), timeout);
  });
  const ended = kernel.exited.then(({code, signal}) => {
    throw failure(`it ended with ${signal ?? `code ${code ?? "unknown"}`}`);
  });
  try {
    await Promise.race([client.ready, late, ended]);
    return client;
  } catch (error) {
    client.close();
    throw error;
  } finally {
    clearTimeout(timer);
    ended.catch(() => {});
  }
}

/** The one set of sockets to a kernel, over which all speak that have something to say to it. */
export class KernelClient {
  readonly session: Session;
  /** Settles when the kernel answers, and nothing that it publishes from then on can be missed. */
  readonly ready: Promise<void>;
  readonly #signer: Signer;
  readonly #sockets: Record<RequestChannel, Dealer> & {iopub: Subscriber};
  readonly #queues: Record<RequestChannel, SendQueue>;
  readonly #listeners = new Set<Listener>();
  readonly #onError: (error: unknown) => void;
  #isClosed = false;

  constructor(
    connection: ConnectionInfo,
    {
      session = new Session({username: "convnotes"}),
      listener,
      onError = () => {}
    }: KernelClientOptions = {}
  ) {
    if (listener) this.#listeners.add(listener);
    this.session = session;
    this.#onError = onError;
    this.#signer = signer(connection.key, connection.signature_scheme);
    // One id for all three, as the protocol asks: questions come to who runs the cell.
    const dealer = (): Dealer => new Dealer({...unlimited, routingId: session.id});
    this.#sockets = {
      shell: dealer(),
      control: dealer(),
      stdin: dealer(),
      iopub: new Subscriber({linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10})
    };
    const queue = (channel: RequestChannel): SendQueue =>
      new SendQueue(this.#sockets[channel], (error) => {
        if (!this.#isClosed) onError(error);
      });
    this.#queues = {shell: queue("shell"), control: queue("control"), stdin: queue("stdin")};
    for (const channel of ["iopub", "shell", "control", "stdin"] as const) {
      this.#sockets[channel].connect(address(connection, channel));
      void this.#receive(channel);
    }
    this.#sockets.iopub.subscribe();
    this.ready = this.#nudge();
  }

  /** Calls the listener with each message of the kernel from now on, until the function is called that it returns. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Sends a message after all that was sent before on the same channel. */
  send(channel: RequestChannel, message: Message<unknown>): void {
    if (this.#isClosed) return;
    this.#queues[channel].push(serializeMessage(message, this.#signer));
  }

  /** Sends a request of the client's own and settles with the reply. */
  request(
    type: string,
    content: Record<string, unknown> = {},
    {channel = "shell"}: {channel?: "shell" | "control"} = {}
  ): Promise<Message> {
    const request = this.session.message(type, {content});
    return new Promise((resolve) => {
      const stop = this.listen((heard, message) => {
        if (heard !== channel || message.parent_header.msg_id !== request.header.msg_id) return;
        stop();
        resolve(message);
      });
      this.send(channel, request);
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listeners.clear();
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  /**
   * Asks until something comes on iopub: a subscription takes a while to reach the kernel, and what
   * it publishes until then is lost. Newer kernels, as ours, greet who subscribes.
   */
  async #nudge(): Promise<void> {
    let heard = (): void => {};
    const published = new Promise<void>((resolve) => (heard = resolve));
    const stop = this.listen((channel) => {
      if (channel === "iopub") heard();
    });
    let isHeard = false;
    void published.then(() => (isHeard = true));
    while (!isHeard && !this.#isClosed) {
      await Promise.race([published, this.request("kernel_info_request")]);
      if (isHeard) break;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
      await Promise.race([published, late]);
      clearTimeout(timer);
    }
    stop();
  }

  async #receive(channel: Channel): Promise<void> {
    const socket = this.#sockets[channel];
    while (!socket.closed) {
      try {
        const frames = await socket.receive();
        this.#heard(channel, frames);
      } catch (error) {
        // Closing a socket rejects what waits on it.
        if (!socket.closed) this.#onError(error);
      }
    }
  }

  #heard(channel: Channel, frames: Uint8Array[]): void {
    const {ids, message} = parseMessage(frames, this.#signer);
    const parts = frames.slice(ids.length + 2);
    for (const listener of [...this.#listeners]) {
      try {
        listener(channel, message, parts);
      } catch (error) {
        this.#onError(error); // the others hear the message all the same
      }
    }
  }
}
