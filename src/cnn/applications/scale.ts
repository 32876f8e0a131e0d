/**
 * Numbers in another size: the weighted mean of all that a new pixel covers, or, where the picture gets
 * larger, of the nearest (bilinear, with antialiasing).
 *
 * @param data - `[height, width, channels]`
 * @returns `[newHeight, newWidth, channels]`
 */
export function scale(
  data: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  [newHeight, newWidth]: readonly [number, number]
): Float32Array {
  const rows = spans(height, newHeight);
  const columns = spans(width, newWidth);
  const result = new Float32Array(newHeight * newWidth * channels);
  rows.forEach((row, i) =>
    columns.forEach((column, j) => {
      for (const [y, yShare] of row) {
        for (const [x, xShare] of column) {
          for (let c = 0; c < channels; ++c) {
            result[(i * newWidth + j) * channels + c] +=
              yShare * xShare * data[(y * width + x) * channels + c];
          }
        }
      }
    })
  );
  return result;
}

/** For each new pixel along an axis the old ones that it takes from, with their shares, which sum to 1. */
function spans(length: number, newLength: number): [at: number, share: number][][] {
  const step = length / newLength;
  return Array.from({length: newLength}, (_, i) => {
    const middle = (i + 0.5) * step - 0.5;
    // A tent as wide as a step, and never narrower than the distance of two old pixels.
    const reach = Math.max(1, step);
    const taken: [number, number][] = [];
    for (let k = Math.ceil(middle - reach); k <= Math.floor(middle + reach); ++k) {
      const share = 1 - Math.abs(k - middle) / reach;
      if (share > 0) taken.push([Math.min(length - 1, Math.max(0, k)), share]);
    }
    const sum = taken.reduce((total, [, share]) => total + share, 0);
    return taken.map(([k, share]) => [k, share / sum]);
  });
}
