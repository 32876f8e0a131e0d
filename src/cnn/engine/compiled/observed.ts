import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {isWatched} from "./trace.ts";

/** What the engine of TensorFlow.js is doing. */
interface EngineState {
  readonly gradientDepth: number;
  readonly profiling: boolean;
}

/**
 * Whether somebody looks at a model's operations, so that they must happen: a gradient that is being
 * taken, a profile, a layer's hook; or the inputs are none that a graph can be given.
 */
export function isObserved(model: LayersModel, x: readonly Tensor[]): boolean {
  const {gradientDepth, profiling} = (tf.engine() as unknown as {state: EngineState}).state;
  const rows = x[0]?.shape[0];
  return (
    gradientDepth > 0 ||
    profiling ||
    isWatched(model) ||
    !(rows > 0) ||
    x.length !== model.inputs.length ||
    x.some(({dtype, shape}) => shape[0] !== rows || !["float32", "int32", "bool"].includes(dtype))
  );
}
