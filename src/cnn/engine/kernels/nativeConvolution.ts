import type {ConvolutionKernels} from "./convolution.ts";
import type {Conv2DInfo} from "./geometry.ts";
import {onnxConvolution} from "./onnxConvolution.ts";
import {simdConvolution} from "./simdConvolution.ts";

/** The faster of the two for a geometry: our own where there are few channels, else ONNX Runtime. */
export const nativeConvolution: ConvolutionKernels = {
  forward: (backend, info, ...rest) => faster(info).forward(backend, info, ...rest),
  backwardInput: (backend, info, ...rest) => faster(info).backwardInput(backend, info, ...rest),
  backwardKernel: (backend, info, ...rest) => faster(info).backwardKernel(backend, info, ...rest)
};

// Bringing few channels first and last costs ONNX Runtime more than its wider vectors gain. The 8 is of
// a sweep over layers on one machine, where near it now the one and now the other won: no sharp border.
function faster({inChannels, outChannels}: Conv2DInfo): ConvolutionKernels {
  return Math.min(inChannels, outChannels) <= 8 ? simdConvolution : onnxConvolution;
}
