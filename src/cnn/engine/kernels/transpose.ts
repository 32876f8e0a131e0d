import type {TensorInfo} from "@tensorflow/tfjs";
import {cpuKernel, register, type HeapBackend} from "../backend.ts";

/** Registers the exchange of axes. */
export function registerTranspose(backendName: string): void {
  register(backendName, "Transpose", (call) => {
    const {x} = call.inputs;
    if (x.dtype !== "float32") return cpuKernel("Transpose")(call);
    return transpose(call.backend, x, call.attrs.perm as number[]);
  });
}

/** x with its axes in another order: axis k of the result is axis order[k] of x. */
export function transpose(
  backend: HeapBackend,
  x: TensorInfo,
  order: readonly number[]
): TensorInfo {
  const from = backend.block(x);
  const y = backend.heap.allocate(from.length);
  const rank = Math.max(order.length, 1);
  const strides = new Array<number>(rank).fill(1);
  for (let axis = rank - 2; axis >= 0; --axis)
    strides[axis] = strides[axis + 1] * x.shape[axis + 1];
  const shape = order.map((axis) => x.shape[axis]);
  const plan = backend.heap.allocate(2 * rank);
  const numbers = new Int32Array(backend.heap.memory.buffer, plan.address, 2 * rank);
  numbers.set(order.length ? shape : [1]);
  numbers.set(order.length ? order.map((axis) => strides[axis]) : [1], rank);
  const columns = shape.at(-1) ?? 1;
  backend.threads.run(
    "transpose",
    {count: columns ? from.length / columns : 0, grain: Math.ceil(50_000 / (columns + 1))},
    from.address,
    y.address,
    rank,
    plan.address,
    plan.address + 4 * rank
  );
  plan.release();
  return backend.tensor(shape, y);
}
