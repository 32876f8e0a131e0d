// One seed gives every random number of a training, each from a stream of its own: the order of the
// examples in epoch 7 depends on the seed and on 7, not on what was drawn before. So a training
// that goes on from a checkpoint needs no state of a random source, only the numbers of epoch and step.

const streams = ["split", "order", "noise", "augmentation"] as const;

/**
 * The seed of one stream at one place in a training.
 *
 * @param seed - whole number, 0 to 2³² − 1
 * @param index - number of the epoch or step, from 0
 */
export function streamSeed(seed: number, stream: (typeof streams)[number], index: number): number {
  const place = (index * streams.length + streams.indexOf(stream) + 1) % 2 ** 20;
  return seed + place * 2 ** 32; // exact: 52 bits
}

/** @throws RangeError if the seed is no whole number between 0 and 2³² − 1 */
export function checkSeed(caller: string, seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return;
  throw new RangeError(
    `${caller}: seed is a whole number from 0 to ${2 ** 32 - 1}, but got ${seed}`
  );
}
