import type {Header, Message, MessageParts, Session} from "../../src/jupyter/message.ts";
import type {Sockets} from "./sockets.ts";
import {type StreamName, Streams} from "./streams.ts";

export type Status = "starting" | "busy" | "idle" | "restarting";

/** What goes out to all clients alike, on iopub. */
export class Publisher {
  readonly #sockets: Sockets;
  readonly #session: Session;
  readonly #streams: Streams;

  constructor(sockets: Sockets, session: Session) {
    this.#sockets = sockets;
    this.#session = session;
    this.#streams = new Streams((parent, name, text) => {
      const message = session.message("stream", {parent, content: {name, text}});
      this.#send(`stream.${name}`, message);
    });
  }

  /** Publishes a message, after the text that the same request has printed before. */
  publish<Content>(
    type: string,
    parent: Partial<Header>,
    parts: Omit<MessageParts<Content>, "parent">
  ): void {
    this.#streams.flush(parent);
    this.#send(type, this.#session.message(type, {...parts, parent}));
  }

  status(execution_state: Status, parent: Partial<Header> = {}): void {
    this.publish("status", parent, {content: {execution_state}});
  }

  stream(name: StreamName, text: string, parent: Partial<Header>): void {
    this.#streams.write(parent, name, text);
  }

  /** Greets a client that has just subscribed: from now on it misses nothing. */
  welcome(subscription: string): void {
    this.#send(subscription, this.#session.message("iopub_welcome", {content: {subscription}}));
  }

  /** Sends the text that still waits for more. */
  flush(parent?: Partial<Header>): void {
    if (parent) this.#streams.flush(parent);
    else this.#streams.flushAll();
  }

  #send(topic: string, message: Message<unknown>): void {
    this.#sockets.send("iopub", [Buffer.from(topic)], message);
  }
}
