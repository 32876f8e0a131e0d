import type {TensorInfo} from "@tensorflow/tfjs";
import {sizeOf} from "../../ndarray.ts";
import {tf} from "../../tensorflow.ts";
import {cpuKernel, register, type HeapBackend} from "../backend.ts";
import {transpose} from "./transpose.ts";

// Numbers below which a thread takes longer to wake than to add.
const grain = 100_000;

/** Registers sums, means and maxima along axes, and softmax. */
export function registerReductions(backendName: string): void {
  for (const kernelName of ["Sum", "Mean", "Max"]) {
    register(backendName, kernelName, (call) => {
      const {inputs, attrs, backend} = call;
      const {x} = inputs;
      if (x.dtype !== "float32" || sizeOf(x.shape) === 0) return cpuKernel(kernelName)(call);
      const {axis, reductionIndices, keepDims} = attrs as {
        axis?: number | number[];
        reductionIndices?: number | number[];
        keepDims: boolean;
      };
      const axes = tf.util.parseAxisParam((axis ?? reductionIndices) as number, [...x.shape]);
      return reduce(backend, kernelName, x, axes, keepDims);
    });
  }

  register(backendName, "Softmax", (call) => {
    const {inputs, attrs, backend} = call;
    const {logits} = inputs;
    const n = logits.shape.at(-1) ?? 1;
    const {dim} = attrs as {dim: number};
    const last = dim === -1 || dim === logits.shape.length - 1;
    if (!last || logits.dtype !== "float32") return cpuKernel("Softmax")(call);
    const x = backend.block(logits);
    const y = backend.heap.allocate(x.length);
    const work = {count: x.length / n, grain: Math.ceil(grain / n)};
    backend.threads.run("softmax", work, x.address, y.address, n);
    return backend.tensor(logits.shape, y);
  });
}

function reduce(
  backend: HeapBackend,
  kernelName: string,
  x: TensorInfo,
  axes: readonly number[],
  keepDims: boolean
): TensorInfo {
  const shape = x.shape.flatMap((length, axis) =>
    axes.includes(axis) ? (keepDims ? [1] : []) : [length]
  );
  // The axes must be neighbours, to be one axis of length n between outer and inner ones.
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const neighbours = axes.every((axis, i) => i === 0 || axis === axes[i - 1] + 1);
  const ordered = neighbours ? undefined : transpose(backend, x, [...kept, ...axes]);
  const from = backend.block(ordered ?? x);
  const n = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const inner = neighbours
    ? x.shape
        .slice((axes.at(-1) ?? x.shape.length) + 1)
        .reduce((product, length) => product * length, 1)
    : 1;
  const outer = from.length / n / inner;
  const y = backend.heap.allocate(outer * inner);
  const work = {count: outer, grain: Math.ceil(grain / (n * inner))};
  const scale = kernelName === "Mean" ? 1 / n : 1;
  const {threads} = backend;
  if (kernelName === "Max") {
    threads.run("maxColumns", work, from.address, y.address, n, inner);
  } else if (inner === 1) {
    threads.run("sumRows", work, from.address, y.address, n, scale);
  } else {
    threads.run("sumColumns", work, from.address, y.address, n, inner, scale);
  }
  if (ordered) backend.disposeData(ordered.dataId);
  return backend.tensor(shape, y);
}
