import {createRequire} from "node:module";
import type {BackendValues, DataType, TensorInfo} from "@tensorflow/tfjs";
import type {MathBackendCPU as CpuBackend} from "@tensorflow/tfjs-backend-cpu";
import {tf} from "../tensorflow.ts";
import type {Block, Heap} from "./heap.ts";
import type {Threads} from "./threads.ts";

const cpu = createRequire(import.meta.url)("@tensorflow/tfjs-backend-cpu") as {
  MathBackendCPU: typeof CpuBackend;
};
const MathBackendCPU: typeof CpuBackend = cpu.MathBackendCPU;

/**
 * The data of a tensor: an array of JavaScript, as kernels of the CPU backend make, or a block of the
 * heap, as ours do, or work still to be done. Kernels of either kind may read it.
 */
class TensorData {
  readonly dtype: DataType;
  refCount: number;
  complexTensorInfos?: {real: TensorInfo; imag: TensorInfo};
  readonly #heap: Heap;
  #array: BackendValues | undefined;
  #block: Block | undefined;
  #pending: Pending | undefined;

  constructor(
    heap: Heap,
    dtype: DataType,
    refCount: number,
    content: BackendValues | Block | Pending | undefined
  ) {
    this.#heap = heap;
    this.dtype = dtype;
    this.refCount = refCount;
    if (content && "address" in content) this.#block = content;
    else if (content && "compute" in content) this.#pending = content;
    else this.#array = content;
  }

  /** The numbers, wherever they are; valid until the next tensor is made. */
  get values(): BackendValues | undefined {
    if (this.#array) return this.#array;
    return this.#pending || this.#block ? this.block.floats : undefined;
  }

  /** The numbers in the heap, moved there if they were not. */
  get block(): Block {
    if (this.#pending) {
      const pending = this.#pending;
      this.#pending = undefined;
      this.#block = pending.compute();
      pending.release();
    }
    if (!this.#block) {
      const array = this.#array as Float32Array;
      this.#block = this.#heap.allocate(array.length);
      this.#block.floats.set(array);
      this.#array = undefined;
    }
    return this.#block;
  }

  release(): void {
    this.#pending?.release();
    this.#block?.release();
    this.#pending = this.#block = this.#array = undefined;
  }
}

/** A result that is computed when it is first read, if it ever is. */
export interface Pending {
  compute(): Block;
  /** Lets go of what `compute` needs. */
  release(): void;
}

/**
 * A backend of TensorFlow.js whose tensors live in one WebAssembly heap. Kernels that it does not
 * have itself are the CPU backend's.
 */
export class HeapBackend extends MathBackendCPU {
  readonly heap: Heap;
  #threads: Threads;
  readonly #makeThreads: ((count: number) => Threads) | undefined;

  /** @param makeThreads - makes as many threads as are wanted, where more than one can work on the heap */
  constructor(heap: Heap, threads: Threads, makeThreads?: (count: number) => Threads) {
    super();
    this.heap = heap;
    this.#threads = threads;
    this.#makeThreads = makeThreads;
    // The CPU backend advises, on first use, to install tfjs-node instead.
    (this as unknown as {firstUse: boolean}).firstUse = false;
  }

  /** What runs the kernels. */
  get threads(): Threads {
    return this.#threads;
  }

  /** Has so many threads share the work from now on. */
  share(count: number): void {
    if (!this.#makeThreads || count === this.#threads.count) return;
    this.#threads.end();
    this.#threads = this.#makeThreads(count);
  }

  /** The block that a tensor of single-precision numbers lives in. */
  block({dataId}: TensorInfo): Block {
    return this.#data(dataId).block;
  }

  /** A tensor of a block, which it takes over. */
  tensor(shape: readonly number[], content: Block | Pending): TensorInfo {
    const dataId = {id: nextId()};
    this.data.set(dataId, new TensorData(this.heap, "float32", 1, content));
    return {dataId, shape: [...shape], dtype: "float32"};
  }

  /** Computes what is still to be computed, so that reading one tensor moves no other. */
  settle(tensors: readonly (TensorInfo | undefined)[]): void {
    for (const tensor of tensors) if (tensor) void this.#data(tensor.dataId).values;
  }

  override write(values: BackendValues, _shape: number[], dtype: DataType): object {
    const dataId = {id: nextId()};
    this.#set(dataId, values, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    _shape: number[],
    dtype: DataType,
    refCount: number
  ): void {
    this.#set(dataId, values, dtype, refCount);
  }

  override readSync(dataId: object): BackendValues {
    const values = super.readSync(dataId);
    return this.#isView(values) ? (values as Float32Array).slice() : values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const data = this.data.has(dataId) ? this.#data(dataId) : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone) data?.release();
    return gone;
  }

  #data(dataId: object): TensorData {
    return this.data.get(dataId) as unknown as TensorData;
  }

  #set(dataId: object, values: BackendValues, dtype: DataType, refCount: number): void {
    // A kernel of the CPU backend may return a part of its input (slice does), which goes when the
    // input does.
    const own = this.#isView(values) ? (values as Float32Array).slice() : values;
    this.data.set(dataId, new TensorData(this.heap, dtype, refCount, own));
  }

  #isView(values: BackendValues | undefined): boolean {
    if (!ArrayBuffer.isView(values)) return false;
    const {buffer} = values;
    // Shared memory has another buffer after it grew; the old one shows the same bytes.
    return buffer === this.heap.memory.buffer || buffer instanceof SharedArrayBuffer;
  }
}

// Ids only have to differ from each other: the engine compares the objects that hold them.
let ids = 0;
const nextId = (): number => ++ids;

/** What a kernel gets from TensorFlow.js. */
export interface KernelCall {
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
  backend: HeapBackend;
}

export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[];

/** Registers a kernel for a backend, in place of the CPU backend's. */
export function register(backendName: string, kernelName: string, kernelFunc: Kernel): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({kernelName, backendName, kernelFunc: kernelFunc as never});
}

/** The CPU backend's kernel, for what ours does not cover. */
export function cpuKernel(kernelName: string): Kernel {
  const {kernelFunc} = tf.getKernel(kernelName, "cpu");
  return (call) => {
    // It takes hold of all its inputs at once, and the heap must not grow then.
    call.backend.settle(Object.values(call.inputs).flat()); // some inputs are lists
    return (kernelFunc as unknown as Kernel)(call);
  };
}
