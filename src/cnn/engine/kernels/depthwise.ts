import type {TensorInfo} from "@tensorflow/tfjs";
import {sizeOf} from "../../ndarray.ts";
import {cpuKernel, register, type KernelCall} from "../backend.ts";
import {activate, hasActivation} from "./activation.ts";
import {convolutionGeometry, convolutionInfo, isWhole} from "./geometry.ts";

/**
 * Registers depthwise convolution, alone and with bias and activation. Its gradients stay the CPU backend's:
 * training is compiled and does not come here.
 */
export function registerDepthwise(backendName: string): void {
  for (const kernelName of ["DepthwiseConv2dNative", "FusedDepthwiseConv2D"]) {
    register(backendName, kernelName, (call) => {
      const y = convolveDepthwise(call);
      return y ? activate(call.backend, y, call.attrs) : cpuKernel(kernelName)(call);
    });
  }
}

/** @returns nothing where our kernel does not do it: channels first, several filters a channel, PReLU */
function convolveDepthwise({inputs, attrs, backend}: KernelCall): TensorInfo | undefined {
  const {x, filter, bias, preluActivationWeights} = inputs;
  const info = convolutionInfo(x.shape, filter.shape, attrs, true);
  const floats = [x, filter, ...(bias ? [bias] : [])].every(({dtype}) => dtype === "float32");
  if (
    !floats ||
    info.dataFormat !== "channelsLast" ||
    !isWhole(info) ||
    info.outChannels !== info.inChannels ||
    (bias && sizeOf(bias.shape) !== info.outChannels) ||
    preluActivationWeights ||
    !hasActivation(attrs) ||
    sizeOf(info.outShape) === 0
  ) {
    return undefined;
  }
  const [image, kernel] = [backend.block(x), backend.block(filter)];
  const biases = bias && backend.block(bias);
  const y = backend.heap.allocate(sizeOf(info.outShape));
  const rows = info.batchSize * info.outHeight;
  const taps = info.filterHeight * info.filterWidth;
  const grain = Math.ceil(100_000 / (info.outWidth * info.inChannels * taps));
  backend.threads.run(
    "depthwiseConvolve",
    {count: rows, grain},
    image.address,
    kernel.address,
    biases?.address ?? 0,
    y.address,
    ...convolutionGeometry(info)
  );
  return backend.tensor(info.outShape, y);
}
