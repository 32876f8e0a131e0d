// Functions of one or two arrays, element by element. Each operation is a class with one method;
// the loops are generic over it, so that the compiler makes one tight loop for each.
import {exp as exp4, sigmoid as sigmoid4, tanh as tanh4} from "./exponential";

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

class Relu {
  of(x: v128, _p: v128): v128 {
    return f32x4.pmax(x, f32x4.splat(0));
  }
}
class Relu6 {
  of(x: v128, _p: v128): v128 {
    return f32x4.pmin(f32x4.pmax(x, f32x4.splat(0)), f32x4.splat(6));
  }
}
class LeakyRelu {
  of(x: v128, p: v128): v128 {
    return v128.bitselect(f32x4.mul(x, p), x, f32x4.lt(x, f32x4.splat(0)));
  }
}
class Elu {
  of(x: v128, _p: v128): v128 {
    return v128.bitselect(x, f32x4.sub(exp4(x), f32x4.splat(1)), f32x4.ge(x, f32x4.splat(0)));
  }
}
/** 1 where x > 0, p elsewhere, NaN where x is NaN. */
class Step {
  of(x: v128, p: v128): v128 {
    const step = v128.bitselect(f32x4.splat(1), p, f32x4.gt(x, f32x4.splat(0)));
    return v128.bitselect(x, step, f32x4.ne(x, x));
  }
}
class Neg {
  of(x: v128, _p: v128): v128 {
    return f32x4.neg(x);
  }
}
class Abs {
  of(x: v128, _p: v128): v128 {
    return f32x4.abs(x);
  }
}
class Floor {
  of(x: v128, _p: v128): v128 {
    return f32x4.floor(x);
  }
}
class Square {
  of(x: v128, _p: v128): v128 {
    return f32x4.mul(x, x);
  }
}
class Sqrt {
  of(x: v128, _p: v128): v128 {
    return f32x4.sqrt(x);
  }
}
class Rsqrt {
  of(x: v128, _p: v128): v128 {
    return f32x4.div(f32x4.splat(1), f32x4.sqrt(x));
  }
}
class Reciprocal {
  of(x: v128, _p: v128): v128 {
    return f32x4.div(f32x4.splat(1), x);
  }
}
class Exp {
  of(x: v128, _p: v128): v128 {
    return exp4(x);
  }
}
class Tanh {
  of(x: v128, _p: v128): v128 {
    return tanh4(x);
  }
}
class Sigmoid {
  of(x: v128, _p: v128): v128 {
    return sigmoid4(x);
  }
}

/** Elements start to end of y = op(x, parameter). */
function unary<Op>(start: i32, end: i32, x: usize, y: usize, parameter: f32): void {
  const op = changetype<Op>(0);
  const p = f32x4.splat(parameter);
  let from = x + ((<usize>start) << 2),
    to = y + ((<usize>start) << 2);
  let i = start;
  for (; i + 4 <= end; i += 4, from += 16, to += 16) v128.store(to, op.of(v128.load(from), p));
  for (; i < end; ++i, from += 4, to += 4) {
    v128.store_lane<f32>(to, op.of(v128.load_splat<f32>(from), p), 0);
  }
}

export function relu(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Relu>(start, end, x, y, p);
}
export function relu6(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Relu6>(start, end, x, y, p);
}
export function leakyRelu(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<LeakyRelu>(start, end, x, y, p);
}
export function elu(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Elu>(start, end, x, y, p);
}
export function step(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Step>(start, end, x, y, p);
}
export function neg(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Neg>(start, end, x, y, p);
}
export function abs(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Abs>(start, end, x, y, p);
}
export function floor(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Floor>(start, end, x, y, p);
}
export function square(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Square>(start, end, x, y, p);
}
export function sqrt(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Sqrt>(start, end, x, y, p);
}
export function rsqrt(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Rsqrt>(start, end, x, y, p);
}
export function reciprocal(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Reciprocal>(start, end, x, y, p);
}
export function exp(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Exp>(start, end, x, y, p);
}
export function tanh(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Tanh>(start, end, x, y, p);
}
export function sigmoid(start: i32, end: i32, x: usize, y: usize, p: f32): void {
  unary<Sigmoid>(start, end, x, y, p);
}

/** Rows start to end of y = x · scale + offset, with a scale and an offset for each column. */
export function scaleAndShift(
  start: i32,
  end: i32,
  x: usize,
  scale: usize,
  offset: usize,
  y: usize,
  columns: i32
): void {
  for (let row = start; row < end; ++row) {
    let at = (<usize>row * columns) << 2;
    let j = 0;
    for (; j + 4 <= columns; j += 4, at += 16) {
      const c = (<usize>j) << 2;
      v128.store(
        y + at,
        f32x4.add(f32x4.mul(v128.load(x + at), v128.load(scale + c)), v128.load(offset + c))
      );
    }
    for (; j < columns; ++j, at += 4) {
      const c = (<usize>j) << 2;
      store<f32>(y + at, load<f32>(x + at) * load<f32>(scale + c) + load<f32>(offset + c));
    }
  }
}
