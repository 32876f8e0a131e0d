import type {DType, NDArray} from "../ndarray.ts";
import {ndarray, sizeOf, zeros} from "../ndarray.ts";
import type {Random} from "../random.ts";
import {avgPool2d, avgPool2dBackward} from "./avgPool2d.ts";
import type {Conv2dOptions} from "./conv2d.ts";
import {conv2d, conv2dBackward} from "./conv2d.ts";
import {dense, denseBackward} from "./dense.ts";
import {flatten, flattenBackward} from "./flatten.ts";
import {maxPool2d, maxPool2dBackward} from "./maxPool2d.ts";
import type {PoolOptions} from "./pooling.ts";
import {relu, reluBackward} from "./relu.ts";
import {sigmoid, sigmoidBackward} from "./sigmoid.ts";
import {softmax, softmaxBackward} from "./softmax.ts";
import {tanh, tanhBackward} from "./tanh.ts";
import type {Pair} from "./windows.ts";
import {toPair} from "./windows.ts";

/** A layer as one writes it down; its name is that of its output, and defaults to its type. */
export type LayerSpec = {name?: string} & (
  | ({type: "conv2d"; filters: number; kernelSize: Pair} & Conv2dOptions)
  | ({type: "maxPool2d" | "avgPool2d"} & PoolOptions)
  | {type: "dense"; units: number}
  | {type: "flatten" | "relu" | "sigmoid" | "tanh" | "softmax"}
);

/** A layer at work: what it has learned, and its way forward and back. */
export interface Layer {
  /** `kernel` and `bias`, or nothing. */
  readonly parameters: Readonly<Record<string, NDArray>>;
  forward(x: NDArray): NDArray;
  /** Gradient of the loss by the input, and, named `dKernel` and `dBias`, by the parameters. */
  backward(dOutput: NDArray, x: NDArray): {dInput: NDArray} & Record<string, NDArray>;
}

const activations = {
  flatten: [flatten, flattenBackward],
  relu: [relu, reluBackward],
  sigmoid: [sigmoid, sigmoidBackward],
  tanh: [tanh, tanhBackward],
  softmax: [softmax, softmaxBackward]
} as const;

/** Makes a layer for inputs of a shape, with new parameters where it has any. */
export function toLayer(
  spec: LayerSpec,
  inputShape: readonly number[],
  dtype: DType,
  source: Random
): Layer {
  switch (spec.type) {
    case "conv2d": {
      const size = toPair("Network", "kernelSize", spec.kernelSize);
      const shape = [...size, inputShape[inputShape.length - 1], spec.filters];
      const [kernel, bias] = initialize(shape, dtype, source);
      return {
        parameters: {kernel, bias},
        forward: (x) => conv2d(x, kernel, bias, spec),
        backward: (dOutput, x) => ({...conv2dBackward(dOutput, x, kernel, spec)})
      };
    }
    case "dense": {
      const shape = [inputShape[inputShape.length - 1], spec.units];
      const [kernel, bias] = initialize(shape, dtype, source);
      return {
        parameters: {kernel, bias},
        forward: (x) => dense(x, kernel, bias),
        backward: (dOutput, x) => ({...denseBackward(dOutput, x, kernel)})
      };
    }
    case "maxPool2d":
      return {
        parameters: {},
        forward: (x) => maxPool2d(x, spec),
        backward: (dOutput, x) => maxPool2dBackward(dOutput, x, spec)
      };
    case "avgPool2d":
      return {
        parameters: {},
        forward: (x) => avgPool2d(x, spec),
        backward: (dOutput, x) => avgPool2dBackward(dOutput, x, spec)
      };
    default: {
      if (!Object.hasOwn(activations, spec.type)) {
        const types = ["conv2d", "maxPool2d", "avgPool2d", "dense", ...Object.keys(activations)];
        throw new RangeError(
          `Network: type is one of ${types.join(", ")}, but got ${JSON.stringify(spec.type)}`
        );
      }
      const [forward, backward] = activations[spec.type];
      return {parameters: {}, forward, backward};
    }
  }
}

/**
 * A kernel that keeps the size of the signal, forward and back, and a bias of zeros.
 *
 * @see Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward networks
 */
function initialize(
  shape: readonly number[],
  dtype: DType,
  source: Random
): [kernel: NDArray, bias: NDArray] {
  const [channels, filters] = shape.slice(-2);
  const taps = sizeOf(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (taps * (channels + filters)));
  const values = Array.from({length: sizeOf(shape)}, () => limit * (2 * source.uniform() - 1));
  return [ndarray(shape, values, {dtype}), zeros([filters], {dtype})];
}
