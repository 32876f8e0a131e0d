import {Worker} from "node:worker_threads";
import type {Heap} from "./heap.ts";
import type {Kernels} from "./kernelModule.ts";

type KernelName = keyof Kernels;

export interface Work {
  /** How many parts the work has: rows, tiles, images. */
  count: number;
  /** Bytes that each thread needs to work in, passed as the first argument after the range. */
  scratch?: number;
  /** Parts below which a second thread is not worth waking; defaults to 2. */
  grain?: number;
}

/** Runs kernels: alone, or sharing each among threads. */
export interface Threads {
  readonly count: number;
  /** Runs a kernel over all parts of its work. Thread t has parts ⌊count·t/T⌋ to ⌊count·(t+1)/T⌋. */
  run(kernel: KernelName, work: Work, ...args: number[]): void;
  /** Like `run`, and leaves the scratch of each thread, one after the other, to be read. */
  runInto(kernel: KernelName, work: Required<Omit<Work, "grain">>, ...args: number[]): Scratch;
  /** Ends the threads; nothing can be run any more. */
  end(): void;
}

export interface Scratch {
  readonly addresses: readonly number[];
  release(): void;
}

/** A kernel by its name, whatever it takes. */
function call(kernels: Kernels, name: KernelName): (...args: number[]) => void {
  return (kernels as unknown as Record<string, (...args: number[]) => void>)[name];
}

/** Runs kernels on this thread. */
export function oneThread(kernels: Kernels, heap: Heap): Threads {
  const runInto: Threads["runInto"] = (kernel, {count, scratch}, ...args) => {
    const block = heap.allocate(scratch / 4);
    call(kernels, kernel)(0, count, block.address, ...args);
    return {addresses: [block.address], release: () => block.release()};
  };
  return {
    count: 1,
    run: (kernel, {count, scratch}, ...args) => {
      if (scratch) runInto(kernel, {count, scratch}, ...args).release();
      else call(kernels, kernel)(0, count, ...args);
    },
    runInto,
    end: () => {}
  };
}

// Where main thread and workers meet, in 4-byte units from the beginning: a number that goes up
// with each piece of work; how many workers have done theirs; which kernel; how many parts; the first
// thread's scratch and the bytes from one to the next; how many arguments; the arguments, as doubles,
// which hold addresses and real numbers alike.
const slots = {generation: 0, done: 1, kernel: 2, count: 3, scratch: 4, stride: 5, arity: 6};
const argumentsAt = 64;
const maximumArguments = 32;

/**
 * Shares kernels among threads, which read and write the same heap. The division of the work depends
 * on the number of threads alone, so that results do too.
 *
 * @param module - the kernels, compiled for shared memory
 */
export function sharedThreads(
  module: WebAssembly.Module,
  kernels: Kernels,
  heap: Heap,
  threads: number
): Threads {
  const {memory} = heap;
  const names = Object.keys(kernels) as KernelName[];
  // A place of their own, never freed: threads that were replaced may still wait at theirs.
  const {address: meeting} = heap.allocate(argumentsAt / 4 + 2 * maximumArguments);
  const control = new Int32Array(memory.buffer, meeting, 16).fill(0);
  const values = new Float64Array(memory.buffer, meeting + argumentsAt, maximumArguments);
  const workers: Worker[] = [];
  for (let thread = 1; thread < threads; ++thread) {
    // As text, since a worker is started from JavaScript, while tests run the library's sources.
    const worker = new Worker(`(${serve.toString()})(require("node:worker_threads").workerData)`, {
      eval: true,
      workerData: {module, memory, names, thread, threads, meeting, argumentsAt, slots}
    });
    workers.push(worker);
    worker.unref(); // a process may end while threads wait for work
  }

  const dispatch = (
    kernel: KernelName,
    count: number,
    address: number,
    stride: number,
    args: number[]
  ): void => {
    control[slots.kernel] = names.indexOf(kernel);
    control[slots.count] = count;
    control[slots.scratch] = address;
    control[slots.stride] = stride;
    control[slots.arity] = args.length;
    values.set(args);
    Atomics.store(control, slots.done, 0);
    Atomics.add(control, slots.generation, 1);
    Atomics.notify(control, slots.generation);
    const end = Math.floor(count / threads);
    const run = call(kernels, kernel);
    if (stride) run(0, end, address, ...args);
    else run(0, end, ...args);
    for (;;) {
      const done = Atomics.load(control, slots.done);
      if (done === threads - 1) return;
      Atomics.wait(control, slots.done, done);
    }
  };

  const alone = oneThread(kernels, heap);
  const runInto: Threads["runInto"] = (kernel, {count, scratch}, ...args) => {
    const stride = Math.ceil(scratch / 64) * 64;
    const block = heap.allocate((stride * threads) / 4);
    dispatch(kernel, count, block.address, stride, args);
    return {
      addresses: Array.from({length: threads}, (_, t) => block.address + t * stride),
      release: () => block.release()
    };
  };
  return {
    count: threads,
    run: (kernel, work, ...args) => {
      if (work.count < (work.grain ?? 2)) alone.run(kernel, work, ...args);
      else if (work.scratch)
        runInto(kernel, {count: work.count, scratch: work.scratch}, ...args).release();
      else dispatch(kernel, work.count, 0, 0, args);
    },
    runInto,
    end: () => {
      for (const worker of workers) void worker.terminate();
    }
  };
}

interface WorkerData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  names: string[];
  thread: number;
  threads: number;
  meeting: number;
  argumentsAt: number;
  slots: Record<string, number>;
}

/** A worker's life: wait for work, do one's part, say so. Runs in a world of its own: refers to nothing outside. */
function serve({
  module,
  memory,
  names,
  thread,
  threads,
  meeting,
  argumentsAt,
  slots
}: WorkerData): void {
  const {exports} = new WebAssembly.Instance(module, {env: {memory}});
  const control = new Int32Array(memory.buffer, meeting, 16);
  const values = new Float64Array(memory.buffer, meeting + argumentsAt, 32);
  const kernels = names.map((name) => exports[name] as (...args: number[]) => void);
  let generation = 0;
  for (;;) {
    Atomics.wait(control, slots.generation, generation);
    const now = Atomics.load(control, slots.generation);
    if (now === generation) continue;
    generation = now;
    const count = control[slots.count];
    const start = Math.floor((count * thread) / threads);
    const end = Math.floor((count * (thread + 1)) / threads);
    const stride = control[slots.stride];
    const args = Array.from(values.subarray(0, control[slots.arity]));
    if (stride) args.unshift(control[slots.scratch] + thread * stride);
    kernels[control[slots.kernel]](start, end, ...args);
    Atomics.add(control, slots.done, 1);
    Atomics.notify(control, slots.done);
  }
}
