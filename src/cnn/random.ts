/** A source of random numbers that gives the same ones for the same seed. */
export interface Random {
  /** The next number, uniform in [0, 1). */
  uniform(): number;
  /** The next number of the standard normal distribution. */
  normal(): number;
  /** The next whole number, uniform in [0, limit). */
  integer(limit: number): number;
  /** The numbers 0 to n − 1 in random order. */
  permutation(n: number): Uint32Array;
}

/**
 * Makes a seeded source of random numbers: `sfc32`, 128 bits of state.
 *
 * @param seed - any number; equal seeds give equal numbers, on every machine
 * @see Doty-Humphrey (2010), PractRand: the sfc generators
 *
 * @example
 * ```ts
 * random(1).uniform() === random(1).uniform(); // true
 * ```
 */
export function random(seed: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; ++i) next(); // so that near seeds part
  const uniform = (): number => next() / 2 ** 32;
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (limit) => Math.floor(uniform() * limit),
    permutation: (n) => {
      const order = Uint32Array.from({length: n}, (_, i) => i);
      for (let i = n - 1; i > 0; --i) {
        const j = Math.floor(uniform() * (i + 1));
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    }
  };
}
