import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../../tensorflow.ts";
import {engineInfo} from "../useEngine.ts";
import {compileForward, type CompiledForward} from "./inference.ts";
import {compileStep, type CompiledStep, type CompiledStepSpec} from "./trainingStep.ts";
import {Unsupported} from "./unsupported.ts";

/** Models whose reader knows that they run operation by operation. */
const announced = new WeakSet<LayersModel>();
const forwards = new WeakMap<LayersModel, CompiledForward | "not compiled">();

/** Whether models are compiled: the engine in use is the native one. */
function compiles(): boolean {
  return tf.getBackend() === "native";
}

/** As many as the engine was given. */
function threads(): number {
  const info = engineInfo();
  return info.engine === "native" ? info.threads : 1;
}

/**
 * A model compiled for use, the same for every call, if the engine compiles and knows all its layers.
 * Where it does not know one, it says so once.
 */
export function activeForward(model: LayersModel): CompiledForward | undefined {
  if (!compiles()) return undefined;
  const known = forwards.get(model);
  if (known) return known === "not compiled" ? undefined : known;
  const made = attempt(model, () => compileForward(model, {threads: threads()}));
  forwards.set(model, made ?? "not compiled");
  return made;
}

/**
 * A compiled training step, if the engine compiles and knows the model's layers, the losses and the
 * optimiser. Where it does not know one, it says so once.
 */
export function activeStep(spec: CompiledStepSpec): CompiledStep | undefined {
  if (!compiles()) return undefined;
  return attempt(spec.model, () => compileStep(spec, {threads: threads()}));
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
