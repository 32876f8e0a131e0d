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

function arrayOf(caller: string, dtype: DType): (typeof arrays)[DType] {
  if (Object.hasOwn(arrays, dtype)) return arrays[dtype];
  throw new RangeError(`${caller}: dtype is "float32" or "float64", but got ${String(dtype)}`);
}

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
  return {shape: [...shape], data: arrayOf("ndarray", dtype).from(values)};
}

/** Makes an array of a shape, filled with zeros. */
export function zeros(shape: readonly number[], {dtype = "float32"}: NDArrayOptions = {}): NDArray {
  const array = arrayOf("zeros", dtype);
  return {shape: [...shape], data: new array(sizeOf(shape))};
}

/**
 * Whether a value is shape and data, as all arrays here are, of whichever number type. A tensor of
 * TensorFlow.js is not: its data has to be waited for.
 */
export function hasShapeAndData(x: unknown): boolean {
  const array = x as {shape?: unknown; data?: unknown} | null | undefined;
  return Array.isArray(array?.shape) && ArrayBuffer.isView(array?.data);
}

/** What a value is, in few words, for the message that it should have been an array. */
export function kindOf(x: unknown): string {
  if (typeof x === "function") return "a function";
  if (typeof x !== "object" || x === null) return typeof x === "string" ? `"${x}"` : String(x);
  const kind = (x as {constructor?: {name: string}}).constructor?.name ?? "object";
  return kind === "Object" ? `an object {${Object.keys(x).join(", ")}}` : `a value of type ${kind}`;
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
 * @throws TypeError if there is anything but numbers in them
 *
 * @example
 * ```ts
 * fromNested([[1, 2, 3], [4, 5, 6]]).shape; // [2, 3]
 * ```
 */
export function fromNested(nested: Nested, options: NDArrayOptions = {}): NDArray {
  const shape: number[] = [];
  for (let level = nested; typeof level !== "number"; level = level[0]) {
    if (!isList(level)) throw foreign(level);
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
    if (!isList(level)) throw foreign(level);
    if (depth === shape.length || level.length !== shape[depth]) {
      throw ragged(shape, depth, `${level.length} entries`);
    }
    for (const entry of level) visit(entry, depth + 1);
  };
  visit(nested, 0);
  return ndarray(shape, values, options);
}

/** A typed array is a row of numbers too. */
const isList = (level: unknown): boolean => Array.isArray(level) || ArrayBuffer.isView(level);

function foreign(entry: unknown): TypeError {
  return new TypeError(
    `fromNested: nested arrays of numbers are expected, but one entry is ${kindOf(entry)}`
  );
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
