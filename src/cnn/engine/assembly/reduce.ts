// Sums and maxima along one axis of x[outer, n, inner], softmax, and exchanged axes.
import {exp} from "./exponential";
import {lanesOf, loadLanes, storeLanes} from "./lanes";

/** Rows start to end of y[outer] = scale · Σ x[outer, n]; added up in double precision. */
export function sumRows(start: i32, end: i32, x: usize, y: usize, n: i32, scale: f64): void {
  for (let row = start; row < end; ++row) {
    let from = x + ((<usize>row * n) << 2);
    let low = f64x2.splat(0),
      high = f64x2.splat(0);
    let j = 0;
    for (; j + 4 <= n; j += 4, from += 16) {
      const v = v128.load(from);
      low = f64x2.add(low, f64x2.promote_low_f32x4(v));
      high = f64x2.add(
        high,
        f64x2.promote_low_f32x4(
          i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
        )
      );
    }
    low = f64x2.add(low, high);
    let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
    for (; j < n; ++j, from += 4) sum += load<f32>(from);
    store<f32>(y + ((<usize>row) << 2), <f32>(sum * scale));
  }
}

// Rows that are added up in single precision before their sum goes to the total: few, so that
// rounding does not pile up, and enough for the total not to cost time.
const BLOCK: i32 = 64;

/** Outer indices start to end of y[outer, inner] = scale · Σ x[outer, n, inner] over n. */
export function sumColumns(
  start: i32,
  end: i32,
  x: usize,
  y: usize,
  n: i32,
  inner: i32,
  scale: f32
): void {
  const line = (<usize>inner) << 2;
  const factor = f32x4.splat(scale);
  for (let o = start; o < end; ++o) {
    const to = y + <usize>o * line;
    memory.fill(to, 0, line);
    for (let first = 0; first < n; first += BLOCK) {
      const last = min(first + BLOCK, n);
      const block = x + (<usize>o * n + first) * line;
      for (let c = 0, lanes = 0; c < inner; c += lanes) {
        lanes = lanesOf(inner - c);
        const column = (<usize>c) << 2;
        let from = block + column;
        let sum = f32x4.splat(0);
        for (let k = first; k < last; ++k, from += line)
          sum = f32x4.add(sum, loadLanes(from, lanes));
        sum = f32x4.add(loadLanes(to + column, lanes), sum);
        storeLanes(to + column, last == n ? f32x4.mul(sum, factor) : sum, lanes);
      }
    }
  }
}

/** Outer indices start to end of y[outer, inner] = max x[outer, n, inner] over n; NaN wins. */
export function maxColumns(start: i32, end: i32, x: usize, y: usize, n: i32, inner: i32): void {
  const line = (<usize>inner) << 2;
  for (let o = start; o < end; ++o) {
    const image = x + <usize>o * n * line;
    const to = y + <usize>o * line;
    for (let c = 0, lanes = 0; c < inner; c += lanes) {
      lanes = lanesOf(inner - c);
      const column = (<usize>c) << 2;
      let best = f32x4.splat(-Infinity);
      let from = image + column;
      for (let k = 0; k < n; ++k, from += line) best = f32x4.max(best, loadLanes(from, lanes));
      storeLanes(to + column, best, lanes);
    }
  }
}

/** Rows start to end of softmax over n. */
export function softmax(start: i32, end: i32, x: usize, y: usize, n: i32): void {
  for (let row = start; row < end; ++row) {
    const from = x + ((<usize>row * n) << 2);
    const to = y + ((<usize>row * n) << 2);
    const bytes = (<usize>n) << 2;
    let best: f32 = -Infinity;
    for (let at: usize = 0; at < bytes; at += 4) best = max(best, load<f32>(from + at));
    const shift = f32x4.splat(best);
    let sum: f64 = 0;
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16)
      v128.store(to + at, exp(f32x4.sub(v128.load(from + at), shift)));
    for (; at < bytes; at += 4) {
      v128.store_lane<f32>(to + at, exp(f32x4.sub(v128.load_splat<f32>(from + at), shift)), 0);
    }
    for (at = 0; at < bytes; at += 4) sum += load<f32>(to + at);
    const scale = <f32>(1 / sum);
    for (at = 0; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) * scale);
  }
}

/**
 * Copies x to y with its axes exchanged: y has the given shape, and a step along axis k of y is
 * strides[k] elements of x. Both are lists of `rank` whole numbers in memory.
 */
export function transpose(
  start: i32,
  end: i32,
  x: usize,
  y: usize,
  rank: i32,
  shape: usize,
  strides: usize
): void {
  // Rows of y, that is all but its last axis, numbered from start to end.
  const n = load<i32>(shape + ((<usize>(rank - 1)) << 2));
  const step = (<usize>load<i32>(strides + ((<usize>(rank - 1)) << 2))) << 2;
  for (let row = start; row < end; ++row) {
    let rest = row;
    let offset: usize = 0;
    for (let k = rank - 2; k >= 0; --k) {
      const length = load<i32>(shape + ((<usize>k) << 2));
      const next = rest / length;
      offset += <usize>(rest - next * length) * load<i32>(strides + ((<usize>k) << 2));
      rest = next;
    }
    let from = x + (offset << 2);
    let to = y + ((<usize>row * n) << 2);
    if (step == 4) {
      memory.copy(to, from, (<usize>n) << 2);
      continue;
    }
    for (let j = 0; j < n; ++j, from += step, to += 4) store<f32>(to, load<f32>(from));
  }
}
