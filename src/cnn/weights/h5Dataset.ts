import type {Dataset, H5} from "./h5.ts";
import {decodeNumbers, type NumberKind} from "./numbers.ts";

/** Bytes that are read at a time: WebAssembly's memory never shrinks again. */
const most = 16 * 2 ** 20;

/**
 * All values of a data set, as 32-bit floats.
 *
 * @throws RangeError if they are no numbers, or cannot be read
 */
export function readDataset({Module}: H5, title: string, dataset: Dataset): Float32Array {
  const {shape, size} = dataset.metadata;
  const kind = kindOf(dataset);
  if (!kind || !shape) {
    throw new RangeError(
      `loadWeights: numbers in little-endian order are expected in ${title}, but ${dataset.path} is ` +
        `${JSON.stringify(dataset.dtype)}`
    );
  }
  const [rows = 1, ...rest] = shape;
  const row = rest.reduce((a, b) => a * b, 1);
  const values = new Float32Array(rows * row);
  if (values.length === 0) return values;
  const step = Math.min(rows, Math.max(1, Math.floor(most / (row * size))));
  const pointer = Module._malloc(step * row * size);
  try {
    for (let from = 0; from < rows; from += step) {
      const count = Math.min(step, rows - from);
      // A part of the first axis, all of the others; a single number has no axes.
      const part = [[count, ...rest], [from, ...rest.map(() => 0)], shape.map(() => 1)].map(
        (numbers) => (shape.length > 0 ? numbers.map(BigInt) : null)
      );
      Module.get_dataset_data(
        dataset.file_id,
        dataset.path,
        part[0],
        part[1],
        part[2],
        BigInt(pointer)
      );
      const bytes = Module.HEAPU8.slice(pointer, pointer + count * row * size);
      values.set(decodeNumbers(kind, bytes), from * row);
    }
  } catch (cause) {
    throw new RangeError(`loadWeights: ${dataset.path} of ${title} cannot be read`, {cause});
  } finally {
    Module._free(pointer);
  }
  return values;
}

/** How the numbers are written; Keras marks bfloat16, which HDF5 does not know, by an attribute. */
function kindOf(dataset: Dataset): NumberKind | undefined {
  const {type, size, signed, littleEndian} = dataset.metadata;
  if (size === 2 && dataset.attrs.dtype?.value === "bfloat16") return "bfloat16";
  if (!littleEndian && size > 1) return undefined;
  const [integer, float] = [0, 1];
  if (type === float) return ({2: "float16", 4: "float32", 8: "float64"} as const)[size];
  if (type !== integer) return undefined;
  if (size === 1) return signed ? "int8" : "uint8";
  return size === 4 && signed ? "int32" : undefined;
}
