import {tf} from "../tensorflow.ts";
import {HeapBackend} from "./backend.ts";
import {Heap} from "./heap.ts";
import {compileKernels, instantiateKernels} from "./kernelModule.ts";
import {registerConvolution} from "./kernels/convolution.ts";
import {registerElementwise} from "./kernels/elementwise.ts";
import {registerGradients} from "./kernels/gradients.ts";
import {registerMatMul} from "./kernels/matMul.ts";
import {nativeConvolution} from "./kernels/nativeConvolution.ts";
import {onnxMatMul} from "./kernels/onnxMatMul.ts";
import {registerPooling} from "./kernels/pool.ts";
import {registerReductions} from "./kernels/reduce.ts";
import {simdConvolution} from "./kernels/simdConvolution.ts";
import {matMul as simdMatMul} from "./kernels/simdMatMul.ts";
import {registerTranspose} from "./kernels/transpose.ts";
import {loadOnnxruntime} from "./onnxruntime.ts";
import {oneThread, sharedThreads} from "./threads.ts";

/**
 * Registers the backend `native`: our kernels, with convolutions and matrix products in ONNX Runtime,
 * which works on the same heap.
 *
 * @throws Error if ONNX Runtime does not load
 */
export function registerNative(): void {
  loadOnnxruntime();
  registerKernels("native", 1);
  registerConvolution("native", nativeConvolution);
  registerMatMul("native", onnxMatMul);
}

/**
 * Registers the backend `wasm`: our kernels alone.
 *
 * @param threads - threads that share the work
 */
export function registerWasm(threads: number): void {
  registerKernels("wasm", threads);
  registerConvolution("wasm", simdConvolution);
  registerMatMul("wasm", simdMatMul);
}

function registerKernels(name: string, threads: number): void {
  if (tf.findBackendFactory(name)) return;
  const shared = threads > 1;
  const heap = new Heap({shared});
  const module = compileKernels({shared});
  const kernels = instantiateKernels(module, heap);
  const backend = new HeapBackend(
    heap,
    shared ? sharedThreads(module, kernels, heap, threads) : oneThread(kernels, heap)
  );
  tf.registerBackend(name, () => backend);
  tf.copyRegisteredKernels("cpu", name);
  registerElementwise(name);
  registerReductions(name);
  registerPooling(name);
  registerTranspose(name);
  registerGradients(name);
}
