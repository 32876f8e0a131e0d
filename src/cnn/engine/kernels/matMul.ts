import type {TensorInfo} from "@tensorflow/tfjs";
import {sizeOf} from "../../ndarray.ts";
import {tf} from "../../tensorflow.ts";
import {cpuKernel, register, type HeapBackend, type KernelCall} from "../backend.ts";
import {activate, hasActivation} from "./activation.ts";
import type {MatMul} from "./simdMatMul.ts";

/** c = a · b + bias; addresses in bytes, bias 0 for none. */
export type MatMulKernel = (
  backend: HeapBackend,
  size: MatMul,
  a: number,
  b: number,
  bias: number,
  c: number
) => void;

/** Registers matrix products, alone and with bias and activation. */
export function registerMatMul(backendName: string, kernel: MatMulKernel): void {
  register(backendName, "BatchMatMul", (call) => {
    const {a, b} = call.inputs;
    if (!covers(a, b)) return cpuKernel("BatchMatMul")(call);
    return product(call, kernel, undefined);
  });

  register(backendName, "_FusedMatMul", (call) => {
    const {inputs, attrs, backend} = call;
    const {a, b, bias} = inputs;
    const columns = (attrs.transposeB ? b.shape.at(-2) : b.shape.at(-1)) ?? 0;
    const whole =
      covers(a, b) &&
      hasActivation(attrs) &&
      !inputs.preluActivationWeights &&
      (!bias ||
        (bias.dtype === "float32" &&
          sizeOf(bias.shape) === columns &&
          bias.shape.at(-1) === columns));
    if (!whole) return cpuKernel("_FusedMatMul")(call);
    return activate(backend, product(call, kernel, bias), attrs);
  });
}

function covers(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({dtype, shape}) => dtype === "float32" && sizeOf(shape) > 0);
}

function product(
  {inputs: {a, b}, attrs, backend}: KernelCall,
  kernel: MatMulKernel,
  bias: TensorInfo | undefined
): TensorInfo {
  const {transposeA, transposeB} = attrs as {transposeA: boolean; transposeB: boolean};
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new RangeError(
      `matMul: matrices are expected, but got shapes [${a.shape}] and [${b.shape}]`
    );
  }
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [rows, depth] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [bDepth, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (depth !== bDepth) {
    throw new RangeError(
      `matMul: inner dimensions must be equal, but they are ${depth} and ${bDepth} ` +
        `(a [${a.shape}], b [${b.shape}], transposeA ${transposeA}, transposeB ${transposeB})`
    );
  }
  const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const count = sizeOf(batch);
  const from = [backend.block(a), backend.block(b), bias && backend.block(bias)];
  const c = backend.heap.allocate(count * rows * columns);
  const aIndex = indices(aBatch, batch);
  const bIndex = indices(bBatch, batch);
  for (let n = 0; n < count; ++n) {
    kernel(
      backend,
      {rows, depth, columns, transposeA, transposeB},
      (from[0]?.address ?? 0) + 4 * aIndex(n) * rows * depth,
      (from[1]?.address ?? 0) + 4 * bIndex(n) * depth * columns,
      from[2]?.address ?? 0,
      c.address + 4 * n * rows * columns
    );
  }
  return backend.tensor([...batch, rows, columns], c);
}

/** Which matrix of an operand belongs to the n-th of the broadcast batch. */
function indices(own: readonly number[], batch: readonly number[]): (n: number) => number {
  return (n) => {
    let index = 0;
    let stride = 1;
    for (let axis = batch.length - 1; axis >= 0; --axis) {
      const at = n % batch[axis];
      n = (n - at) / batch[axis];
      const length = own[axis - batch.length + own.length] ?? 1;
      if (length > 1) index += at * stride;
      stride *= length;
    }
    return index;
  };
}
