/** How a number is written in a file, in little-endian order. */
export type NumberKind =
  "float64" | "float32" | "float16" | "bfloat16" | "int32" | "int8" | "uint8";

const sizes: Readonly<Record<NumberKind, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  int8: 1,
  uint8: 1
};

/** The numbers that some bytes hold, as 32-bit floats; of 32-bit floats these very bytes, if they are aligned. */
export function decodeNumbers(kind: NumberKind, bytes: Uint8Array): Float32Array {
  const count = Math.floor(bytes.length / sizes[kind]);
  // A copy where the bytes do not begin at a multiple of a number's size.
  const aligned = bytes.byteOffset % sizes[kind] === 0 ? bytes : new Uint8Array(bytes);
  const {buffer, byteOffset} = aligned;
  switch (kind) {
    case "float32":
      return new Float32Array(buffer, byteOffset, count);
    case "float64":
      return Float32Array.from(new Float64Array(buffer, byteOffset, count));
    case "float16":
      return Float32Array.from(new Uint16Array(buffer, byteOffset, count), halfToNumber);
    case "bfloat16":
      return bfloatToNumbers(new Uint16Array(buffer, byteOffset, count));
    case "int32":
      return Float32Array.from(new Int32Array(buffer, byteOffset, count));
    case "int8":
      return Float32Array.from(new Int8Array(buffer, byteOffset, count));
    case "uint8":
      return Float32Array.from(new Uint8Array(buffer, byteOffset, count));
  }
}

/** The value of an IEEE 754 half: a sign bit, 5 bits of exponent, 10 of fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A bfloat16 is the first half of a 32-bit float. */
function bfloatToNumbers(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
