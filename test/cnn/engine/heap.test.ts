import {expect, test} from "vitest";
import {random} from "@convnotes/cnn";
import {Heap, type Block} from "../../../src/cnn/engine/heap.ts";

test("blocks hold their numbers while others come and go and the heap grows", () => {
  const heap = new Heap();
  const source = random(3);
  const blocks: {block: Block; mark: number}[] = [];
  const before = heap.size;
  for (let i = 0; i < 2000; ++i) {
    if (source.integer(3) === 0 && blocks.length) {
      const [{block, mark}] = blocks.splice(source.integer(blocks.length), 1);
      const {floats} = block;
      expect([floats.at(0), floats.at(-1)]).toEqual([mark, mark]);
      block.release();
    } else {
      const block = heap.allocate(1 + source.integer(40_000));
      expect(block.address % 64).toBe(0);
      block.floats.fill(i);
      blocks.push({block, mark: i});
    }
  }
  expect(heap.size).toBeGreaterThan(before);
  for (const {block} of blocks) block.release();
  expect(heap.used).toBe(0);
});

test("a heap that is used again and again does not grow", () => {
  const heap = new Heap();
  const use = (): void => {
    const blocks = [1_000_000, 500_000, 777_777].map((length) => heap.allocate(length));
    for (const block of blocks) block.release();
  };
  use();
  const size = heap.size;
  for (let i = 0; i < 1000; ++i) use();
  expect(heap.size).toBe(size);
});

test("free neighbours are merged for a request that none of them can hold", () => {
  const heap = new Heap();
  const small = Array.from({length: 1000}, () => heap.allocate(16_000));
  const {size} = heap;
  for (const block of small) block.release();
  heap.allocate(15_000_000).floats.fill(1);
  expect(heap.size).toBe(size);
});

test("a block lives until its last user lets it go", () => {
  const heap = new Heap();
  const block = heap.allocate(100).retain();
  block.release();
  expect(heap.used).toBeGreaterThan(0);
  block.release();
  expect(heap.used).toBe(0);
});

test("a tensor that 4 GiB cannot hold is refused in plain words, and work goes on", () => {
  const heap = new Heap();
  const block = heap.allocate(1000);
  block.floats.fill(7);
  expect(() => heap.allocate(2 ** 30)).toThrow(
    "tensor: 4096 MB more are needed, but tensors take 1 MB of a heap that ends at 4096 MB " +
      "(use a smaller batch, or dispose of tensors: tf.tidy, tf.dispose)"
  );
  expect(heap.allocate(1000).floats).toHaveLength(1000);
  expect(block.floats.every((value) => value === 7)).toBe(true);
});

test("a length that is no whole number is refused", () => {
  expect(() => new Heap().allocate(NaN)).toThrow(
    "tensor: a whole number of elements is expected, but got NaN"
  );
});
