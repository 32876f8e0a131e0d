import type {Header, Message} from "./message.ts";
import type {Signer} from "./signature.ts";

/** Separates the routing ids, which ZeroMQ puts in front, from the message. */
const delimiter = Buffer.from("<IDS|MSG>");

/**
 * A message as the frames of one ZeroMQ message:
 *
 *     routing ids…, <IDS|MSG>, signature, header, parent header, metadata, content, buffers…
 *
 * @param ids - routing ids of the addressee, or the topic on iopub
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html#wire-protocol
 */
export function serializeMessage(
  {header, parent_header, metadata, content, buffers}: Message<unknown>,
  signer: Signer,
  ids: readonly Uint8Array[] = []
): Uint8Array[] {
  const json = [header, parent_header, metadata, content].map(toJson);
  return [...ids, delimiter, Buffer.from(signer.sign(json)), ...json, ...buffers];
}

/**
 * The message that frames hold.
 *
 * @throws Error if the delimiter or a frame is missing, the signature is wrong, a frame is not a
 *   JSON object, or the header names no id, type or session
 */
export function parseMessage(
  frames: readonly Uint8Array[],
  signer: Signer
): {ids: Uint8Array[]; message: Message} {
  const start = frames.findIndex((frame) => delimiter.equals(frame));
  if (start < 0) throw new Error("parseMessage: expected the frame <IDS|MSG>, but there is none");
  const [signature, ...rest] = frames.slice(start + 1);
  const json = rest.slice(0, 4);
  if (!signature || json.length < 4) {
    const count = frames.length - start - 1;
    throw new Error(
      `parseMessage: expected 5 frames or more after <IDS|MSG>, but there are ${count}`
    );
  }
  if (!signer.verify(json, signature)) {
    throw new Error("parseMessage: expected the connection's signature, but it is another");
  }
  const [header, parent_header, metadata, content] = json.map(fromJson);
  const message = {header, parent_header, metadata, content, buffers: rest.slice(4)};
  return {ids: frames.slice(0, start), message: checked(message as unknown as Message)};
}

function checked(message: Message): Message {
  for (const field of ["msg_id", "msg_type", "session"] as const satisfies (keyof Header)[]) {
    const value: unknown = message.header[field];
    if (typeof value === "string") continue;
    throw new Error(`parseMessage: header.${field} is a string, but got ${typeof value}`);
  }
  return message;
}

function fromJson(frame: Uint8Array, index: number): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(frame).toString());
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const name = ["header", "parent header", "metadata", "content"][index];
  throw new Error(`parseMessage: ${name} is a JSON object, but got ${JSON.stringify(value)}`);
}

function toJson(value: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Only now, because a replacer makes large figures slow: what JSON has no word for.
    return Buffer.from(JSON.stringify(value, withoutBigInt()));
  }
}

function withoutBigInt(): (this: unknown, key: string, value: unknown) => unknown {
  const above: unknown[] = [];
  return function (_key, value) {
    if (typeof value === "bigint") return value.toString();
    if (typeof value !== "object" || value === null) return value;
    // `this` holds the value: whatever was visited below it is no ancestor of the value.
    while (above.length > 0 && above.at(-1) !== this) above.pop();
    if (above.includes(value)) return "[circular]";
    above.push(value);
    return value;
  };
}
