import type {Images, Split} from "../datasets/dataset.ts";
import {hasShapeAndData, kindOf, type NDArray} from "../ndarray.ts";
import type {LossFunction, LossName} from "./losses.ts";

/** What a model is given: one array, or one for each of its inputs; the first axis counts examples. */
export type Inputs = NDArray | Images | readonly (NDArray | Images)[];

/** The right answers: class numbers, or an array of the output's shape; a list for several outputs. */
export type Targets = NDArray | ArrayLike<number> | readonly NDArray[];

/** Examples with their right answers. */
export interface Examples {
  /** What the model is given. Bytes of `Images` are taken as brightness: divided by 255. */
  readonly x: Inputs;
  /** As many right answers as `x` has examples. */
  readonly y: Targets;
}

/** What a model learns from or is judged by: arrays, or a split of a dataset. */
export type TrainingData = Examples | Split;

/** One value, picture or vector for each of many examples. */
export interface Column {
  readonly length: number;
  /** Shape of one example. */
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
  /** Where each example lies in `data`, if not in its own place. */
  readonly rows?: Uint32Array;
}

/** Examples in columns, one for each input and each output of a model. */
export interface Table {
  readonly length: number;
  readonly x: readonly Column[];
  readonly y: readonly Column[];
}

/**
 * Puts examples in columns.
 *
 * @throws TypeError if they are no arrays
 */
export function toTable(caller: string, data: TrainingData): Table {
  if (typeof data !== "object" || data === null || !("images" in data || "x" in data)) {
    throw new TypeError(
      `${caller}: data is {x, y} or a split of a dataset, but got ${kindOf(data)}`
    );
  }
  const {x, y} = "images" in data ? {x: data.images, y: data.labels} : data;
  const columns = {x: inputColumns(caller, x), y: targetColumns(caller, y)};
  return {length: columns.x[0]?.length ?? 0, ...columns};
}

/** @throws TypeError if x is no array, nor a list of them */
export function inputColumns(caller: string, x: Inputs): Column[] {
  if (Array.isArray(x)) return x.map((one, k) => toColumn(caller, `x[${k}]`, one as NDArray));
  return [toColumn(caller, "x", x as NDArray)];
}

function targetColumns(caller: string, y: Targets): Column[] {
  if (hasShapeAndData(y)) return [toColumn(caller, "y", y as NDArray)];
  if (!Array.isArray(y) && !ArrayBuffer.isView(y)) {
    throw new TypeError(`${caller}: y is class numbers or an NDArray, but got ${kindOf(y)}`);
  }
  const list = y as ArrayLike<number> | readonly NDArray[];
  if (isList(list)) return list.map((one, k) => toColumn(caller, `y[${k}]`, one));
  return [{length: list.length, shape: [], data: list}];
}

const isList = (value: ArrayLike<number> | readonly NDArray[]): value is readonly NDArray[] =>
  typeof value[0] === "object";

function toColumn(caller: string, name: string, x: NDArray | Images): Column {
  if (!hasShapeAndData(x)) {
    throw new TypeError(`${caller}: ${name} is an NDArray or pictures, but got ${kindOf(x)}`);
  }
  const [length, ...shape] = x.shape;
  return {length, shape, data: x.data};
}

/**
 * Takes some examples out of a column.
 *
 * @param rows - numbers of the examples
 * @returns values, `[rows, ...shape]`; bytes of pictures as brightness between 0 and 1
 */
export function pick({shape, data, rows: places}: Column, rows: ArrayLike<number>): NDArray {
  const size = shape.reduce((product, n) => product * n, 1);
  const picked = new Float32Array(rows.length * size);
  // A row of labels has no pixels, so bytes that stand for a class stay what they are.
  const scale = data instanceof Uint8Array && shape.length > 0 ? 1 / 255 : 1;
  for (let k = 0; k < rows.length; ++k) {
    const start = (places?.[rows[k]] ?? rows[k]) * size;
    for (let p = 0; p < size; ++p) picked[k * size + p] = data[start + p] * scale;
  }
  return {shape: [rows.length, ...shape], data: picked};
}

/**
 * Right answers of the shape that a loss takes: class numbers without a last axis of 1 for
 * `sparseCategoricalCrossentropy`; with one, where a list of numbers stands for an output of one unit.
 */
export function conform(
  columns: readonly Column[],
  losses: readonly (LossName | LossFunction)[]
): Column[] {
  return columns.map((column, k) => {
    const {shape} = column;
    if (typeof losses[k] === "function") return column; // it alone knows what it takes
    if (losses[k] !== "sparseCategoricalCrossentropy") {
      return shape.length === 0 ? {...column, shape: [1]} : column;
    }
    return shape[shape.length - 1] === 1 ? {...column, shape: shape.slice(0, -1)} : column;
  });
}

/** The numbers from `start` up to but not including `end`. */
export function range(start: number, end: number): Uint32Array {
  return Uint32Array.from({length: end - start}, (_, k) => start + k);
}

/** The same columns with some of the examples only; their values are shared, not copied. */
export function select(table: Table, rows: Uint32Array): Table {
  const some = (column: Column): Column => ({...column, length: rows.length, rows});
  return {length: rows.length, x: table.x.map(some), y: table.y.map(some)};
}
