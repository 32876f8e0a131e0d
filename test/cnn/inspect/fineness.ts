import type {NDArray} from "../../../src/cnn/ndarray.ts";

/** How much of a picture's variation is between neighbours: mean square of their difference by twice the variance; 1 for noise. */
export function fineness({shape: [height, width, channels], data}: NDArray): number {
  let [steps, count] = [0, 0];
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  data.forEach((value, k) => {
    sums[k % channels] += value;
    squares[k % channels] += value * value;
    const column = Math.floor(k / channels) % width;
    if (column + 1 === width) return;
    steps += (data[k + channels] - value) ** 2;
    ++count;
  });
  const pixels = height * width;
  const variance = squares.reduce((sum, v, c) => sum + v / pixels - (sums[c] / pixels) ** 2, 0);
  return steps / count / ((2 * variance) / channels);
}
