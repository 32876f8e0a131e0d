import type {TensorInfo} from "@tensorflow/tfjs";
import {sizeOf} from "../../ndarray.ts";
import {tf} from "../../tensorflow.ts";
import {cpuKernel, register, type HeapBackend} from "../backend.ts";

/** Registers slices of arrays, which are copied in pieces that lie together. */
export function registerSlice(backendName: string): void {
  register(backendName, "Slice", (call) => {
    const {x} = call.inputs;
    if (x.dtype !== "float32") return cpuKernel("Slice")(call);
    const {begin, size} = call.attrs as {begin: number | number[]; size: number | number[]};
    const [first, shape] = tf.slice_util.parseSliceParams(x, begin, size);
    tf.slice_util.assertParamsValid(x, first, shape);
    return slice(call.backend, x, first, shape);
  });
}

function slice(
  backend: HeapBackend,
  x: TensorInfo,
  first: readonly number[],
  shape: readonly number[]
): TensorInfo {
  const from = backend.block(x);
  const y = backend.heap.allocate(sizeOf(shape));
  const [source, target] = [from.floats, y.floats];
  // From this axis on, what is taken lies together.
  let axis = shape.length;
  while (axis > 0 && shape[axis - 1] === x.shape[axis - 1]) --axis;
  const inner = Math.max(0, axis - 1);
  const piece = sizeOf(shape.slice(inner));
  const strides = x.shape.map((_, k) => sizeOf(x.shape.slice(k + 1)));
  const copy = (depth: number, at: number, to: number): number => {
    if (depth >= inner) {
      const start = at + (first[inner] ?? 0) * (strides[inner] ?? 1);
      target.set(source.subarray(start, start + piece), to);
      return to + piece;
    }
    for (let k = 0; k < shape[depth]; ++k) {
      to = copy(depth + 1, at + (first[depth] + k) * strides[depth], to);
    }
    return to;
  };
  if (y.length > 0) copy(0, 0, 0);
  return backend.tensor(shape, y);
}
