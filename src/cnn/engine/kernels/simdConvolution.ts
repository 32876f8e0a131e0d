import type {Block} from "../heap.ts";
import type {HeapBackend} from "../backend.ts";
import {sizeOf} from "../../ndarray.ts";
import type {ConvolutionKernels} from "./convolution.ts";
import {convolutionGeometry, type Conv2DInfo} from "./geometry.ts";
import {pack} from "./simdMatMul.ts";

/** Bytes of an image with the margin that windows reach into. */
function marginBytes(info: Conv2DInfo): number {
  const height = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight;
  const width = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth;
  return 4 * height * width * info.inChannels;
}

/** Convolution by our own kernels. */
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
    const tile = Math.max(8, Math.min(96, Math.floor(32_768 / depth)) & ~3);
    backend.threads.run(
      "convolveBackwardInput",
      {count: info.batchSize, scratch: 4 * tile * depth},
      dOutput.address,
      packed.address,
      dInput.address,
      tile,
      ...convolutionGeometry(info)
    );
    packed.release();
    return dInput;
  },

  backwardKernel(backend, info, x, dOutput) {
    const {heap, threads} = backend;
    const depth = depthOf(info);
    const size = depth * info.outChannels;
    // Enough pixels at a time to make up for reading and writing the sum, few enough for the cache.
    const tile = Math.min(info.outHeight, Math.ceil(128 / info.outWidth));
    const tiles = info.batchSize * Math.ceil(info.outHeight / tile);
    const scratch = 4 * ((size + 3) & ~3) + marginBytes(info);
    const dKernel = heap.allocate(size);
    const parts = threads.runInto(
      "convolveBackwardKernel",
      {count: tiles, scratch},
      x.address,
      dOutput.address,
      tile,
      ...convolutionGeometry(info)
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
  const y = backend.heap.allocate(sizeOf(info.outShape));
  const pixels = info.outHeight * info.outWidth;
  // Parts of an image no larger than the cache, and enough of them for all threads.
  const {threads} = backend;
  const bytes = 4 * info.inHeight * info.inWidth * info.inChannels;
  const wanted = Math.max(
    Math.ceil(bytes / 2 ** 18),
    threads.count > 1 ? Math.ceil((2 * threads.count) / info.batchSize) : 1
  );
  const tile = Math.ceil(pixels / wanted / 4) * 4;
  const count = info.batchSize * Math.ceil(pixels / tile);
  const operations = pixels * depthOf(info) * info.outChannels * info.batchSize;
  threads.run(
    "convolve",
    {count, scratch: marginBytes(info), grain: operations > 500_000 ? 2 : Infinity},
    x.address,
    packed.address,
    bias,
    y.address,
    tile,
    ...convolutionGeometry(info)
  );
  return y;
}
