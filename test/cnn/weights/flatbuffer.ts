// Writes FlatBuffers, as small as TensorFlow Lite's files need: each table's fields by their number.

type Field = Scalar | Vector | {readonly kind: "table"; readonly value: Fields};

interface Scalar {
  readonly kind: "byte" | "int" | "float";
  readonly value: number;
}

interface Vector {
  readonly kind: "tables" | "bytes" | "ints" | "floats" | "longs";
  readonly value: readonly (number | Fields)[];
}

export type Fields = Readonly<Record<number, Field | undefined>>;

export const byte = (value: number): Field => ({kind: "byte", value});
export const int = (value: number): Field => ({kind: "int", value});
export const float = (value: number): Field => ({kind: "float", value});
export const table = (value: Fields): Field => ({kind: "table", value});
export const tables = (value: readonly Fields[]): Field => ({kind: "tables", value});
export const ints = (value: readonly number[]): Field => ({kind: "ints", value});
export const floats = (value: readonly number[]): Field => ({kind: "floats", value});
export const longs = (value: readonly number[]): Field => ({kind: "longs", value});
export const bytes = (value: ArrayLike<number>): Field => ({
  kind: "bytes",
  value: Array.from(value)
});
export const text = (value: string): Field => bytes(Buffer.from(value));

const isVector = (field: Scalar | Vector): field is Vector => typeof field.value === "object";

/** A buffer with a table at its root, under a name of four letters. */
export function flatbuffer(identifier: string, root: Fields): Uint8Array {
  const buffer = Buffer.alloc(2 ** 20);
  buffer.write(identifier, 4, "latin1");
  let end = 8;
  const grow = (size: number, alignment = 8): number => {
    const at = Math.ceil(end / alignment) * alignment;
    end = at + size;
    return at;
  };
  const point = (from: number, to: number): void => void buffer.writeUInt32LE(to - from, from);

  const writeTable = (fields: Fields): number => {
    const numbers = Object.keys(fields).map(Number);
    const count = Math.max(-1, ...numbers) + 1;
    const vtable = grow(4 + 2 * count);
    // Each field has a place of its own, of eight bytes at most four of which are used.
    const at = grow(4 + 4 * count, 4);
    buffer.writeUInt16LE(4 + 2 * count, vtable);
    buffer.writeUInt16LE(4 + 4 * count, vtable + 2);
    buffer.writeInt32LE(at - vtable, at);
    for (const number of numbers) {
      const field = fields[number];
      if (!field) continue;
      const place = at + 4 + 4 * number;
      buffer.writeUInt16LE(place - at, vtable + 4 + 2 * number);
      if (field.kind === "table") point(place, writeTable(field.value));
      else if (isVector(field)) point(place, writeVector(field));
      else writeScalar(field, place);
    }
    return at;
  };

  const writeScalar = ({kind, value}: Scalar, place: number): void => {
    if (kind === "byte") buffer.writeInt8(value, place);
    else if (kind === "int") buffer.writeInt32LE(value, place);
    else buffer.writeFloatLE(value, place);
  };

  const writeVector = ({kind, value}: Vector): number => {
    const width = {tables: 4, bytes: 1, ints: 4, floats: 4, longs: 8}[kind];
    const start = grow(8 + width * value.length) + 4;
    buffer.writeUInt32LE(value.length, start);
    value.forEach((entry, i) => {
      const at = start + 4 + i * width;
      if (typeof entry === "object") point(at, writeTable(entry));
      else if (kind === "bytes") buffer.writeUInt8(entry & 255, at);
      else if (kind === "ints") buffer.writeInt32LE(entry, at);
      else if (kind === "floats") buffer.writeFloatLE(entry, at);
      else buffer.writeBigInt64LE(BigInt(entry), at);
    });
    return start;
  };

  point(0, writeTable(root));
  return Uint8Array.from(buffer.subarray(0, end));
}
