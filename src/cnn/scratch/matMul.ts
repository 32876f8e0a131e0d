import type {NDArray} from "../ndarray.ts";
import {dtypeOf, ndarray, zeros} from "../ndarray.ts";
import {checkRank, checkShape} from "./shapes.ts";

/**
 * Multiplies two matrices: `y[i, j] = Σ a[i, k] · b[k, j]` over k.
 *
 * @param a - matrix, `[rows, inner]`
 * @param b - matrix, `[inner, cols]`
 * @returns matrix, `[rows, cols]`
 * @throws RangeError if the inner lengths disagree
 *
 * @example
 * ```ts
 * matMul(ndarray([2, 2], [1, 2, 3, 4]), ndarray([2, 1], [10, 1])).data; // 12, 34
 * ```
 */
export function matMul(a: NDArray, b: NDArray): NDArray {
  const [rows, inner, cols] = layout("matMul", a, b);
  const y = zeros([rows, cols], {dtype: dtypeOf(a)});
  for (let i = 0; i < rows; ++i) {
    for (let j = 0; j < cols; ++j) {
      let sum = 0;
      for (let k = 0; k < inner; ++k) sum += a.data[i * inner + k] * b.data[k * cols + j];
      y.data[i * cols + j] = sum;
    }
  }
  return y;
}

/**
 * Gradients of `matMul`: `dA = dOutput · bᵀ` and `dB = aᵀ · dOutput`.
 *
 * @param dOutput - gradient of the loss by the product, of the product's shape
 * @param a - what `matMul` was given, and likewise b
 *
 * @example
 * ```ts
 * const [a, b] = [ndarray([1, 2], [1, 2]), ndarray([2, 1], [3, 4])];
 * const {dA, dB} = matMulBackward(ndarray([1, 1], [10]), a, b);
 * dA.data; // 30, 40
 * dB.data; // 10, 20
 * ```
 */
export function matMulBackward(
  dOutput: NDArray,
  a: NDArray,
  b: NDArray
): {dA: NDArray; dB: NDArray} {
  const [rows, , cols] = layout("matMulBackward", a, b);
  checkShape("matMulBackward", "dOutput", dOutput, [rows, cols]);
  return {dA: matMul(dOutput, transpose(b)), dB: matMul(transpose(a), dOutput)};
}

/**
 * Turns the rows of a matrix into columns: `y[j, i] = x[i, j]`.
 *
 * @param x - matrix, `[rows, cols]`
 *
 * @example
 * ```ts
 * transpose(ndarray([2, 3], [1, 2, 3, 4, 5, 6])).data; // 1, 4, 2, 5, 3, 6
 * ```
 */
export function transpose(x: NDArray): NDArray {
  checkRank("transpose", "x", x, 2, "[rows, cols]");
  const [rows, cols] = x.shape;
  const from = (_: unknown, at: number): number =>
    x.data[(at % rows) * cols + Math.floor(at / rows)];
  return ndarray([cols, rows], Array.from(x.data, from), {dtype: dtypeOf(x)});
}

function layout(
  caller: string,
  a: NDArray,
  b: NDArray
): [rows: number, inner: number, cols: number] {
  checkRank(caller, "a", a, 2, "[rows, inner]");
  checkRank(caller, "b", b, 2, "[inner, cols]");
  const [rows, inner] = a.shape;
  const [innerOfB, cols] = b.shape;
  if (innerOfB !== inner) {
    throw new RangeError(
      `${caller}: b has as many rows as a has columns, but ${innerOfB} ≠ ${inner} ` +
        `(a [${a.shape}], b [${b.shape}])`
    );
  }
  return [rows, inner, cols];
}
