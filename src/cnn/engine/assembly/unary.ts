// Functions of one array, element by element: each operation is a class with one method;
// the loop is generic over it, so that the compiler makes one tight loop for each.
import {exp as exp4, sigmoid as sigmoid4, tanh as tanh4} from "./exponential";

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
