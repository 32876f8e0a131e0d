import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import type {NDArray} from "../../ndarray.ts";
import {activeForward} from "./active.ts";
import {floats} from "./feeds.ts";
import type {CompiledForward} from "./inference.ts";
import {isObserved} from "./observed.ts";
import {product} from "./shapes.ts";
import {isSteady} from "./steady.ts";

/** What `predict` and `predictOnBatch` of TensorFlow.js share, once they have checked what came. */
type PredictLoop = (
  this: LayersModel,
  x: Tensor | Tensor[],
  batchSize?: number,
  verbose?: boolean
) => Tensor | Tensor[];

let installed = false;

/**
 * Has TensorFlow.js's `model.predict` and `model.predictOnBatch` answer by one graph where the engine
 * compiles and knows all layers of the model, and nobody looks at its operations: a gradient that is
 * being taken, a profile, a layer's hook. They take and give back what they always do.
 */
export function compilePredict(): void {
  if (installed) return;
  installed = true;
  const prototype = tf.LayersModel.prototype as unknown as {predictLoop: PredictLoop};
  const eager = prototype.predictLoop;
  prototype.predictLoop = function (x, batchSize = 32, verbose = false) {
    const inputs = [x].flat();
    const compiled = !verbose && !isObserved(this, inputs) ? activeForward(this) : undefined;
    if (!compiled || !isSteady(this)) return eager.call(this, x, batchSize, verbose);
    const outputs = answers(compiled, inputs, batchSize).map(({data, shape}) =>
      tf.tensor(data as Float32Array, [...shape])
    );
    return outputs.length === 1 ? outputs[0] : outputs;
  };
}

/** All examples' outputs, computed some at a time. */
function answers(
  compiled: CompiledForward,
  inputs: readonly Tensor[],
  batchSize: number
): NDArray[] {
  const rows = inputs[0].shape[0];
  if (rows <= batchSize) return compiled.run(inputs);
  const arrays = inputs.map((one) => ({
    data: floats(one).data as Float32Array,
    example: one.shape.slice(1)
  }));
  const outputs: {shape: number[]; data: Float32Array}[] = [];
  for (let start = 0; start < rows; start += batchSize) {
    const end = Math.min(start + batchSize, rows);
    const batch = arrays.map(({data, example}) => ({
      shape: [end - start, ...example],
      data: data.subarray(start * product(example), end * product(example))
    }));
    compiled.run(batch).forEach(({shape, data}, k) => {
      const example = shape.slice(1);
      outputs[k] ??= {shape: [rows, ...example], data: new Float32Array(rows * product(example))};
      outputs[k].data.set(data, start * product(example));
    });
  }
  return outputs;
}
