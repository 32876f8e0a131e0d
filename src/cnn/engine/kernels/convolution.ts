import type {TensorInfo} from "@tensorflow/tfjs";
import {cpuKernel, register, type HeapBackend} from "../backend.ts";
import type {Block} from "../heap.ts";
import {sizeOf} from "../../ndarray.ts";
import {activate} from "./activation.ts";
import {convolutionInfo, isWhole, type Conv2DInfo} from "./geometry.ts";

/** A convolution and its gradients; channels last. */
export interface ConvolutionKernels {
  forward(
    backend: HeapBackend,
    info: Conv2DInfo,
    x: Block,
    kernel: Block,
    bias: Block | undefined
  ): Block;
  backwardInput(backend: HeapBackend, info: Conv2DInfo, dOutput: Block, kernel: Block): Block;
  backwardKernel(backend: HeapBackend, info: Conv2DInfo, x: Block, dOutput: Block): Block;
}

/** Registers convolution, alone and with bias and activation, and its gradients. */
export function registerConvolution(backendName: string, kernels: ConvolutionKernels): void {
  register(backendName, "Conv2D", (call) => {
    const {inputs, attrs, backend} = call;
    const {x, filter} = inputs;
    const info = convolutionInfo(x.shape, filter.shape, attrs);
    if (!covers(info, x, filter)) return cpuKernel("Conv2D")(call);
    const y = kernels.forward(backend, info, backend.block(x), backend.block(filter), undefined);
    return backend.tensor(info.outShape, y);
  });

  register(backendName, "FusedConv2D", (call) => {
    const {inputs, attrs, backend} = call;
    const {x, filter, bias} = inputs;
    const info = convolutionInfo(x.shape, filter.shape, attrs);
    if (
      !covers(info, x, filter) ||
      (bias && sizeOf(bias.shape) !== info.outChannels) ||
      inputs.preluActivationWeights
    ) {
      return cpuKernel("FusedConv2D")(call);
    }
    const y = kernels.forward(
      backend,
      info,
      backend.block(x),
      backend.block(filter),
      bias ? backend.block(bias) : undefined
    );
    return activate(backend, backend.tensor(info.outShape, y), attrs);
  });

  register(backendName, "Conv2DBackpropInput", (call) => {
    const {inputs, attrs, backend} = call;
    const {dy, filter} = inputs;
    const info = convolutionInfo(attrs.inputShape as number[], filter.shape, attrs);
    // A transposed convolution may bring a gradient of another size than the forward pass would.
    const fits = dy.shape.every((length, axis) => length === info.outShape[axis]);
    if (!fits || !covers(info, dy, filter)) return cpuKernel("Conv2DBackpropInput")(call);
    // TensorFlow.js asks for the gradient of every input, that of the images too, which nothing
    // reads: so it is computed when it is read.
    const [dOutput, kernel] = [backend.block(dy).retain(), backend.block(filter).retain()];
    return backend.tensor(info.inShape, {
      compute: () => kernels.backwardInput(backend, info, dOutput, kernel),
      release: () => {
        dOutput.release();
        kernel.release();
      }
    });
  });

  register(backendName, "Conv2DBackpropFilter", (call) => {
    const {inputs, attrs, backend} = call;
    const {x, dy} = inputs;
    const info = convolutionInfo(x.shape, attrs.filterShape as number[], attrs);
    if (!covers(info, x, dy)) return cpuKernel("Conv2DBackpropFilter")(call);
    const dKernel = kernels.backwardKernel(backend, info, backend.block(x), backend.block(dy));
    return backend.tensor(info.filterShape, dKernel);
  });
}

/** Whether our kernels do it: channels last, single precision, not empty. */
function covers(info: Conv2DInfo, ...tensors: readonly TensorInfo[]): boolean {
  return (
    info.dataFormat === "channelsLast" &&
    isWhole(info) &&
    tensors.every(({dtype, shape}) => dtype === "float32" && sizeOf(shape) > 0) &&
    sizeOf(info.outShape) > 0
  );
}
