import type {NDArray} from "../ndarray.ts";
import {dtypeOf, zeros} from "../ndarray.ts";
import type {Images} from "./shapes.ts";
import {checkShape, imagesOf} from "./shapes.ts";

/** Pixels of padding: on every side, or `[[above, below], [left, right]]`. */
export type Border = number | readonly [readonly [number, number], readonly [number, number]];

/**
 * Lays a border of zeros around an image.
 *
 * @param x - image, `[height, width, channels]`, or a batch, `[n, height, width, channels]`
 * @param border - pixels on every side, or `[[above, below], [left, right]]`
 * @returns the larger image or images
 * @throws RangeError if the border is no whole number of pixels
 *
 * @example
 * ```ts
 * zeroPad2d(ndarray([1, 1, 1], [7]), 1).data; // 0, 0, 0, 0, 7, 0, 0, 0, 0
 * ```
 */
export function zeroPad2d(x: NDArray, border: Border): NDArray {
  const {images, above, left, tall, wide} = layout("zeroPad2d", x, border);
  const y = zeros(images.shapeOf(tall, wide, images.channels), {dtype: dtypeOf(x)});
  eachRow(images, above, left, tall, wide, (inner, outer, length) => {
    y.data.set(x.data.subarray(inner, inner + length), outer);
  });
  return y;
}

/**
 * Gradient of `zeroPad2d`: the border is cut off again.
 *
 * @param dOutput - gradient of the loss by the padded image, of its shape
 * @param x - what `zeroPad2d` was given, and likewise the border
 *
 * @example
 * ```ts
 * const dOutput = ndarray([3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
 * zeroPad2dBackward(dOutput, ndarray([1, 1, 1], [7]), 1).dInput.data; // 5
 * ```
 */
export function zeroPad2dBackward(dOutput: NDArray, x: NDArray, border: Border): {dInput: NDArray} {
  const {images, above, left, tall, wide} = layout("zeroPad2dBackward", x, border);
  const outputShape = images.shapeOf(tall, wide, images.channels);
  checkShape("zeroPad2dBackward", "dOutput", dOutput, outputShape);
  const dInput = zeros(x.shape, {dtype: dtypeOf(x)});
  eachRow(images, above, left, tall, wide, (inner, outer, length) => {
    dInput.data.set(dOutput.data.subarray(outer, outer + length), inner);
  });
  return {dInput};
}

/** Where each row of pixels starts without and with its border. */
function eachRow(
  {n: examples, height, width, channels}: Images,
  above: number,
  left: number,
  tall: number,
  wide: number,
  visit: (inner: number, outer: number, length: number) => void
): void {
  for (let n = 0; n < examples; ++n) {
    for (let i = 0; i < height; ++i) {
      const inner = (n * height + i) * width * channels;
      const outer = ((n * tall + i + above) * wide + left) * channels;
      visit(inner, outer, width * channels);
    }
  }
}

function layout(
  caller: string,
  x: NDArray,
  border: Border
): {images: Images; above: number; left: number; tall: number; wide: number} {
  const images = imagesOf(caller, x);
  const sides =
    typeof border === "number"
      ? ([
          [border, border],
          [border, border]
        ] as const)
      : border;
  if (!sides.flat().every((n) => Number.isInteger(n) && n >= 0)) {
    throw new RangeError(
      `${caller}: border is a whole number of pixels from 0 up, or [[above, below], [left, right]], ` +
        `but got ${JSON.stringify(border)}`
    );
  }
  const [[above, below], [left, right]] = sides;
  const tall = images.height + above + below;
  const wide = images.width + left + right;
  return {images, above, left, tall, wide};
}
