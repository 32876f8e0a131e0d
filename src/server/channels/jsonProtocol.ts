import type {Message} from "../../jupyter/message.ts";

/**
 * A message in the protocol of clients that ask for none: JSON, and with buffers one binary frame,
 * all numbers unsigned, 32 bits, big endian:
 *
 *     count of offsets, offsets…, JSON, buffers…
 *
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html
 */
export function encodeJson(channel: string, message: Message<unknown>): string | Uint8Array {
  const {header, buffers} = message;
  const {msg_id, msg_type} = header;
  const json = JSON.stringify({...message, msg_id, msg_type, channel, buffers: []});
  if (buffers.length === 0) return json;
  const parts = [Buffer.from(json), ...buffers];
  const head = Buffer.alloc(4 * (parts.length + 1));
  head.writeUInt32BE(parts.length, 0);
  let offset = head.length;
  for (const [index, part] of parts.entries()) {
    head.writeUInt32BE(offset, 4 * (index + 1));
    offset += part.length;
  }
  return Buffer.concat([head, ...parts]);
}

/**
 * The message of a frame.
 *
 * @param isBinary - whether the frame is one that holds buffers
 * @throws Error if it is no message
 */
export function decodeJson(data: Buffer, isBinary: boolean): {channel: string; message: Message} {
  const [json, ...buffers] = isBinary ? split(data) : [data];
  const value: unknown = JSON.parse((json ?? data).toString());
  if (typeof value !== "object" || value === null) {
    throw new Error(`decodeJson: a message is a JSON object, but got ${String(value)}`);
  }
  const {channel = "shell", ...rest} = value as {channel?: string} & Partial<Message>;
  const {header, parent_header, metadata, content} = rest;
  const message = {header, parent_header: parent_header ?? {}, metadata: metadata ?? {}, content};
  for (const [field, part] of Object.entries(message)) {
    if (typeof part === "object" && part !== null && !Array.isArray(part)) continue;
    throw new Error(`decodeJson: ${field} is a JSON object, but got ${JSON.stringify(part)}`);
  }
  return {channel, message: {...message, buffers} as Message};
}

function split(data: Buffer): Buffer[] {
  const count = data.length >= 4 ? data.readUInt32BE(0) : 0;
  if (count < 1 || 4 * (count + 1) > data.length) {
    throw new Error(`decodeJson: expected offsets within ${data.length} bytes, but got ${count}`);
  }
  const offsets = Array.from({length: count}, (_, index) => data.readUInt32BE(4 * (index + 1)));
  return offsets.map((start, index) => {
    const end = offsets[index + 1] ?? data.length;
    if (start <= end && end <= data.length) return data.subarray(start, end);
    throw new Error(
      `decodeJson: expected a part within ${data.length} bytes, but got ${start}..${end}`
    );
  });
}
