import {ndarray} from "@convnotes/cnn";
import type {DType, NDArray} from "@convnotes/cnn";
import type {Random} from "../../../src/cnn/random.ts";

/** An array of a shape, filled from the normal distribution. */
export function normal(
  source: Random,
  shape: readonly number[],
  dtype: DType = "float64"
): NDArray {
  const size = shape.reduce((a, b) => a * b, 1);
  return ndarray(
    shape,
    Array.from({length: size}, () => source.normal()),
    {dtype}
  );
}

/** The numbers from 1 up in an array of a shape. */
export function counting(shape: readonly number[]): NDArray {
  const size = shape.reduce((a, b) => a * b, 1);
  return ndarray(
    shape,
    Array.from({length: size}, (_, i) => i + 1)
  );
}

/** What a loss would be if it weighed every output: Σ output · weights, whose gradient is the weights. */
export function weighed(output: NDArray, weights: NDArray): number {
  let sum = 0;
  for (let i = 0; i < output.data.length; ++i) sum += output.data[i] * weights.data[i];
  return sum;
}

/** One of several values. */
export function oneOf<T>(source: Random, values: readonly T[]): T {
  return values[source.integer(values.length)];
}
