import {tf} from "../tensorflow.ts";
import {cpuKernel, HeapBackend, register} from "./backend.ts";
import {Heap} from "./heap.ts";
import {compileKernels, instantiateKernels} from "./kernelModule.ts";
import {registerBatchNorm} from "./kernels/batchNorm.ts";
import {registerConvolution} from "./kernels/convolution.ts";
import {registerDepthwise} from "./kernels/depthwise.ts";
import {registerElementwise} from "./kernels/elementwise.ts";
import {registerGradients} from "./kernels/gradients.ts";
import {registerMatMul} from "./kernels/matMul.ts";
import {nativeConvolution} from "./kernels/nativeConvolution.ts";
import {onnxMatMul} from "./kernels/onnxMatMul.ts";
import {registerPooling} from "./kernels/pool.ts";
import {registerReductions} from "./kernels/reduce.ts";
import {registerResize} from "./kernels/resize.ts";
import {simdConvolution} from "./kernels/simdConvolution.ts";
import {matMul as simdMatMul} from "./kernels/simdMatMul.ts";
import {registerSlice} from "./kernels/slice.ts";
import {registerTransform} from "./kernels/transform.ts";
import {registerTranspose} from "./kernels/transpose.ts";
import {loadOnnxruntime} from "./onnxruntime.ts";
import {oneThread, sharedThreads, type Threads} from "./threads.ts";

/**
 * Registers the backend `native`: our kernels, with convolutions and matrix products in ONNX Runtime,
 * which works on the same heap. Its kernels run on one thread.
 *
 * @throws Error if ONNX Runtime does not load
 */
export function registerNative(): void {
  loadOnnxruntime();
  if (backends.has("native")) return;
  // ONNX Runtime takes no memory that threads share.
  const heap = new Heap();
  const kernels = instantiateKernels(compileKernels({shared: false}), heap);
  registerBackend("native", new HeapBackend(heap, oneThread(kernels, heap)));
  registerConvolution("native", nativeConvolution);
  registerMatMul("native", onnxMatMul);
}

/**
 * Registers the backend `wasm`: our kernels alone.
 *
 * @param threads - threads that share the work; another number than before replaces them
 */
export function registerWasm(threads: number): void {
  const known = backends.get("wasm");
  if (known) {
    known.share(threads);
    return;
  }
  const heap = new Heap({shared: true});
  const module = compileKernels({shared: true});
  const kernels = instantiateKernels(module, heap);
  const share = (count: number): Threads =>
    count > 1 ? sharedThreads(module, kernels, heap, count) : oneThread(kernels, heap);
  registerBackend("wasm", new HeapBackend(heap, share(threads), share));
  registerConvolution("wasm", simdConvolution);
  registerMatMul("wasm", simdMatMul);
}

/** Our backends, by name: one each, since tensors live in them. */
const backends = new Map<string, HeapBackend>();

function registerBackend(name: string, backend: HeapBackend): void {
  // TensorFlow.js has a backend `wasm` too, which may have been loaded.
  if (tf.findBackendFactory(name)) tf.removeBackend(name);
  for (const {kernelName} of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
  backends.set(name, backend);
  tf.registerBackend(name, () => backend);
  for (const {kernelName} of tf.getKernelsForBackend("cpu")) {
    register(name, kernelName, cpuKernel(kernelName));
  }
  registerElementwise(name);
  registerDepthwise(name);
  registerBatchNorm(name);
  registerReductions(name);
  registerPooling(name);
  registerResize(name);
  registerSlice(name);
  registerTransform(name);
  registerTranspose(name);
  registerGradients(name);
}
