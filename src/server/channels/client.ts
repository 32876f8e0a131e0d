import {WebSocket} from "ws";
import type {RequestChannel} from "../../jupyter/kernelClient.ts";
import type {Message} from "../../jupyter/message.ts";
import type {RunningKernel} from "../kernels/runningKernel.ts";
import type {ChannelMessage} from "./channelMessage.ts";
import {decodeJson} from "./jsonProtocol.ts";
import {Missed} from "./missed.ts";
import {decodeV1, v1Protocol} from "./v1Protocol.ts";

/** Codes of a close that was meant: the page is gone, or has opened another socket. */
const leaving = new Set([1000, 1001, 1005]);
/** Above this much that a socket has not sent yet its client is slow, below that it is not, in bytes. */
const slow = {above: 16e6, below: 1e6};
/** How long after the last sign of life a message may still have been lost, in ms. */
const margin = 5000;
const channels = new Set<string>(["shell", "control", "stdin"] satisfies RequestChannel[]);

export interface ClientOptions {
  log: {warn(text: string): void};
  /** Above this much that was not sent yet a client counts as slow, in bytes. */
  slowAbove?: number;
}

/**
 * One that speaks with a kernel, known by the session id that it has chosen: over one websocket at a
 * time, and between two of them it is waited for.
 */
export class Client {
  readonly id: string;
  /** When it was left without a socket; undefined while it has one. */
  awaySince: Date | undefined;
  /** Whether it closed its last socket itself. */
  hasLeft = false;
  readonly #kernel: RunningKernel;
  readonly #options: ClientOptions;
  /** Sessions in whose name it has spoken: replies to those are for it. */
  readonly #sessions: Set<string>;
  readonly #missed: Missed;
  #socket: WebSocket | undefined;
  #isSlow = false;
  #lastSign = new Date();

  constructor(id: string, kernel: RunningKernel, options: ClientOptions) {
    this.id = id;
    this.#kernel = kernel;
    this.#options = options;
    this.#sessions = new Set([id]);
    this.#missed = new Missed(kernel.executions);
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  hasSession(session: string | undefined): boolean {
    return session !== undefined && this.#sessions.has(session);
  }

  /** Speaks over a socket from now on, and first of all says what was missed. */
  connect(socket: WebSocket, onClose: () => void): void {
    if (this.#socket) this.#replace(this.#socket);
    this.#socket = socket;
    this.#isSlow = false;
    this.hasLeft = false;
    this.awaySince = undefined;
    const sign = (): void => void (this.#lastSign = new Date());
    sign();
    socket.on("pong", sign);
    socket.on("message", (data: Buffer, isBinary) => {
      sign();
      this.#hear(data, isBinary);
    });
    socket.on("close", (code) => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.awaySince = new Date();
      this.hasLeft = leaving.has(code);
      // What was sent to a network that was no longer there is nowhere.
      if (!this.hasLeft) this.#doubt();
      onClose();
    });
    this.#catchUp();
  }

  deliver(message: ChannelMessage): void {
    if (!this.#socket || this.#isSlow) return this.#missed.push(message);
    this.#send(message);
    const {slowAbove = slow.above} = this.#options;
    if (this.#socket.bufferedAmount <= slowAbove) return;
    this.#isSlow = true;
    this.#options.log.warn(
      `client ${this.id} of kernel ${this.#kernel.id} is slow: it hears the rest when it has caught up`
    );
    this.#waitUntilSent(this.#socket);
  }

  close(code: number, reason: string): void {
    this.#socket?.close(code, reason);
  }

  #send(message: ChannelMessage): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return this.#missed.push(message);
    socket.send(socket.protocol === v1Protocol ? message.v1 : message.json);
  }

  #catchUp(): void {
    if (this.#missed.isEmpty) return;
    const {messages, lost} = this.#missed.take(this.#kernel.session);
    for (const message of messages) this.#send(message);
    if (lost > 0) this.#send(this.#kernel.textBelow(lossOf(lost)));
  }

  #waitUntilSent(socket: WebSocket): void {
    const timer = setInterval(() => {
      if (this.#socket !== socket) return clearInterval(timer);
      if (socket.bufferedAmount > slow.below) return;
      clearInterval(timer);
      this.#isSlow = false;
      this.#catchUp();
    }, 50);
  }

  /** The client is back before it was known that it was away. */
  #replace(old: WebSocket): void {
    this.#socket = undefined;
    this.#doubt();
    old.close(1000, "another socket of this session was opened");
  }

  #doubt(): void {
    this.#missed.doubt(new Date(this.#lastSign.getTime() - margin));
  }

  #hear(data: Buffer, isBinary: boolean): void {
    let heard: {channel: string; message: Message};
    try {
      const isV1 = this.#socket?.protocol === v1Protocol;
      heard = isV1 ? decodeV1(data) : decodeJson(data, isBinary);
    } catch (error) {
      return this.#options.log.warn(
        `client ${this.id}: ignored a message: ${(error as Error).message}`
      );
    }
    const {channel, message} = heard;
    const {session, msg_id, msg_type} = message.header;
    // What has no id has no answer either, and an execution would count as running for ever.
    const isWhole = typeof msg_type === "string" && typeof msg_id === "string";
    if (!channels.has(channel) || !isWhole) {
      const what = `${String(msg_type)} on ${channel}`;
      return this.#options.log.warn(`client ${this.id}: ignored a message: ${what}`);
    }
    if (session) this.#sessions.add(session);
    this.#kernel.send(channel as RequestChannel, message);
  }
}

function lossOf(count: number): string {
  return (
    `${count} messages of widgets were not delivered, because this page was away or too slow; ` +
    "reload the page to see them as they are now."
  );
}
