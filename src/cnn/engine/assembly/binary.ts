// Functions of two arrays, element by element: each operation is a class with one method;
// the loop is generic over it, so that the compiler makes one tight loop for each.

class Add {
  of(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}
class Sub {
  of(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}
class Multiply {
  of(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}
class Divide {
  of(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}
class Maximum {
  of(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}
class Minimum {
  of(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}
class SquaredDifference {
  of(a: v128, b: v128): v128 {
    const d = f32x4.sub(a, b);
    return f32x4.mul(d, d);
  }
}
/** dy where x > 0, from (dy, x). */
class ReluBackward {
  of(a: v128, b: v128): v128 {
    return v128.and(a, f32x4.gt(b, f32x4.splat(0)));
  }
}
/** dy · (1 − y²), from (dy, y). */
class TanhBackward {
  of(a: v128, b: v128): v128 {
    return f32x4.mul(a, f32x4.sub(f32x4.splat(1), f32x4.mul(b, b)));
  }
}
/** dy · y · (1 − y), from (dy, y). */
class SigmoidBackward {
  of(a: v128, b: v128): v128 {
    return f32x4.mul(a, f32x4.mul(b, f32x4.sub(f32x4.splat(1), b)));
  }
}

/**
 * Rows start to end of y[rows, columns] = op(a, b). An operand moves on by its row stride from row to
 * row (0: the same row again), and along the row or not (0: one value for the whole row).
 */
function binary<Op>(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  const op = changetype<Op>(0);
  for (let row = start; row < end; ++row) {
    let p = a + ((<usize>row * aRow) << 2);
    let q = b + ((<usize>row * bRow) << 2);
    let to = y + ((<usize>row * columns) << 2);
    const aStep = aColumn ? 4 : 0,
      bStep = bColumn ? 4 : 0;
    let j = 0;
    if (aColumn && bColumn) {
      for (; j + 4 <= columns; j += 4, p += 16, q += 16, to += 16) {
        v128.store(to, op.of(v128.load(p), v128.load(q)));
      }
    } else if (aColumn) {
      const value = v128.load_splat<f32>(q);
      for (; j + 4 <= columns; j += 4, p += 16, to += 16)
        v128.store(to, op.of(v128.load(p), value));
    } else if (bColumn) {
      const value = v128.load_splat<f32>(p);
      for (; j + 4 <= columns; j += 4, q += 16, to += 16)
        v128.store(to, op.of(value, v128.load(q)));
    }
    for (; j < columns; ++j, p += aStep, q += bStep, to += 4) {
      v128.store_lane<f32>(to, op.of(v128.load_splat<f32>(p), v128.load_splat<f32>(q)), 0);
    }
  }
}

export function add(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<Add>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function sub(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<Sub>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function multiply(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<Multiply>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function divide(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<Divide>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function maximum(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<Maximum>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function minimum(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<Minimum>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function squaredDifference(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<SquaredDifference>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function reluBackward(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<ReluBackward>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function tanhBackward(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<TanhBackward>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
export function sigmoidBackward(
  start: i32,
  end: i32,
  a: usize,
  b: usize,
  y: usize,
  columns: i32,
  aRow: i32,
  bRow: i32,
  aColumn: i32,
  bColumn: i32
): void {
  binary<SigmoidBackward>(start, end, a, b, y, columns, aRow, bRow, aColumn, bColumn);
}
