import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {activeForward} from "../engine/compiled/active.ts";
import {sizeOf, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";
import {pick, range, type Column} from "./examples.ts";
import {toNDArray, toTensor} from "./tensors.ts";

export interface ForwardOptions {
  /** Examples computed at once. */
  batchSize: number;
  /** Ends the work before the next batch, by throwing its reason. */
  signal?: AbortSignal;
}

/**
 * What a model says to every example, some at a time, as when it is used: without dropout, with the
 * learned statistics of batch normalisation.
 *
 * @returns one array an output, all examples along the first axis
 */
export async function forward(
  model: LayersModel,
  x: readonly Column[],
  {batchSize, signal}: ForwardOptions
): Promise<NDArray[]> {
  const {length} = x[0];
  const parts: NDArray[][] = [];
  for (let start = 0; start < length; start += batchSize) {
    signal?.throwIfAborted();
    const rows = range(start, Math.min(start + batchSize, length));
    parts.push(
      await run(
        model,
        x.map((column) => pick(column, rows))
      )
    );
    await nextTurn();
  }
  return parts[0].map((_, k) => concatenate(parts.map((part) => part[k])));
}

async function run(model: LayersModel, x: readonly NDArray[]): Promise<NDArray[]> {
  const compiled = activeForward(model);
  if (compiled) return compiled.run(x);
  const outputs = tf.tidy(() =>
    [model.apply(x.map(toTensor), {training: false}) as Tensor | Tensor[]].flat()
  );
  try {
    return await Promise.all(outputs.map(toNDArray));
  } finally {
    tf.dispose(outputs);
  }
}

function concatenate(parts: readonly NDArray[]): NDArray {
  const [first] = parts;
  const shape = [parts.reduce((sum, part) => sum + part.shape[0], 0), ...first.shape.slice(1)];
  const data = new Float32Array(sizeOf(shape));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return {shape, data};
}

/** Lets waiting events in: messages, timers, the reader's wish to stop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
