import {sizeOf} from "../../ndarray.ts";
import {cpuKernel, register, type KernelCall} from "../backend.ts";
import {isIdentity, isWhole, poolGeometry, poolInfo} from "./geometry.ts";

/** Registers max and average pooling and their gradients. */
export function registerPooling(backendName: string): void {
  for (const [kernelName, kernel] of [
    ["MaxPool", "maxPool"],
    ["AvgPool", "avgPool"]
  ] as const) {
    register(backendName, kernelName, (call) => {
      const {inputs, attrs, backend} = call;
      const {x} = inputs;
      const info = poolInfo(x.shape, attrs);
      if (x.dtype !== "float32" || !isWhole(info) || isIdentity(info)) {
        return cpuKernel(kernelName)(call);
      }
      const from = backend.block(x);
      const y = backend.heap.allocate(sizeOf(info.outShape));
      const rows = info.batchSize * info.outHeight;
      const grain = Math.ceil(20_000 / (info.outWidth * info.inChannels));
      const geometry = poolGeometry(info);
      backend.threads.run(kernel, {count: rows, grain}, from.address, y.address, ...geometry);
      return backend.tensor(info.outShape, y);
    });
  }

  register(backendName, "MaxPoolGrad", (call) => {
    const {inputs, backend} = call;
    const {dy, input} = inputs;
    if (input.dtype !== "float32") return cpuKernel("MaxPoolGrad")(call);
    return backward(call, input.shape, "maxPoolBackward", [
      backend.block(input).address,
      backend.block(dy).address
    ]);
  });

  register(backendName, "AvgPoolGrad", (call) => {
    const {inputs, backend} = call;
    return backward(call, inputs.input.shape, "avgPoolBackward", [
      backend.block(inputs.dy).address
    ]);
  });
}

function backward(
  {attrs, backend}: KernelCall,
  inputShape: readonly number[],
  kernel: "maxPoolBackward" | "avgPoolBackward",
  addresses: readonly number[]
): ReturnType<typeof backend.tensor> {
  const info = poolInfo(inputShape, attrs);
  const size = sizeOf(info.inShape);
  const dInput = backend.heap.allocate(size);
  const grain = Math.ceil((20_000 * info.batchSize) / size);
  const geometry = poolGeometry(info);
  const work = {count: info.batchSize, grain};
  backend.threads.run(kernel, work, ...addresses, dInput.address, ...geometry);
  return backend.tensor(info.inShape, dInput);
}
