import type {Block} from "../heap.ts";
import type {HeapBackend} from "../backend.ts";

/** Columns that the matrix kernel works on at a time. */
const panel = 8;

/** A matrix packed into panels, as the kernels take their right-hand side. */
export function pack(
  {heap, threads}: HeapBackend,
  address: number,
  depth: number,
  columns: number,
  {transposed = false}: {transposed?: boolean} = {}
): Block {
  const panels = Math.ceil(columns / panel);
  const packed = heap.allocate(panels * panel * depth);
  const strides = transposed ? [1, depth] : [columns, 1];
  const grain = Math.ceil(100_000 / (panel * depth + 1));
  threads.run("pack", {count: panels, grain}, address, packed.address, depth, columns, ...strides);
  return packed;
}

export interface MatMul {
  rows: number;
  depth: number;
  columns: number;
  transposeA: boolean;
  transposeB: boolean;
}

/** c = a · b + bias, with our own kernel; addresses in bytes, bias 0 for none. */
export function matMul(
  backend: HeapBackend,
  {rows, depth, columns, transposeA, transposeB}: MatMul,
  a: number,
  b: number,
  bias: number,
  c: number
): void {
  const packed = pack(backend, b, depth, columns, {transposed: transposeB});
  const work = {count: rows, grain: Math.ceil(200_000 / (depth * columns + 1))};
  const strides = transposeA ? [1, rows] : [depth, 1];
  backend.threads.run("matMul", work, a, packed.address, bias, c, columns, depth, ...strides);
  packed.release();
}
