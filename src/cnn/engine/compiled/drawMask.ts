import {fillUniform} from "../../alea.ts";

/**
 * The mask that TensorFlow.js's dropout draws by a seed: 0, or what a kept value is multiplied by.
 *
 *     mask = ⌊u + keep⌋ / keep,   keep = 1 − rate,   u uniform in [0, 1)
 *
 * The same bits, in one loop instead of a call for each number.
 *
 * @param shape - of what is masked
 * @param rate - share that is dropped, in [0, 1)
 * @param seed - without one, TensorFlow.js takes it from `Math.random`
 */
export function drawMask(
  shape: readonly number[],
  rate: number,
  seed: number = Math.random()
): Float32Array {
  const mask = new Float32Array(shape.reduce((size, length) => size * length, 1));
  if (rate === 0) return mask.fill(1);
  const keep = Math.fround(1 - rate);
  fillUniform(mask, seed, 0, 1);
  for (let k = 0; k < mask.length; ++k) {
    mask[k] = Math.floor(Math.fround(mask[k] + keep)) / keep;
  }
  return mask;
}
