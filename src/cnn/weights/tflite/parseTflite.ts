import {rootTable, type Table} from "./flatbuffer.ts";
import {customNames, operatorNames, type OperatorName} from "./operators.ts";

/** Element types, by their number in the schema. */
const kinds = {
  0: "float32",
  1: "float16",
  2: "int32",
  3: "uint8",
  4: "int64",
  6: "bool",
  9: "int8"
} as const;

/** How real numbers are written as whole ones: `real = scale · (whole − zeroPoint)`. */
export interface Quantization {
  /** One for all values, or one for each slice along `axis`. */
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
  readonly axis: number;
}

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly kind: (typeof kinds)[keyof typeof kinds];
  readonly quantization: Quantization | undefined;
  /** Where the values lie in the file, if they are constant. */
  readonly bytes: Uint8Array | undefined;
}

export interface TfliteOperator {
  readonly name: OperatorName;
  /** Places in the list of tensors; −1 for one that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Table | undefined;
}

/** What a TensorFlow Lite file says. */
export interface TfliteModel {
  readonly description: string;
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * Reads a TensorFlow Lite file.
 *
 * @param title - what errors call the file
 * @throws RangeError if it is none, is broken, or has an operator that is not known here
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/lite/schema/schema.fbs
 */
export function parseTflite(caller: string, title: string, bytes: Uint8Array): TfliteModel {
  if (Buffer.from(bytes.subarray(4, 8)).toString("latin1") !== "TFL3") {
    throw new RangeError(`${caller}: a .tflite file is expected, but ${title} is none`);
  }
  const broken = (why: string, cause?: unknown): RangeError =>
    new RangeError(`${caller}: a whole .tflite file is expected, but in ${title} ${why}`, {cause});
  const unsupported = (what: string): TypeError =>
    new TypeError(`${caller}: ${title} has ${what}, which is not read here`);
  try {
    const model = rootTable(bytes);
    const graphs = model.tables(2);
    if (graphs.length !== 1) throw unsupported(`${graphs.length} graphs`);
    const [graph] = graphs;
    const codes = model.tables(1).map((code): OperatorName => {
      // Files of before 2020 have the number in a byte alone.
      const number = Math.max(code.byte(0), code.int(3));
      const custom = code.text(1);
      const name = custom ? customNames[custom] : operatorNames[number];
      if (!(name as OperatorName | undefined)) {
        throw unsupported(`the operator ${custom || `number ${number}`}`);
      }
      return name;
    });
    const buffers = model.tables(4);
    return {
      description: model.text(3),
      tensors: graph.tables(0).map((tensor): TfliteTensor => {
        const kind = kinds[tensor.byte(1) as keyof typeof kinds] as
          TfliteTensor["kind"] | undefined;
        const name = tensor.text(3);
        if (!kind) throw unsupported(`${name} of type number ${tensor.byte(1)}`);
        const content = buffers[tensor.int(2)].bytes(0);
        const quantization = quantizationOf(tensor.table(4));
        const shape = tensor.ints(0);
        return {name, shape, kind, quantization, bytes: content?.length ? content : undefined};
      }),
      operators: graph.tables(3).map((operator) => ({
        name: codes[operator.int(0)],
        inputs: operator.ints(1),
        outputs: operator.ints(2),
        options: operator.table(4)
      })),
      inputs: graph.ints(1),
      outputs: graph.ints(2)
    };
  } catch (error) {
    if (error instanceof RangeError) throw broken("an offset leads outside", error);
    throw error;
  }
}

function quantizationOf(table: Table | undefined): Quantization | undefined {
  const scales = table?.floats(2) ?? [];
  if (!table || scales.length === 0) return undefined;
  return {scales, zeroPoints: table.longs(3), axis: table.int(6)};
}
