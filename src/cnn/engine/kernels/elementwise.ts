import type {TensorInfo} from "@tensorflow/tfjs";
import {sizeOf} from "../../ndarray.ts";
import {tf} from "../../tensorflow.ts";
import {cpuKernel, register, type HeapBackend} from "../backend.ts";
import type {BinaryName, UnaryName} from "../kernelModule.ts";
import {broadcast} from "./broadcast.ts";

/** TensorFlow.js's name of each operation of two arrays, and ours. */
const binaries: Record<string, BinaryName> = {
  Add: "add",
  Sub: "sub",
  Multiply: "multiply",
  RealDiv: "divide",
  Maximum: "maximum",
  Minimum: "minimum",
  SquaredDifference: "squaredDifference"
};

/** The same for operations of one array; with where its parameter comes from, if it has one. */
const unaries: Record<string, [UnaryName, attribute?: string]> = {
  Relu: ["relu"],
  Relu6: ["relu6"],
  LeakyRelu: ["leakyRelu", "alpha"],
  Elu: ["elu"],
  Step: ["step", "alpha"],
  Neg: ["neg"],
  Abs: ["abs"],
  Floor: ["floor"],
  Square: ["square"],
  Sqrt: ["sqrt"],
  Rsqrt: ["rsqrt"],
  Reciprocal: ["reciprocal"],
  Exp: ["exp"],
  Tanh: ["tanh"],
  Sigmoid: ["sigmoid"]
};

// Below this, a thread takes longer to wake than to compute.
const grain = 100_000;

/** Registers the operations that work element by element. */
export function registerElementwise(backendName: string): void {
  for (const [kernelName, kernel] of Object.entries(binaries)) {
    register(backendName, kernelName, (call) => {
      const {a, b} = call.inputs;
      if (a.dtype !== "float32" || b.dtype !== "float32") return cpuKernel(kernelName)(call);
      return binary(call.backend, kernel, a, b);
    });
  }
  for (const [kernelName, [kernel, attribute]] of Object.entries(unaries)) {
    register(backendName, kernelName, (call) => {
      const {x} = call.inputs;
      if (x.dtype !== "float32") return cpuKernel(kernelName)(call);
      const parameter = attribute ? (call.attrs[attribute] as number) : 0;
      return unary(call.backend, kernel, x, parameter);
    });
  }
  register(backendName, "ClipByValue", (call) => {
    const {x} = call.inputs;
    if (x.dtype !== "float32") return cpuKernel("ClipByValue")(call);
    return clip(call.backend, x, [call.attrs.clipValueMin, call.attrs.clipValueMax] as number[]);
  });
  register(backendName, "AddN", (call) => {
    const tensors = call.inputs as unknown as TensorInfo[];
    if (tensors.length < 2 || tensors.some(({dtype}) => dtype !== "float32")) {
      return cpuKernel("AddN")(call);
    }
    const {backend} = call;
    const [first, second, ...rest] = tensors;
    const sum = binary(backend, "add", first, second);
    const {address} = backend.block(sum);
    for (const tensor of rest) {
      flat(backend, "add", backend.block(tensor).address, address, address, sizeOf(sum.shape));
    }
    return sum;
  });
}

/** y = op(x) for every element. */
function unary(
  backend: HeapBackend,
  kernel: UnaryName,
  x: TensorInfo,
  parameter: number
): TensorInfo {
  const from = backend.block(x);
  const y = backend.heap.allocate(from.length);
  const work = {count: from.length, grain};
  backend.threads.run(kernel, work, from.address, y.address, parameter);
  return backend.tensor(x.shape, y);
}

/** y = min(max(x, least), most) for every element. */
function clip(backend: HeapBackend, x: TensorInfo, bounds: readonly number[]): TensorInfo {
  const from = backend.block(x);
  const ends = backend.heap.allocate(2);
  ends.floats.set(bounds);
  const y = backend.heap.allocate(from.length);
  const [least, most] = [ends.address, ends.address + 4];
  // The second of both arrays is one number, so its steps are 0.
  const work = {count: 1};
  const steps = [y.length, y.length, 0, 1, 0];
  backend.threads.run("maximum", work, from.address, least, y.address, ...steps);
  backend.threads.run("minimum", work, y.address, most, y.address, ...steps);
  ends.release();
  return backend.tensor(x.shape, y);
}

/** y = op(a, b), the shapes broadcast against each other. */
export function binary(
  backend: HeapBackend,
  kernel: BinaryName,
  a: TensorInfo,
  b: TensorInfo
): TensorInfo {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
  const from = [backend.block(a), backend.block(b)];
  const y = backend.heap.allocate(sizeOf(shape));
  if (from[0].length === y.length && from[1].length === y.length) {
    flat(backend, kernel, from[0].address, from[1].address, y.address, y.length);
    return backend.tensor(shape, y);
  }
  const {outer, rows, columns, strides} = broadcast(a.shape, b.shape, shape);
  const work = {count: rows, grain: Math.ceil(grain / columns)};
  const rest = [columns, ...strides.row, ...strides.column];
  for (const {a: aOffset, b: bOffset, y: yOffset} of outer) {
    backend.threads.run(
      kernel,
      work,
      from[0].address + 4 * aOffset,
      from[1].address + 4 * bOffset,
      y.address + 4 * yOffset,
      ...rest
    );
  }
  return backend.tensor(shape, y);
}

/** y = op(a, b) where all three have the same shape; addresses in bytes. */
function flat(
  {threads}: HeapBackend,
  kernel: BinaryName,
  a: number,
  b: number,
  y: number,
  length: number
): void {
  // In rows, which threads can share, and the rest.
  const columns = threads.count > 1 ? Math.min(length, 4096) : length;
  const rows = columns ? Math.floor(length / columns) : 0;
  const work = {count: rows, grain: Math.ceil(grain / columns)};
  threads.run(kernel, work, a, b, y, columns, columns, columns, 1, 1);
  const done = 4 * rows * columns;
  const rest = length - rows * columns;
  if (rest) {
    threads.run(kernel, {count: 1}, a + done, b + done, y + done, rest, rest, rest, 1, 1);
  }
}
