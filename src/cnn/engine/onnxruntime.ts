import {createRequire} from "node:module";
import type {OnnxType} from "./onnx.ts";

/** A tensor as ONNX Runtime reads and writes it, in place: the data is never copied. */
export interface OnnxTensor {
  readonly type: OnnxType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
}

/** A loaded model. It is freed with the last reference to it. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * Runs the model at once, on this thread (and the session's own).
   *
   * @param feeds - a tensor for each input; no view of a `SharedArrayBuffer`
   * @param fetches - for each wanted output the tensor to write to, or `null` for a new one
   * @returns the outputs: the very tensors of `fetches` where they were given
   */
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches: Readonly<Record<string, OnnxTensor | null>>
  ): Record<string, OnnxTensor>;
}

export interface SessionOptions {
  /** Threads that share the work of one node; defaults to 1. */
  threads?: number;
  /** Whether the runtime rewrites the graph to be faster, before it runs it; defaults to true. */
  rewrite?: boolean;
}

/** ONNX Runtime, loaded. */
export interface Onnxruntime {
  readonly version: string;
  createSession(model: Uint8Array, options?: SessionOptions): OnnxSession;
}

interface NativeSession extends OnnxSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches: Readonly<Record<string, OnnxTensor | null>>,
    options?: object
  ): Record<string, OnnxTensor>;
}

interface Binding {
  binding: {InferenceSession: new () => NativeSession};
}

// The version whose binding is called below. It is the last one without an install script (later
// ones download a CUDA build on Linux and fail without that host), holds the binaries of every
// platform, Intel Macs included, and loads on Node 20, 22 and 24.
const supported = "1.16.3";

let loaded: Onnxruntime | Error | undefined;

/**
 * Loads ONNX Runtime's native library, once.
 *
 * The package's own API is asynchronous; its binding is not, and TensorFlow.js's kernels must answer
 * at once. So this calls the binding, which is why the version is pinned and checked.
 *
 * @throws Error if the package is not installed, has another version, or does not load here (there
 *   is no build for musl, as in Alpine Linux)
 */
export function loadOnnxruntime(): Onnxruntime {
  loaded ??= tryToLoad();
  if (loaded instanceof Error) throw loaded;
  return loaded;
}

function tryToLoad(): Onnxruntime | Error {
  try {
    const require = createRequire(import.meta.url);
    const {version} = require("onnxruntime-node/package.json") as {version: string};
    if (version !== supported) {
      return new Error(`onnxruntime-node ${supported} is expected, but ${version} is installed`);
    }
    const {binding} = require("onnxruntime-node/dist/binding.js") as Binding;
    return {version, createSession: (model, options) => createSession(binding, model, options)};
  } catch (cause) {
    const {code, message} = cause as NodeJS.ErrnoException;
    return code === "MODULE_NOT_FOUND"
      ? new Error("onnxruntime-node is not installed", {cause})
      : new Error(`onnxruntime-node does not load: ${message.split("\n")[0]}`, {cause});
  }
}

function createSession(
  {InferenceSession}: Binding["binding"],
  model: Uint8Array,
  {threads = 1, rewrite = true}: SessionOptions = {}
): OnnxSession {
  const native = new InferenceSession();
  native.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: rewrite ? "all" : "disabled",
    logSeverityLevel: 3
  });
  return {
    inputNames: native.inputNames,
    outputNames: native.outputNames,
    run: (feeds, fetches) => native.run(feeds, fetches, {})
  };
}
