import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import type {NDArray} from "../../ndarray.ts";
import {tf} from "../../tensorflow.ts";
import {defaultThreads} from "../defaultThreads.ts";
import {compileForward} from "./inference.ts";
import {sameShape} from "./shapes.ts";
import {Unsupported} from "./unsupported.ts";

export interface CompileInferenceOptions {
  /** Threads that share the work; defaults to half of what the machine runs at once, at most 8. */
  threads?: number;
}

/** A model that answers by one graph. */
export interface CompiledModel {
  /**
   * What the model says to some examples. Weights that were changed since the last call are honoured.
   *
   * @param x - examples, `[n, ...]` as the model's input, any n; a list for a model of several inputs
   * @returns for a model of one output, its values for every example, `[n, ...]`
   * @throws RangeError if the model cannot be given `x`, or has several outputs
   */
  run(x: NDArray | Tensor | readonly (NDArray | Tensor)[]): NDArray;
  /** As `run`, for a model of several outputs: one array for each. */
  runAll(x: NDArray | Tensor | readonly (NDArray | Tensor)[]): NDArray[];
  /**
   * Lets go of the graph; `run` makes it anew. Its memory, like that of a graph which changed weights
   * have replaced, is given back when the event loop turns: a loop that changes weights and runs, and
   * never awaits, holds all its graphs.
   */
  dispose(): void;
}

/**
 * Compiles a layers model, as it is when used, into one graph of ONNX Runtime: without dropout, batch
 * normalisation folded into the convolutions before it, memory laid out once.
 *
 * `predict` and `evaluate` do this by themselves where the engine is native; here it is by hand.
 *
 * @param model - a sequential or functional model, built
 * @throws TypeError if the model has a layer that cannot be compiled, naming it
 * @throws Error if ONNX Runtime does not load on this machine
 *
 * @example
 * ```ts
 * const fast = compileInference(resnet50());
 * fast.run(zeros([1, 224, 224, 3])).shape; // [1, 1000]
 * ```
 */
export function compileInference(
  model: LayersModel,
  {threads = defaultThreads()}: CompileInferenceOptions = {}
): CompiledModel {
  const compiled = (() => {
    try {
      return compileForward(model, {threads});
    } catch (reason) {
      if (!(reason instanceof Unsupported)) throw reason;
      throw new TypeError(
        `compileInference: every part of ${model.name} can be compiled, but not ${reason.message}`
      );
    }
  })();
  const runAll = (x: NDArray | Tensor | readonly (NDArray | Tensor)[]): NDArray[] => {
    const inputs = Array.isArray(x) ? (x as (NDArray | Tensor)[]) : [x as NDArray | Tensor];
    checkInputs(model, inputs);
    return compiled.run(inputs);
  };
  return {
    run(x) {
      if (model.outputs.length !== 1) {
        throw new RangeError(
          `compileInference: run is for a model of one output, but ${model.name} has ` +
            `${model.outputs.length} (runAll gives them all)`
        );
      }
      return runAll(x)[0];
    },
    runAll,
    dispose: () => compiled.dispose()
  };
}

function checkInputs({inputs, name}: LayersModel, x: readonly (NDArray | Tensor)[]): void {
  if (x.length !== inputs.length) {
    throw new RangeError(
      `compileInference: ${name} takes ${inputs.length} inputs, but got ${x.length}`
    );
  }
  inputs.forEach(({shape}, k) => {
    const example = shape.slice(1) as number[];
    const came = x[k].shape;
    if (came.length === 0 || !sameShape(example, came.slice(1)) || came[0] !== x[0].shape[0]) {
      throw new RangeError(
        `compileInference: input ${k} of ${name} is [n,${example}], but got [${came}]`
      );
    }
    if (x[k] instanceof tf.Tensor && x[k].dtype === "string") {
      throw new TypeError(`compileInference: input ${k} of ${name} is numbers, but got strings`);
    }
  });
}
