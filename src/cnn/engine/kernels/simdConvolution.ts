import type {Block} from "../heap.ts";
import type {HeapBackend} from "../backend.ts";
import {sizeOf} from "../../ndarray.ts";
import type {ConvolutionKernels} from "./convolution.ts";
import {windowOf, sizesOf, type Conv2DInfo} from "./geometry.ts";
import {pack} from "./simdMatMul.ts";

/** Bytes that the edge of a matrix product takes of a thread's scratch. */
const edge = 128;

/** Output pixels worked on at a time: few enough for their windows to stay in the second-level cache. */
function tileOf(depth: number, {most = 96, floats = 32_768} = {}): number {
  return Math.max(8, Math.min(most, Math.floor(floats / depth)) & ~3);
}

function geometryOf(info: Conv2DInfo): number[] {
  return [...sizesOf(info), info.outChannels, ...windowOf(info)];
}

/** Convolution by our own kernels: windows laid out as rows, then a matrix product. */
export const simdConvolution: ConvolutionKernels = {
  forward(backend, info, x, kernel, bias) {
    const depth = depthOf(info);
    const packed = pack(backend, kernel.address, depth, info.outChannels);
    const y = convolve(backend, info, x, packed, bias?.address ?? 0);
    packed.release();
    return y;
  },

  backwardInput(backend, info, dOutput, kernel) {
    const {inChannels, outChannels, filterHeight, filterWidth} = info;
    const taps = filterHeight * filterWidth;
    if (
      info.strideHeight === 1 &&
      info.strideWidth === 1 &&
      info.dilationHeight === 1 &&
      info.dilationWidth === 1
    ) {
      // The gradient is itself a convolution, of dOutput with the kernel turned by 180°.
      const rotated = backend.heap.allocate(kernel.length);
      backend.threads.run(
        "rotate",
        {count: taps, grain: taps + 1},
        kernel.address,
        rotated.address,
        inChannels,
        outChannels,
        taps
      );
      const packed = pack(backend, rotated.address, taps * outChannels, inChannels);
      rotated.release();
      const {top, left} = info.padInfo;
      const dInput = convolve(
        backend,
        {
          ...info,
          inHeight: info.outHeight,
          inWidth: info.outWidth,
          inChannels: outChannels,
          outHeight: info.inHeight,
          outWidth: info.inWidth,
          outChannels: inChannels,
          outShape: info.inShape,
          padInfo: {...info.padInfo, top: filterHeight - 1 - top, left: filterWidth - 1 - left}
        },
        dOutput,
        packed,
        0
      );
      packed.release();
      return dInput;
    }
    const depth = depthOf(info);
    const packed = pack(backend, kernel.address, outChannels, depth, {transposed: true});
    const dInput = backend.heap.allocate(sizeOf(info.inShape));
    const tile = tileOf(depth);
    backend.threads.run(
      "convolveBackwardInput",
      {count: info.batchSize, scratch: edge + 4 * tile * depth},
      dOutput.address,
      packed.address,
      dInput.address,
      tile,
      ...geometryOf(info)
    );
    packed.release();
    return dInput;
  },

  backwardKernel(backend, info, x, dOutput) {
    const {heap, threads} = backend;
    const depth = depthOf(info);
    const size = depth * info.outChannels;
    const tile = tileOf(depth, {most: 112, floats: 16_384});
    const tiles = info.batchSize * Math.ceil((info.outHeight * info.outWidth) / tile);
    const scratch = 4 * ((size + 3) & ~3) + edge + 4 * tile * depth;
    const dKernel = heap.allocate(size);
    const parts = threads.runInto(
      "convolveBackwardKernel",
      {count: tiles, scratch},
      x.address,
      dOutput.address,
      tile,
      ...geometryOf(info)
    );
    const [first, ...rest] = parts.addresses;
    const floats = new Uint8Array(heap.memory.buffer);
    floats.copyWithin(dKernel.address, first, first + 4 * size);
    for (const part of rest) {
      threads.run("add", {count: 1}, dKernel.address, part, dKernel.address, size, 0, 0, 1, 1);
    }
    parts.release();
    return dKernel;
  }
};

const depthOf = ({filterHeight, filterWidth, inChannels}: Conv2DInfo): number =>
  filterHeight * filterWidth * inChannels;

function convolve(
  backend: HeapBackend,
  info: Conv2DInfo,
  x: Block,
  packed: Block,
  bias: number
): Block {
  const depth = depthOf(info);
  const y = backend.heap.allocate(sizeOf(info.outShape));
  const tile = tileOf(depth);
  const tiles = info.batchSize * Math.ceil((info.outHeight * info.outWidth) / tile);
  backend.threads.run(
    "convolve",
    {
      count: tiles,
      scratch: edge + 4 * tile * depth,
      grain: Math.ceil(200_000 / (tile * depth * info.outChannels)) + 1
    },
    x.address,
    packed.address,
    bias,
    y.address,
    tile,
    ...geometryOf(info)
  );
  return y;
}
