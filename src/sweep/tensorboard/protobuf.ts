// As much of protocol buffers as event files need: a message is its fields, one after the other.

/** A field that may be left out. */
export type Field = Uint8Array | undefined;

const varint = (value: number): number[] => {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
};

const withTag = (number: number, wire: number, ...parts: Uint8Array[]): Uint8Array =>
  Buffer.concat([Buffer.from(varint(number * 8 + wire)), ...parts]);

/** A whole number from 0 to 2⁵³ − 1, a number of an enumeration, or 0 and 1 for a boolean. */
export const whole = (number: number, value: number): Uint8Array =>
  withTag(number, 0, Buffer.from(varint(value)));

export function double(number: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return withTag(number, 1, bytes);
}

export function float(number: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return withTag(number, 5, bytes);
}

/** Text, or a message. */
export function bytes(number: number, value: string | Uint8Array): Uint8Array {
  const content = Buffer.from(value);
  return withTag(number, 2, Buffer.from(varint(content.length)), content);
}

export const message = (number: number, ...fields: Field[]): Uint8Array =>
  bytes(number, Buffer.concat(fields.filter((field) => field !== undefined)));
