import {readFileSync} from "node:fs";
import type {Heap} from "./heap.ts";

type Range = [start: number, end: number];
/** height, width, channels, outHeight, outWidth, filters, and the window's geometry (see `Window`). */
type Geometry = readonly number[];

type Binary = (
  ...args: [
    ...Range,
    a: number,
    b: number,
    y: number,
    columns: number,
    aRow: number,
    bRow: number,
    aColumn: number,
    bColumn: number
  ]
) => void;
type Unary = (...args: [...Range, x: number, y: number, parameter: number]) => void;

/** Names of the kernels that combine two arrays. */
export type BinaryName =
  | "add"
  | "sub"
  | "multiply"
  | "divide"
  | "maximum"
  | "minimum"
  | "squaredDifference"
  | "reluBackward"
  | "tanhBackward"
  | "sigmoidBackward";

/** Names of the kernels that map one array. */
export type UnaryName =
  | "relu"
  | "relu6"
  | "leakyRelu"
  | "elu"
  | "step"
  | "neg"
  | "abs"
  | "floor"
  | "square"
  | "sqrt"
  | "rsqrt"
  | "reciprocal"
  | "exp"
  | "tanh"
  | "sigmoid";

/** The kernels of `assembly`, which says what each does; addresses in bytes. */
export type Kernels = Record<BinaryName, Binary> &
  Record<UnaryName, Unary> & {
    pack(
      ...args: [
        ...Range,
        b: number,
        packed: number,
        depth: number,
        columns: number,
        rowStride: number,
        columnStride: number
      ]
    ): void;
    rotate(
      ...args: [
        ...Range,
        kernel: number,
        rotated: number,
        channels: number,
        filters: number,
        taps: number
      ]
    ): void;
    matMul(
      ...args: [
        ...Range,
        a: number,
        packed: number,
        bias: number,
        c: number,
        columns: number,
        depth: number,
        aRow: number,
        aColumn: number
      ]
    ): void;
    convolve(
      ...args: [
        ...Range,
        scratch: number,
        x: number,
        packed: number,
        bias: number,
        y: number,
        tile: number,
        ...geometry: Geometry
      ]
    ): void;
    convolveBackwardKernel(
      ...args: [
        ...Range,
        scratch: number,
        x: number,
        dOutput: number,
        tile: number,
        ...geometry: Geometry
      ]
    ): void;
    convolveBackwardInput(
      ...args: [
        ...Range,
        scratch: number,
        dOutput: number,
        packed: number,
        dInput: number,
        tile: number,
        ...geometry: Geometry
      ]
    ): void;
    depthwiseConvolve(
      ...args: [...Range, x: number, kernel: number, bias: number, y: number, ...geometry: Geometry]
    ): void;
    maxPool(...args: [...Range, x: number, y: number, ...geometry: Geometry]): void;
    maxPoolBackward(
      ...args: [...Range, x: number, dOutput: number, dInput: number, ...geometry: Geometry]
    ): void;
    avgPool(...args: [...Range, x: number, y: number, ...geometry: Geometry]): void;
    avgPoolBackward(
      ...args: [...Range, dOutput: number, dInput: number, ...geometry: Geometry]
    ): void;
    scaleAndShift(
      ...args: [...Range, x: number, scale: number, offset: number, y: number, columns: number]
    ): void;
    sumRows(...args: [...Range, x: number, y: number, n: number, scale: number]): void;
    sumColumns(
      ...args: [...Range, x: number, y: number, n: number, inner: number, scale: number]
    ): void;
    maxColumns(...args: [...Range, x: number, y: number, n: number, inner: number]): void;
    softmax(...args: [...Range, x: number, y: number, n: number]): void;
    transpose(
      ...args: [...Range, x: number, y: number, rank: number, shape: number, strides: number]
    ): void;
  };

/** Compiles the kernels' module, for memory of one thread or of several. */
export function compileKernels({shared}: {shared: boolean}): WebAssembly.Module {
  const name = shared ? "kernels.shared.wasm" : "kernels.wasm";
  // The build puts it beside the compiled library; tests run from the sources.
  const folder = import.meta.url.endsWith(".ts") ? "../dist/engine/" : "./";
  return new WebAssembly.Module(readFileSync(new URL(folder + name, import.meta.url)));
}

/** The kernels, working on a heap. */
export function instantiateKernels(module: WebAssembly.Module, {memory}: Heap): Kernels {
  const {exports} = new WebAssembly.Instance(module, {env: {memory}});
  return exports as unknown as Kernels;
}
