import {decodeNumbers, type NumberKind} from "./numbers.ts";
import type {OpenSource} from "./source.ts";
import type {StoredWeight, WeightsFile} from "./weightsFile.ts";

/** Element types that weights come in, by their names in the header. */
const kinds: Readonly<Record<string, NumberKind>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I32: "int32",
  I8: "int8",
  U8: "uint8"
};

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * Opens a safetensors file: a header of 8 bytes that say how long the next is, a JSON object with type,
 * shape and place of each tensor, then their bytes.
 *
 * A tensor's name is `layer/weight` or `layer.weight`.
 *
 * @throws RangeError if it is broken
 * @see https://github.com/huggingface/safetensors, "Format"
 */
export function openSafetensors(source: OpenSource): WeightsFile {
  const broken = (why: string, cause?: unknown): RangeError =>
    new RangeError(
      `loadWeights: a whole .safetensors file is expected, but ${source.title} ${why}`,
      {
        cause
      }
    );
  const length = Number(Buffer.from(source.read(0, 8)).readBigUInt64LE());
  const start = 8 + length;
  if (start > source.size) throw broken(`ends in its header (${source.size} bytes)`);
  const header = (() => {
    try {
      const text = Buffer.from(source.read(8, length)).toString("utf8");
      return JSON.parse(text) as Record<string, Entry>;
    } catch (cause) {
      throw broken("has a header that is no JSON", cause);
    }
  })();
  const weights = Object.entries(header)
    .filter(([path]) => path !== "__metadata__")
    .map(
      ([
        path,
        {
          dtype,
          shape,
          data_offsets: [from, to]
        }
      ]): StoredWeight => {
        if (start + to > source.size) {
          throw broken(`ends before ${path} does (${source.size} bytes of ${start + to})`);
        }
        const [, layer = "", name = path] = /^(.*)[/.]([^/.]+)$/.exec(path) ?? [];
        const read = (): Float32Array => {
          const kind = Object.hasOwn(kinds, dtype) ? kinds[dtype] : undefined;
          const known = Object.keys(kinds).join(", ");
          if (!kind) throw broken(`has ${path} as ${dtype}, and ${known} are read`);
          const values = decodeNumbers(kind, source.read(start + from, to - from));
          if (values.length === shape.reduce((a, b) => a * b, 1)) return values;
          throw broken(`has ${values.length} values for ${path} of shape [${shape}]`);
        };
        return {path, layer, name: name.replace(/:0$/, ""), shape, read};
      }
    );
  return {format: "safetensors", weights, close: () => {}};
}
