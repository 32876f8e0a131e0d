// The normal distribution cut off at both ends, as Parzen estimators use it.

import type {Random} from "@convnotes/cnn";

/**
 * The error function, `2/√π · ∫₀ˣ exp(−t²) dt`, to about 15 digits.
 *
 * @see Abramowitz & Stegun (1964), 7.1.6 and 7.1.14: the series, and the continued fraction for large x
 */
export function erf(x: number): number {
  if (x < 0) return -erf(-x);
  if (x > 3) return 1 - erfc(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * sum; ++n) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
    if (x === 0) return 0;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** `1 − erf(x)`, without the loss of digits where that is small; for x ≥ 0. */
function erfc(x: number): number {
  if (x <= 3) return 1 - erf(x);
  let fraction = 0;
  for (let n = 60; n > 0; --n) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** `log(Φ(b) − Φ(a))` for a < b: how likely a standard normal number lies between. */
export function logMass(a: number, b: number): number {
  // In the lower tail, where the difference keeps its digits.
  if (a > 0) return logMass(-b, -a);
  if (b <= 0) {
    const [low, high] = [erfc(-a / Math.SQRT2), erfc(-b / Math.SQRT2)];
    return Math.log((high - low) / 2);
  }
  return Math.log((erf(b / Math.SQRT2) - erf(a / Math.SQRT2)) / 2);
}

/**
 * A number from a normal distribution cut off at `low` and `high`, with its mean between them and a
 * deviation of at most their distance: then about one in three draws or more lies inside, and to draw
 * again costs less than to invert the distribution.
 */
export function drawBetween(
  random: Random,
  {mean, deviation}: {mean: number; deviation: number},
  {low, high}: {low: number; high: number}
): number {
  for (;;) {
    const x = mean + deviation * random.normal();
    if (x >= low && x <= high) return x;
  }
}
