import type {Split} from "./dataset.ts";

/**
 * The same pictures with a black border, as LeNet-5 takes digits: 28×28 made 32×32.
 *
 * @param border - width of the border on each of the four sides, in pixels
 * @throws RangeError if the border is no whole number of 0 or more
 *
 * @example
 * ```ts
 * datasets.pad(mnist.train, 2).images.shape; // [60000, 32, 32, 1]
 * ```
 */
export function pad({images, labels}: Split, border: number): Split {
  if (!Number.isInteger(border) || border < 0) {
    throw new RangeError(`pad: border is a whole number of pixels, 0 or more, but got ${border}`);
  }
  const [n, height, width, channels] = images.shape;
  const row = width * channels;
  const wide = (width + 2 * border) * channels;
  const tall = height + 2 * border;
  const data = new Uint8Array(n * tall * wide);
  for (let k = 0; k < n; ++k) {
    for (let i = 0; i < height; ++i) {
      const start = (k * height + i) * row;
      const line = images.data.subarray(start, start + row);
      data.set(line, (k * tall + i + border) * wide + border * channels);
    }
  }
  return {images: {shape: [n, tall, width + 2 * border, channels], data}, labels};
}
