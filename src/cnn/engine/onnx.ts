// Writes ONNX models: the protocol-buffer bytes that ONNX Runtime loads, without a dependency.
// Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).

/** Element types, by their number in `TensorProto.DataType`. */
const dataTypes = {float32: 1, int32: 6, int64: 7, bool: 9} as const;

/** The element type of a tensor in a graph. */
export type OnnxType = keyof typeof dataTypes;

/** An attribute of a node: whole numbers and lists of them, text, or a real number as `{float}`. */
export type OnnxAttribute = number | string | readonly number[] | {readonly float: number};

/** A length of an axis: a number, or a name where it varies from run to run. */
export type OnnxDimension = number | string;

export interface NodeOptions {
  /** Names of the node's outputs; by default one name that is free. */
  outputs?: readonly string[];
  /** Operator set the node belongs to; defaults to ONNX's own. */
  domain?: "com.microsoft" | "com.microsoft.nchwc";
}

/** A message in the making: chunks of bytes, joined at the end. */
class Message {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  raw(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
    return this;
  }

  varint(value: number): this {
    const bytes: number[] = [];
    // Negative numbers are written as 64 bits in two's complement, which takes more than a double holds.
    for (let rest = BigInt.asUintN(64, BigInt(value)); ;) {
      const low = Number(rest & 127n);
      rest >>= 7n;
      bytes.push(rest ? low | 128 : low);
      if (!rest) return this.raw(Uint8Array.from(bytes));
    }
  }

  int(field: number, value: number): this {
    return this.varint(field * 8).varint(value);
  }

  bytes(field: number, bytes: Uint8Array): this {
    return this.varint(field * 8 + 2)
      .varint(bytes.length)
      .raw(bytes);
  }

  text(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  float(field: number, value: number): this {
    return this.varint(field * 8 + 5).raw(new Uint8Array(Float32Array.of(value).buffer));
  }

  message(field: number, message: Message): this {
    this.varint(field * 8 + 2).varint(message.#length);
    // One by one: a large graph has more chunks than a call takes arguments.
    for (const chunk of message.#chunks) this.#chunks.push(chunk);
    this.#length += message.#length;
    return this;
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}

function attributeProto(name: string, value: OnnxAttribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === "string") return message.text(4, value).int(20, 3);
  if (typeof value === "number") return message.int(3, value).int(20, 2);
  if ("float" in value) return message.float(2, value.float).int(20, 1);
  for (const entry of value) message.int(8, entry);
  return message.int(20, 7);
}

function valueInfo(name: string, shape: readonly OnnxDimension[], type: OnnxType): Message {
  const shapeProto = new Message();
  for (const length of shape) {
    const dimension = new Message();
    shapeProto.message(
      1,
      typeof length === "string" ? dimension.text(2, length) : dimension.int(1, length)
    );
  }
  const tensor = new Message().int(1, dataTypes[type]).message(2, shapeProto);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

interface OnnxNode {
  readonly message: Message;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * An ONNX graph in the making. Every method that adds a value returns the value's name, so that an
 * expression is written inside out.
 *
 * @see https://onnx.ai/onnx/operators/ for the operators and their attributes
 *
 * @example
 * ```ts
 * const graph = new OnnxGraph();
 * const x = graph.input("x", ["n", 3]);
 * graph.output("y", ["n", 3], graph.node("Relu", [x]));
 * graph.encode(); // the bytes of a model that computes max(x, 0)
 * ```
 */
export class OnnxGraph {
  readonly #opset: number;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: Message[] = [];
  readonly #inputs: Message[] = [];
  readonly #outputs: Message[] = [];
  readonly #results: Set<string> = new Set();
  #names = 0;

  /** @param opset - version of ONNX's operator set */
  constructor(opset = 17) {
    this.#opset = opset;
  }

  /** Adds an input of the graph. */
  input(name: string, shape: readonly OnnxDimension[], type: OnnxType = "float32"): string {
    this.#inputs.push(valueInfo(name, shape, type));
    return name;
  }

  /** Makes a value an output of the graph, under a name of its own. */
  output(
    name: string,
    shape: readonly OnnxDimension[],
    value: string,
    type: OnnxType = "float32"
  ): string {
    // The runtime removes the copy: it lets the node before write to the output.
    if (name !== value) this.node("Identity", [value], {}, {outputs: [name]});
    this.#outputs.push(valueInfo(name, shape, type));
    this.#results.add(name);
    return name;
  }

  /**
   * Adds a constant.
   *
   * @param shape - length of each axis; `[]` for a single number
   * @param values - numbers in row-major order
   */
  constant(
    shape: readonly number[],
    values: ArrayLike<number>,
    type: OnnxType = "float32"
  ): string {
    const data =
      type === "int64"
        ? BigInt64Array.from(Array.from(values, BigInt))
        : type === "int32"
          ? Int32Array.from(values)
          : type === "bool"
            ? Uint8Array.from(values)
            : values instanceof Float32Array
              ? values
              : Float32Array.from(values);
    const tensor = new Message();
    for (const length of shape) tensor.int(1, length);
    const name = `constant${this.#names++}`;
    tensor.int(2, dataTypes[type]).text(8, name);
    tensor.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#initializers.push(tensor);
    return name;
  }

  /** Adds a constant list of whole numbers, as operators take shapes, axes and offsets. */
  integers(values: readonly number[]): string {
    return this.constant([values.length], values, "int64");
  }

  /** Adds a node with one output, and returns its name. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    {outputs = [`${operator}${this.#names++}`], domain}: NodeOptions = {}
  ): string {
    const message = new Message();
    for (const input of inputs) message.text(1, input);
    for (const output of outputs) message.text(2, output);
    message.text(3, outputs[0]).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) {
      message.message(5, attributeProto(name, value));
    }
    if (domain) message.text(7, domain);
    this.#nodes.push({message, inputs, outputs});
    return outputs[0];
  }

  /** Adds a node with several outputs, and returns their names. */
  nodes(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    count: number
  ): string[] {
    const outputs = Array.from({length: count}, () => `${operator}${this.#names++}`);
    this.node(operator, inputs, attributes, {outputs});
    return outputs;
  }

  /** How many nodes the graph has. */
  get size(): number {
    return this.#nodes.length;
  }

  /** The bytes of the model, without the nodes that no output needs. */
  encode(): Uint8Array {
    const graph = new Message();
    for (const {message} of this.#needed()) graph.message(1, message);
    graph.text(2, "graph");
    for (const initializer of this.#initializers) graph.message(5, initializer);
    for (const input of this.#inputs) graph.message(11, input);
    for (const output of this.#outputs) graph.message(12, output);
    const irVersion = 8;
    return new Message()
      .int(1, irVersion)
      .text(2, "convnotes")
      .message(7, graph)
      .message(8, new Message().text(1, "").int(2, this.#opset))
      .message(8, new Message().text(1, "com.microsoft").int(2, 1))
      .toBytes();
  }

  /** The nodes that an output needs: a node comes after all that it takes. */
  #needed(): OnnxNode[] {
    const names = new Set(this.#results);
    const needed = this.#nodes.toReversed().filter(({inputs, outputs}) => {
      if (!outputs.some((name) => names.has(name))) return false;
      for (const name of inputs) names.add(name);
      return true;
    });
    return needed.reverse();
  }
}
