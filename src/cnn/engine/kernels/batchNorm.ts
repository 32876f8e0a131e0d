import {sizeOf} from "../../ndarray.ts";
import {cpuKernel, register, type HeapBackend, type KernelCall} from "../backend.ts";

/**
 * Registers batch normalisation by given means and variances, as networks that are not trained use it: a
 * factor and an offset for each channel.
 *
 *     y = x · s + (offset − mean · s),   s = scale / √(variance + ε)
 */
export function registerBatchNorm(backendName: string): void {
  register(backendName, "FusedBatchNorm", (call) => {
    const {inputs, attrs, backend} = call;
    const {x, mean, variance, offset, scale} = inputs;
    const channels = x.shape.at(-1) ?? 1;
    const perChannel = [mean, variance, offset, scale].filter((one) => one !== undefined);
    const isCovered =
      [x, ...perChannel].every(({dtype}) => dtype === "float32") &&
      perChannel.every(({shape}) => shape.length === 1 && shape[0] === channels) &&
      sizeOf(x.shape) > 0;
    if (!isCovered) return cpuKernel("FusedBatchNorm")(call);
    const {factors, offsets} = affine(backend, inputs, (attrs.varianceEpsilon as number) ?? 1e-3);
    const from = backend.block(x);
    const [s, t] = [factors, offsets].map((values) => {
      const block = backend.heap.allocate(channels);
      block.floats.set(values);
      return block;
    });
    const y = backend.heap.allocate(from.length);
    const work = {count: from.length / channels, grain: Math.ceil(100_000 / channels)};
    const addresses = [from, s, t, y].map(({address}) => address);
    backend.threads.run("scaleAndShift", work, ...addresses, channels);
    s.release();
    t.release();
    return backend.tensor(x.shape, y);
  });
}

function affine(
  backend: HeapBackend,
  {mean, variance, offset, scale}: KernelCall["inputs"],
  epsilon: number
): {factors: Float32Array; offsets: Float32Array} {
  const read = (one: typeof mean): Float32Array => backend.readSync(one.dataId) as Float32Array;
  const [means, variances] = [read(mean), read(variance)];
  const scales = scale && read(scale);
  const shifts = offset && read(offset);
  const factors = variances.map((value, c) => (scales?.[c] ?? 1) / Math.sqrt(value + epsilon));
  return {factors, offsets: means.map((value, c) => (shifts?.[c] ?? 0) - value * factors[c])};
}
