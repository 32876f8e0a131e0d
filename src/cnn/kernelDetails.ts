import {engineInfo} from "./engine/useEngine.ts";
import {host} from "./host.ts";
import {tf} from "./tensorflow.ts";

/** What a front end is told of the tensors in a kernel. */
export interface KernelDetails {
  /** The engine in use. */
  readonly engine: string;
  readonly threads: number;
  readonly tensors: number;
  /** Memory of the tensors, in bytes. */
  readonly bytes: number;
}

/**
 * Has the kernel answer every comm to `convnotes.kernelDetails` with one message, and close it: which
 * engine computes, how many tensors there are and what memory they take. Without a kernel it does nothing.
 */
export function answerKernelDetails(): void {
  host()?.registerCommTarget("convnotes.kernelDetails", (comm) => {
    comm.send(details());
    comm.close();
  });
}

function details(): KernelDetails {
  const {engine, threads} = engineInfo();
  // Not `tf.memory`, which would start a backend.
  const {state} = tf.engine() as unknown as {state: {numTensors: number; numBytes: number}};
  return {engine, threads, tensors: state.numTensors, bytes: state.numBytes};
}
