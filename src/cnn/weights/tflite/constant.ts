import {decodeNumbers} from "../numbers.ts";
import type {TfliteTensor} from "./parseTflite.ts";

/**
 * The real values of a constant tensor: whole numbers of a quantised one times their scale.
 *
 * @throws TypeError if the tensor is no constant, or of a type that weights do not have
 */
export function constantValues({
  name,
  kind,
  bytes,
  shape,
  quantization
}: TfliteTensor): Float32Array {
  if (!bytes || kind === "int64" || kind === "bool") {
    throw new TypeError(`loadTflite: ${name} is a constant of real numbers, but it is of ${kind}`);
  }
  const values = decodeNumbers(kind, bytes);
  if (!quantization || kind === "float32" || kind === "float16") return values;
  const {scales, zeroPoints, axis} = quantization;
  if (scales.length === 1) {
    const [scale] = scales;
    const zero = zeroPoints[0] ?? 0;
    return values.map((value) => scale * (value - zero));
  }
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  return values.map((value, i) => {
    const slice = Math.floor(i / inner) % shape[axis];
    return scales[slice] * (value - (zeroPoints[slice] ?? 0));
  });
}
