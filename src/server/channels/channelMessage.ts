import type {Channel, Message} from "../../jupyter/message.ts";
import {signer} from "../../jupyter/signature.ts";
import {serializeMessage} from "../../jupyter/wire.ts";
import {encodeJson} from "./jsonProtocol.ts";
import {encodeV1} from "./v1Protocol.ts";

const unsigned = signer("");

/** A message on its way to clients, encoded once for all of them that speak one protocol. */
export class ChannelMessage {
  readonly channel: Channel;
  readonly message: Message<unknown>;
  readonly #frames: Uint8Array[];
  #v1: Uint8Array | undefined;
  #json: string | Uint8Array | undefined;

  /**
   * @param frames - header, parent header, metadata, content and buffers as the kernel wrote them;
   *   made anew for a message that is not the kernel's
   */
  constructor(channel: Channel, message: Message<unknown>, frames?: Uint8Array[]) {
    this.channel = channel;
    this.message = message;
    // Without the delimiter and the signature.
    this.#frames = frames ?? serializeMessage(message, unsigned).slice(2);
  }

  get type(): string {
    return this.message.header.msg_type;
  }

  /** The id of the request that caused the message. */
  get parent(): string | undefined {
    return this.message.parent_header.msg_id;
  }

  /** How much it is to send, in bytes. */
  get size(): number {
    return this.#frames.reduce((size, frame) => size + frame.length, 0);
  }

  get v1(): Uint8Array {
    return (this.#v1 ??= encodeV1(this.channel, this.#frames));
  }

  get json(): string | Uint8Array {
    return (this.#json ??= encodeJson(this.channel, this.message));
  }
}
