// Reads FlatBuffers, the format of TensorFlow Lite's files: tables whose fields lie at offsets that a
// small table of their own ("vtable") gives.
// https://flatbuffers.dev/internals

/** A table in a buffer. Fields are told by their number; one that is not there has its default. */
export interface Table {
  readonly byte: (field: number, or?: number) => number;
  readonly int: (field: number, or?: number) => number;
  readonly float: (field: number, or?: number) => number;
  readonly text: (field: number) => string;
  readonly table: (field: number) => Table | undefined;
  readonly tables: (field: number) => Table[];
  /** The bytes of a vector of bytes, where they lie. */
  readonly bytes: (field: number) => Uint8Array | undefined;
  readonly ints: (field: number) => number[];
  readonly longs: (field: number) => number[];
  readonly floats: (field: number) => number[];
}

/**
 * The table at the root of a buffer.
 *
 * @throws RangeError if an offset leads out of the buffer
 */
export function rootTable(buffer: Uint8Array): Table {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const follow = (at: number): number => at + view.getUint32(at, true);

  const tableAt = (start: number): Table => {
    const vtable = start - view.getInt32(start, true);
    const size = view.getUint16(vtable, true);
    /** Where a field lies, or 0 if it is not there. */
    const place = (field: number): number => {
      const entry = 4 + 2 * field;
      const offset = entry < size ? view.getUint16(vtable + entry, true) : 0;
      return offset && start + offset;
    };
    const vector = <T>(field: number, width: number, read: (at: number) => T): T[] => {
      const at = place(field);
      if (!at) return [];
      const first = follow(at) + 4;
      const length = view.getUint32(first - 4, true);
      if (first + length * width > buffer.length) throw new RangeError("a vector ends outside");
      return Array.from({length}, (_, i) => read(first + i * width));
    };
    const scalar =
      (read: (at: number) => number) =>
      (field: number, or = 0): number => {
        const at = place(field);
        return at ? read(at) : or;
      };
    const bytes = (field: number): Uint8Array | undefined => {
      const at = place(field);
      if (!at) return undefined;
      const first = follow(at) + 4;
      const length = view.getUint32(first - 4, true);
      if (first + length > buffer.length) throw new RangeError("a vector ends outside");
      return buffer.subarray(first, first + length);
    };
    return {
      byte: scalar((at) => view.getInt8(at)),
      int: scalar((at) => view.getInt32(at, true)),
      float: scalar((at) => view.getFloat32(at, true)),
      text: (field) => Buffer.from(bytes(field) ?? []).toString("utf8"),
      table: (field) => {
        const at = place(field);
        return at ? tableAt(follow(at)) : undefined;
      },
      tables: (field) => vector(field, 4, (at) => tableAt(follow(at))),
      bytes,
      ints: (field) => vector(field, 4, (at) => view.getInt32(at, true)),
      longs: (field) => vector(field, 8, (at) => Number(view.getBigInt64(at, true))),
      floats: (field) => vector(field, 4, (at) => view.getFloat32(at, true))
    };
  };
  return tableAt(follow(0));
}
