/** The number types that an array can hold. */
export type DType = "float32" | "float64";

/** A dense array of numbers: values in row-major order, the last axis varying fastest. */
export interface NDArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** Numbers in nested arrays, as one writes a matrix: `[[1, 2], [3, 4]]`. */
export type Nested = number | readonly Nested[];

export interface NDArrayOptions {
  /** `"float32"`, as TensorFlow.js computes, or `"float64"`, as a gradient check needs; defaults to `"float32"`. */
  dtype?: DType;
}

const arrays = {float32: Float32Array, float64: Float64Array};

/**
 * Makes an array of a shape from its values in row-major order.
 *
 * @param shape - length of each axis; `[]` for a single number
 * @param values - as many numbers as the shape holds
 * @throws RangeError if the shape and the number of values disagree
 *
 * @example
 * ```ts
 * ndarray([2, 3], [1, 2, 3, 4, 5, 6]); // two rows of three
 * ```
 */
export function ndarray(
  shape: readonly number[],
  values: ArrayLike<number>,
  {dtype = "float32"}: NDArrayOptions = {}
): NDArray {
  const size = sizeOf(shape);
  if (values.length !== size) {
    throw new RangeError(
      `ndarray: shape [${shape}] holds ${size} values, but got ${values.length}`
    );
  }
  return {shape: [...shape], data: arrays[dtype].from(values)};
}

/** Makes an array of a shape, filled with zeros. */
export function zeros(shape: readonly number[], {dtype = "float32"}: NDArrayOptions = {}): NDArray {
  return {shape: [...shape], data: new arrays[dtype](sizeOf(shape))};
}

/** The number type that an array holds. */
export function dtypeOf(x: NDArray): DType {
  return x.data instanceof Float64Array ? "float64" : "float32";
}

/** How many values a shape holds: the product of its axes, 1 for `[]`. */
export function sizeOf(shape: readonly number[]): number {
  for (const n of shape) {
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(
        `ndarray: every axis has a whole length of 0 or more, but got shape [${shape}]`
      );
    }
  }
  return shape.reduce((product, n) => product * n, 1);
}

/**
 * Makes an array from nested arrays.
 *
 * @throws RangeError if the rows have different lengths
 *
 * @example
 * ```ts
 * fromNested([[1, 2, 3], [4, 5, 6]]).shape; // [2, 3]
 * ```
 */
export function fromNested(nested: Nested, options: NDArrayOptions = {}): NDArray {
  const shape: number[] = [];
  for (let level = nested; typeof level !== "number"; level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const values: number[] = [];
  const visit = (level: Nested, depth: number): void => {
    if (typeof level === "number") {
      if (depth !== shape.length) throw ragged(shape, depth, "a number");
      values.push(level);
      return;
    }
    if (depth === shape.length || level.length !== shape[depth]) {
      throw ragged(shape, depth, `${level.length} entries`);
    }
    for (const entry of level) visit(entry, depth + 1);
  };
  visit(nested, 0);
  return ndarray(shape, values, options);
}

function ragged(shape: readonly number[], depth: number, came: string): RangeError {
  return new RangeError(
    `fromNested: every entry at depth ${depth} has ${shape[depth] ?? "no"} entries as the first has, ` +
      `but one has ${came}`
  );
}

/** The values as nested arrays, one level an axis; a plain number for shape `[]`. */
export function toNested(x: NDArray): Nested {
  const level = (axis: number, start: number, size: number): Nested => {
    if (axis === x.shape.length) return x.data[start];
    const step = size / x.shape[axis];
    return Array.from({length: x.shape[axis]}, (_, i) => level(axis + 1, start + i * step, step));
  };
  return level(0, 0, x.data.length);
}

/**
 * The same values under another shape; the data is shared, not copied.
 *
 * @throws RangeError if the two shapes hold different numbers of values
 */
export function reshape(x: NDArray, shape: readonly number[]): NDArray {
  if (sizeOf(shape) !== x.data.length) {
    throw new RangeError(
      `reshape: x [${x.shape}] holds ${x.data.length} values, but shape [${shape}] holds ${sizeOf(shape)}`
    );
  }
  return {shape: [...shape], data: x.data};
}
