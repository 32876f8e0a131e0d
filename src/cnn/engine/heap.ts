const pageSize = 65_536;
const initialPages = 256;

/** The most that 32-bit addresses reach: 4 GiB. */
const maximumPages = 65_536;

/** Where allocation begins: below lies what the kernels' module keeps for itself. */
const bottom = pageSize;

const alignment = 64;

/** Kernels may read this far past the end of an array. */
const slack = 64;

/** A stretch of the heap, counted by its users and freed with the last of them. */
export class Block {
  readonly #heap: Heap;
  /** In bytes, a multiple of 64. */
  readonly address: number;
  /** How many floats (or other 4-byte numbers) it was asked to hold. */
  readonly length: number;
  #users = 1;

  constructor(heap: Heap, address: number, length: number) {
    this.#heap = heap;
    this.address = address;
    this.length = length;
  }

  retain(): this {
    ++this.#users;
    return this;
  }

  release(): void {
    if (--this.#users === 0) this.#heap.free(this);
  }

  /**
   * The numbers in it. Made anew for each use: when the heap grows, views from before are empty.
   */
  get floats(): Float32Array {
    return new Float32Array(this.#heap.memory.buffer, this.address, this.length);
  }
}

/**
 * The memory that all tensors of an engine live in: one WebAssembly memory, which the kernels work on
 * and ONNX Runtime reads and writes in place. It grows as needed and never shrinks.
 *
 * Sizes are rounded up to one of four classes for each power of two, and a freed stretch serves the
 * next request of its class. Before the heap grows, free neighbours are merged if that may help.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  #top = bottom;
  #free = new Map<number, number[]>();
  #freeBytes = 0;

  /** @param shared - whether other threads are to use the memory */
  constructor({shared = false}: {shared?: boolean} = {}) {
    this.memory = new WebAssembly.Memory({initial: initialPages, maximum: maximumPages, shared});
  }

  /** Bytes in use by tensors. */
  get used(): number {
    return this.#top - bottom - this.#freeBytes;
  }

  /** Bytes the heap takes of the machine. */
  get size(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * Reserves room for 4-byte numbers; what it holds is arbitrary.
   *
   * @throws RangeError if the heap would pass 4 GiB, or the machine has no more memory
   */
  allocate(length: number): Block {
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(`tensor: a whole number of elements is expected, but got ${length}`);
    }
    const bytes = sizeClass(length * 4);
    const free = this.#take(bytes) ?? this.#bump(bytes);
    return new Block(this, free, length);
  }

  free({address, length}: Block): void {
    this.#put(address, sizeClass(length * 4));
  }

  #put(address: number, bytes: number): void {
    const same = this.#free.get(bytes);
    if (same) same.push(address);
    else this.#free.set(bytes, [address]);
    this.#freeBytes += bytes;
  }

  #take(bytes: number): number | undefined {
    const address = this.#free.get(bytes)?.pop();
    if (address !== undefined) this.#freeBytes -= bytes;
    return address;
  }

  #bump(bytes: number): number {
    if (this.#top + bytes + slack > this.size) {
      // A quarter of the heap lies idle: rather merge than grow.
      const idle = this.#freeBytes + this.size - this.#top;
      if (this.#freeBytes > this.size / 4 && idle >= bytes) {
        const address = this.#merge(bytes);
        if (address !== undefined) return address;
      }
      if (this.#top + bytes + slack > this.size) this.#grow(bytes);
    }
    const address = this.#top;
    this.#top += bytes;
    return address;
  }

  #grow(bytes: number): void {
    const missing = Math.ceil((this.#top + bytes + slack - this.size) / pageSize);
    const have = this.size / pageSize;
    // By half as much again, so that growing is rare, or by what is missing if there is not so much.
    const generous = Math.min(Math.max(missing, have >> 1), maximumPages - have);
    for (const pages of [generous, missing]) {
      try {
        if (pages >= missing && have + pages <= maximumPages) {
          this.memory.grow(pages);
          return;
        }
      } catch {
        // the machine has not so much memory
      }
    }
    throw new RangeError(
      `tensor: ${megabytes(bytes)} MB more are needed, but tensors take ${megabytes(this.used)} MB ` +
        `of a heap that ends at ${megabytes(have + missing > maximumPages ? maximumPages * pageSize : this.size)} MB ` +
        `(use a smaller batch, or dispose of tensors: tf.tidy, tf.dispose)`
    );
  }

  /** Joins free neighbours, and takes the first stretch that is large enough. */
  #merge(bytes: number): number | undefined {
    const stretches = [...this.#free]
      .flatMap(([size, addresses]) => addresses.map((address) => ({address, size})))
      .sort((a, b) => a.address - b.address);
    this.#free = new Map();
    this.#freeBytes = 0;
    let found: number | undefined;
    for (let i = 0; i < stretches.length;) {
      let {address} = stretches[i];
      let end = address;
      for (; i < stretches.length && stretches[i].address === end; ++i) end += stretches[i].size;
      if (end === this.#top) {
        this.#top = address;
        break;
      }
      if (found === undefined && end - address >= bytes) {
        found = address;
        address += bytes;
      }
      // The rest goes back in pieces that are classes.
      while (address < end) {
        const size = largestClass(end - address);
        this.#put(address, size);
        address += size;
      }
    }
    return found;
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

/** The size that a request is rounded up to. */
function sizeClass(bytes: number): number {
  if (bytes <= 16 * alignment) return Math.max(Math.ceil(bytes / alignment), 1) * alignment;
  const step = 2 ** (Math.floor(Math.log2(bytes)) - 2);
  return Math.ceil(bytes / step) * step;
}

/** The largest class that is not above a size, itself a multiple of 64. */
function largestClass(bytes: number): number {
  if (bytes <= 16 * alignment) return bytes;
  const step = 2 ** (Math.floor(Math.log2(bytes)) - 2);
  return Math.floor(bytes / step) * step;
}
