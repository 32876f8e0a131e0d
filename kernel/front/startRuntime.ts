import {type RuntimeOptions, RuntimeProcess} from "../runtime/runtimeProcess.ts";
import type {StartRuntime} from "./supervisor.ts";

/** Starts the process that user code runs in. */
export function startRuntime(options: RuntimeOptions): StartRuntime {
  return ({message, exit}) => {
    const runtime = new RuntimeProcess();
    runtime.onMessage = message;
    runtime.onExit = exit;
    runtime.start(options);
    return runtime;
  };
}
