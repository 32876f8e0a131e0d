import {Router, XPublisher} from "zeromq";
import {address, type ConnectionInfo, type Port} from "../../src/jupyter/connectionFile.ts";
import type {Channel, Message} from "../../src/jupyter/message.ts";
import {type Signer, signer} from "../../src/jupyter/signature.ts";
import {parseMessage, serializeMessage} from "../../src/jupyter/wire.ts";
import {describe, log} from "./log.ts";
import {SendQueue} from "../../src/jupyter/sendQueue.ts";

/** A message from a client, and how to answer that client. */
export interface Received {
  channel: Exclude<Channel, "iopub">;
  /** Routing ids of the client. */
  ids: Uint8Array[];
  message: Message;
}

interface Listeners {
  message: (received: Received) => void;
  /** A client listens to iopub from now on, to topics that begin so. */
  subscription: (topic: string) => void;
}

/** Nothing is ever dropped: a client that falls behind catches up. */
const unlimited = {sendHighWaterMark: 0, receiveHighWaterMark: 0};

/** How long what was sent may take to leave once the sockets are closed, in ms. */
const linger = 5000;

/** The five sockets of a kernel. */
export class Sockets {
  readonly #signer: Signer;
  readonly #info: ConnectionInfo;
  readonly #sockets = {
    shell: new Router({...unlimited, linger}),
    control: new Router({...unlimited, linger}),
    stdin: new Router({...unlimited, linger}),
    // Tells who subscribes, as a plain publisher does not; each of them is greeted.
    iopub: new XPublisher({...unlimited, linger, verbosity: "allSubs"}),
    hb: new Router({...unlimited, linger: 0})
  };
  readonly #queues: Record<Port, SendQueue>;

  constructor(info: ConnectionInfo) {
    this.#info = info;
    this.#signer = signer(info.key, info.signature_scheme);
    const queue = (port: Port) =>
      new SendQueue(this.#sockets[port], (error) => log(`${port}: ${describe(error)}`));
    this.#queues = {
      shell: queue("shell"),
      control: queue("control"),
      stdin: queue("stdin"),
      iopub: queue("iopub"),
      hb: queue("hb")
    };
  }

  /** Listens; the listeners are called from then on. */
  async bind(listeners: Listeners): Promise<void> {
    const ports = Object.keys(this.#sockets) as Port[];
    await Promise.all(ports.map((port) => this.#sockets[port].bind(address(this.#info, port))));
    for (const channel of ["shell", "control", "stdin"] as const) {
      this.#receive(channel, (frames) => {
        const {ids, message} = parseMessage(frames, this.#signer);
        listeners.message({channel, ids, message});
      });
    }
    this.#receive("iopub", ([frame]) => {
      const subscribed = frame?.[0] === 1;
      if (subscribed) listeners.subscription(Buffer.from(frame.subarray(1)).toString());
    });
    this.#receive("hb", (frames) => this.#queues.hb.push(frames));
  }

  /** @param ids - routing ids of the addressee, or the topic on iopub */
  send(channel: Channel, ids: readonly Uint8Array[], message: Message<unknown>): void {
    this.#queues[channel].push(serializeMessage(message, this.#signer, ids));
  }

  /** Closes when all that was sent has left. */
  async close(): Promise<void> {
    for (const port of Object.keys(this.#sockets) as Port[]) {
      await this.#queues[port].drained();
      this.#sockets[port].close();
    }
  }

  #receive(port: Port, handle: (frames: Uint8Array[]) => void): void {
    const socket = this.#sockets[port];
    const loop = async (): Promise<void> => {
      while (!socket.closed) {
        try {
          const frames = await socket.receive();
          handle(frames);
        } catch (error) {
          // Closing a socket rejects what waits on it.
          if (!socket.closed) log(`${port}: ignored a message: ${describe(error)}`);
        }
      }
    };
    void loop();
  }
}
