import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {compileForward, type CompiledForward} from "./inference.ts";
import {compileStep, type CompiledStep, type CompiledStepSpec} from "./trainingStep.ts";
import {isWatched} from "./trace.ts";
import {Unsupported} from "./unsupported.ts";

/** Models whose reader knows that they run operation by operation. */
const announced = new WeakSet<LayersModel>();
let forwards = new WeakMap<LayersModel, CompiledForward | "not compiled">();
let threads = 1;

/** Has so many threads share the work of compiled models from now on. */
export function shareCompiled(count: number): void {
  if (count === threads) return;
  threads = count;
  forwards = new WeakMap(); // a graph keeps the threads that it was made with
}

/** Whether models are compiled: the engine in use is the native one. */
function compiles(): boolean {
  return tf.getBackend() === "native";
}

/**
 * A model compiled for use, the same for every call, if the engine compiles and knows all its layers.
 * Where it does not know one, it says so once. A model that is looked into is not compiled meanwhile.
 */
export function activeForward(model: LayersModel): CompiledForward | undefined {
  if (!compiles() || isWatched(model)) return undefined;
  const known = forwards.get(model);
  if (known) return known === "not compiled" ? undefined : known;
  const made = attempt(model, () => compileForward(model, {threads}));
  forwards.set(model, made ?? "not compiled");
  return made;
}

/**
 * A compiled training step, if the engine compiles and knows the model's layers, the losses and the
 * optimiser. Where it does not know one, it says so once.
 */
export function activeStep(spec: CompiledStepSpec): CompiledStep | undefined {
  if (!compiles()) return undefined;
  return attempt(spec.model, () => compileStep(spec, {threads}));
}

function attempt<T>(model: LayersModel, compile: () => T): T | undefined {
  try {
    return compile();
  } catch (reason) {
    if (!(reason instanceof Unsupported)) throw reason;
    if (!announced.has(model)) {
      announced.add(model);
      console.warn(
        `engine: ${model.name} runs operation by operation, since the compiler does not know ${reason.message}`
      );
    }
    return undefined;
  }
}
