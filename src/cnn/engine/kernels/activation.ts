import type {TensorInfo} from "@tensorflow/tfjs";
import type {HeapBackend, KernelCall} from "../backend.ts";
import type {UnaryName} from "../kernelModule.ts";

/** Activations that fused layers may end with, by TensorFlow.js's name, and our kernel for each. */
const kernels: Partial<Record<string, UnaryName>> = {
  relu: "relu",
  relu6: "relu6",
  elu: "elu",
  tanh: "tanh",
  sigmoid: "sigmoid",
  leakyrelu: "leakyRelu"
};

/** Whether a fused layer's activation is one of ours. */
export function hasActivation({activation}: KernelCall["attrs"]): boolean {
  return activation === undefined || activation === "linear" || (activation as string) in kernels;
}

/** Applies a fused layer's activation in place. */
export function activate(
  backend: HeapBackend,
  y: TensorInfo,
  {activation, leakyreluAlpha}: KernelCall["attrs"]
): TensorInfo {
  const kernel = kernels[activation as string];
  if (!kernel) return y;
  const {address, length} = backend.block(y);
  const parameter = (leakyreluAlpha as number | undefined) ?? 0;
  backend.threads.run(kernel, {count: length, grain: 100_000}, address, address, parameter);
  return y;
}
