import {randomUUID} from "node:crypto";

/** The version of the Jupyter messaging protocol that this project speaks. */
export const protocolVersion = "5.4";

/** The four channels that carry messages; the heartbeat carries bare bytes. */
export type Channel = "shell" | "control" | "stdin" | "iopub";

/** Who said what, when; a message's `parent_header` is the header of the request that caused it. */
export interface Header {
  msg_id: string;
  msg_type: string;
  username: string;
  session: string;
  /** ISO 8601. */
  date: string;
  version: string;
}

/**
 * A message of the Jupyter protocol, as it is on every wire; the contents by type are
 * `KernelMessage` in `@jupyterlab/services`.
 */
export interface Message<Content = Record<string, unknown>> {
  header: Header;
  /** `{}` when no request caused the message. */
  parent_header: Partial<Header>;
  metadata: Record<string, unknown>;
  content: Content;
  buffers: Uint8Array[];
}

/** What a new message is made of besides its header. */
export interface MessageParts<Content> {
  parent?: Partial<Header>;
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
  content: Content;
}

/**
 * The author of messages: one for each process that sends, so that its messages can be told from
 * those of others.
 */
export class Session {
  readonly id: string;
  readonly username: string;

  constructor({id = randomUUID(), username = "kernel"}: {id?: string; username?: string} = {}) {
    this.id = id;
    this.username = username;
  }

  /** A new message with an id and a date of its own. */
  message<Content>(
    type: string,
    {content, parent = {}, metadata = {}, buffers = []}: MessageParts<Content>
  ): Message<Content> {
    const header: Header = {
      msg_id: randomUUID(),
      msg_type: type,
      username: this.username,
      session: this.id,
      date: new Date().toISOString(),
      version: protocolVersion
    };
    return {header, parent_header: parent, metadata, content, buffers};
  }
}
