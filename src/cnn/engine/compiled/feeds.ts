import type {Tensor} from "@tensorflow/tfjs";
import type {NDArray} from "../../ndarray.ts";
import type {OnnxTensor} from "../onnxruntime.ts";
import {tf} from "../../tensorflow.ts";
import {product} from "./shapes.ts";

/** An array for the runtime, as 32-bit floats; copied only where it has another type. */
export function floats(x: NDArray | Tensor): OnnxTensor {
  const data = x instanceof tf.Tensor ? x.dataSync() : x.data;
  return {
    type: "float32",
    dims: x.shape,
    data: data instanceof Float32Array ? data : Float32Array.from(data)
  };
}

/** Class numbers, one for each place of an output, for the runtime. */
export function classNumbers(x: Tensor, outer: readonly number[]): OnnxTensor {
  const data = x.dataSync();
  return {
    type: "int32",
    dims: [x.shape[0], ...outer.slice(0, -1)],
    data: data instanceof Int32Array ? data : Int32Array.from(data)
  };
}

/** One number for the runtime. */
export function scalar(value: number): OnnxTensor {
  return {type: "float32", dims: [], data: Float32Array.of(value)};
}

/** Room for a result of the runtime. */
export function room(dims: readonly number[]): OnnxTensor {
  return {type: "float32", dims, data: new Float32Array(product(dims))};
}
