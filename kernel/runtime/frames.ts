import {deserialize, serialize} from "node:v8";

const lengthBytes = 4;

/** A value as it goes through a pipe: its length, then the structured clone of it. */
export function encodeFrame(value: unknown): Buffer {
  const payload = serialize(value);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(payload.length);
  return Buffer.concat([length, payload]);
}

/** Puts the values together again from what a pipe gives in pieces of any size. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;

  /** @returns the values that are complete with this piece, in order */
  push(chunk: Buffer): unknown[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    const values: unknown[] = [];
    for (let frame = this.#take(); frame; frame = this.#take()) values.push(deserialize(frame));
    return values;
  }

  #take(): Buffer | undefined {
    if (this.#size < lengthBytes) return undefined;
    const length = lengthBytes + this.#peekLength();
    if (this.#size < length) return undefined;
    const all = this.#join();
    this.#size = all.length - length;
    this.#chunks = this.#size > 0 ? [all.subarray(length)] : [];
    return all.subarray(lengthBytes, length);
  }

  #peekLength(): number {
    const [first] = this.#chunks;
    return (first && first.length >= lengthBytes ? first : this.#join()).readUInt32LE();
  }

  #join(): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }
}
