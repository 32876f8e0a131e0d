/** An operation of two arrays as rows and columns, repeated for each index of the axes before. */
export interface Broadcast {
  /** Where each repetition begins, in elements. */
  outer: Iterable<{a: number; b: number; y: number}>;
  rows: number;
  columns: number;
  /** Elements from one row to the next, and from one column to the next (0 or 1), of a and b. */
  strides: {row: [number, number]; column: [number, number]};
}

interface Axis {
  length: number;
  a: number;
  b: number;
}

/**
 * Lays out an operation of two arrays whose shapes are broadcast: neighbouring axes are joined where
 * both operands run through them alike, so that `[n, h, w, c] + [c]` is one matrix and one row.
 *
 * @param shape - the shape of the result
 */
export function broadcast(
  aShape: readonly number[],
  bShape: readonly number[],
  shape: readonly number[]
): Broadcast {
  const axes: Axis[] = [];
  const aStrides = stridesOf(aShape, shape.length);
  const bStrides = stridesOf(bShape, shape.length);
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const before = axes.at(-1);
    const [a, b] = [aStrides[axis], bStrides[axis]];
    if (before?.a === a * length && before.b === b * length) {
      axes[axes.length - 1] = {length: before.length * length, a, b};
    } else axes.push({length, a, b});
  });
  const one: Axis = {length: 1, a: 0, b: 0};
  const column = axes.pop() ?? one;
  const row = axes.pop() ?? one;
  return {
    outer: offsets(axes, row.length * column.length),
    rows: row.length,
    columns: column.length,
    strides: {row: [row.a, row.b], column: [column.a, column.b]}
  };
}

/** Elements from one index of each axis to the next; 0 along axes that are repeated. */
function stridesOf(shape: readonly number[], rank: number): number[] {
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; --axis) {
    strides[axis + rank - shape.length] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis];
  }
  return strides;
}

function* offsets(
  axes: readonly Axis[],
  size: number
): Generator<{a: number; b: number; y: number}> {
  const count = axes.reduce((product, {length}) => product * length, 1);
  for (let n = 0; n < count; ++n) {
    let rest = n;
    let a = 0;
    let b = 0;
    for (let axis = axes.length - 1; axis >= 0; --axis) {
      const {length, a: aStride, b: bStride} = axes[axis];
      const index = rest % length;
      rest = (rest - index) / length;
      a += index * aStride;
      b += index * bStride;
    }
    yield {a, b, y: n * size};
  }
}
