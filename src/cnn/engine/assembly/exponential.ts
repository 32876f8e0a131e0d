// The exponential function and its kin, four at a time; within two units in the last place.
// Polynomials: fits of least maximal error over the range that each is used on.

/** eˣ = 2ᵏ · eʳ with |r| <= ln 2 / 2. */
export function exp(x: v128): v128 {
  // Beyond these, the result is 0 or infinity in any case.
  x = f32x4.min(f32x4.max(x, f32x4.splat(-105)), f32x4.splat(90));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896)));
  // ln 2 in two parts, of which the first has zeros at the end: k times it is exact.
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(k, f32x4.splat(2.12194440055e-4)));
  let p = f32x4.splat(0.0013926250831497611);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.008363232883682618));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.04166655421298415));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.16666576666119928));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), f32x4.add(r, f32x4.splat(1)));
  // In two steps, since 2ᵏ alone may be too small or too large for a float.
  const whole = i32x4.trunc_sat_f32x4_s(k);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOf2(half)), powerOf2(i32x4.sub(whole, half)));
}

function powerOf2(k: v128): v128 {
  return i32x4.shl(i32x4.add(k, i32x4.splat(127)), 23);
}

/** tanh x: an odd polynomial near 0, where the exponential would lose digits. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const s = f32x4.mul(x, x);
  let q = f32x4.splat(-0.006094641315356439);
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.02099575389029558));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(-0.05385060910837768));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.1333276776029121));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(-0.33333328924525096));
  const near = f32x4.add(x, f32x4.mul(f32x4.mul(q, s), x));
  const one = f32x4.splat(1);
  const e = exp(f32x4.add(size, size));
  let far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  far = v128.or(far, v128.and(x, i32x4.splat(i32.MIN_VALUE))); // the sign of x
  return v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(0.625)));
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}
