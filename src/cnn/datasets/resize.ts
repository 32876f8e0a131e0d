import type {Split} from "./dataset.ts";

/**
 * The same pictures in another size, each pixel the weighted mean of the up to four around its place
 * (bilinear).
 *
 * Places are those of the pixels' middles, so that a picture is neither shifted nor cropped. Made for
 * larger pictures: much smaller ones leave pixels out.
 *
 *     y[i, j] = x at ((i + ½) · height / newHeight − ½, (j + ½) · width / newWidth − ½)
 *
 * @param size - new height and width in pixels, or one number for both
 * @throws RangeError if a size is no whole number of 1 or more
 *
 * @example
 * ```ts
 * datasets.resize(cifar.test, 96).images.shape; // [10000, 96, 96, 3]
 * ```
 */
export function resize(
  {images, labels}: Split,
  size: number | readonly [height: number, width: number]
): Split {
  const [newHeight, newWidth] = typeof size === "number" ? [size, size] : size;
  for (const length of [newHeight, newWidth]) {
    if (Number.isInteger(length) && length >= 1) continue;
    throw new RangeError(`resize: size is a whole number of pixels from 1 up, but got ${length}`);
  }
  const [n, height, width, channels] = images.shape;
  const rows = places(height, newHeight);
  const columns = places(width, newWidth);
  const result = new Uint8Array(n * newHeight * newWidth * channels);
  let at = 0;
  for (let k = 0; k < n; ++k) {
    for (const row of rows) {
      const upper = (k * height + row.before) * width;
      const lower = (k * height + row.after) * width;
      for (const {before, after, share} of columns) {
        for (let c = 0; c < channels; ++c) {
          const value = (line: number, column: number): number =>
            images.data[(line + column) * channels + c];
          const top = value(upper, before) * (1 - share) + value(upper, after) * share;
          const bottom = value(lower, before) * (1 - share) + value(lower, after) * share;
          result[at++] = Math.round(top * (1 - row.share) + bottom * row.share);
        }
      }
    }
  }
  return {images: {shape: [n, newHeight, newWidth, channels], data: result}, labels};
}

/** For each new pixel along an axis the two old ones around its place, and the share of the second. */
function places(
  length: number,
  newLength: number
): {before: number; after: number; share: number}[] {
  return Array.from({length: newLength}, (_, i) => {
    const place = Math.min(length - 1, Math.max(0, ((i + 0.5) * length) / newLength - 0.5));
    const before = Math.floor(place);
    return {before, after: Math.min(length - 1, before + 1), share: place - before};
  });
}
