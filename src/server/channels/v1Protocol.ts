import type {Message} from "../../jupyter/message.ts";

/** The websocket protocol that carries messages as kernels write them, without a detour over JSON. */
export const v1Protocol = "v1.kernel.websocket.jupyter.org";

/**
 * A message as one binary frame, all numbers unsigned, 64 bits, little endian:
 *
 *     count of offsets, offsets…, channel, header, parent header, metadata, content, buffers…
 *
 * @param frames - header, parent header, metadata, content and buffers
 * @see https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html
 */
export function encodeV1(channel: string, frames: readonly Uint8Array[]): Uint8Array {
  const parts = [Buffer.from(channel), ...frames];
  const head = Buffer.alloc(8 * (parts.length + 2));
  head.writeBigUInt64LE(BigInt(parts.length + 1), 0);
  let offset = head.length;
  head.writeBigUInt64LE(BigInt(offset), 8);
  for (const [index, part] of parts.entries()) {
    offset += part.length;
    head.writeBigUInt64LE(BigInt(offset), 8 * (index + 2));
  }
  return Buffer.concat([head, ...parts]);
}

/**
 * The message of one binary frame.
 *
 * @throws Error if the offsets do not fit the frame, or a part is missing or no JSON object
 */
export function decodeV1(data: Buffer): {channel: string; message: Message} {
  const [channel, ...parts] = split(data);
  const [header, parent_header, metadata, content] = parts.slice(0, 4).map(parseObject);
  if (!channel || !header || !parent_header || !metadata || !content) {
    throw new Error(`decodeV1: expected 5 parts or more, but there are ${parts.length + 1}`);
  }
  const message = {header, parent_header, metadata, content, buffers: parts.slice(4)};
  return {channel: channel.toString(), message: message as unknown as Message};
}

function split(data: Buffer): Buffer[] {
  const count = data.length >= 8 ? Number(data.readBigUInt64LE(0)) : 0;
  if (count < 2 || 8 * (count + 1) > data.length) {
    throw new Error(`decodeV1: expected offsets within ${data.length} bytes, but got ${count}`);
  }
  const offsets = Array.from({length: count}, (_, index) =>
    Number(data.readBigUInt64LE(8 * (index + 1)))
  );
  return offsets.slice(1).map((end, index) => {
    const start = offsets[index] ?? 0;
    if (start <= end && end <= data.length) return data.subarray(start, end);
    throw new Error(
      `decodeV1: expected a part within ${data.length} bytes, but got ${start}..${end}`
    );
  });
}

function parseObject(part: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(part.toString());
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`decodeV1: a part is a JSON object, but got ${part.toString().slice(0, 40)}`);
}
