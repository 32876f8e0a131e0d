import {kindOf, type NDArray} from "../ndarray.ts";
import type {Pixels} from "./decode.ts";

/**
 * The numbers of a loaded picture, or of a batch of them: the second of the five steps from a file to
 * its classes.
 *
 * @param img - what `loadImg` gave; a list of pictures of one size becomes a batch
 * @returns `[height, width, channels]`, of a list `[n, height, width, channels]`; brightness 0 to 255
 * @throws RangeError if a list is empty, or its pictures differ in size
 * @throws TypeError if it is no loaded picture
 *
 * @example
 * ```ts
 * const img = await loadImg("cat.jpg", {targetSize: [224, 224]});
 * imgToArray(img).shape; // [224, 224, 3]
 * imgToArray([img]).shape; // [1, 224, 224, 3], as a model takes it
 * ```
 */
export function imgToArray(img: Pixels | readonly Pixels[]): NDArray {
  const list = Array.isArray(img) ? (img as readonly Pixels[]) : [img as Pixels];
  if (list.length === 0) {
    throw new RangeError("imgToArray: a batch has at least one picture, but got none");
  }
  const shapes = list.map((one) => {
    if (!ArrayBuffer.isView((one as Partial<Pixels> | undefined)?.data)) {
      throw new TypeError(`imgToArray: a picture of loadImg is expected, but got ${kindOf(one)}`);
    }
    return [one.height, one.width, one.channels];
  });
  const [first] = shapes;
  const other = shapes.find((shape) => String(shape) !== String(first));
  if (other) {
    throw new RangeError(
      `imgToArray: all pictures of a batch have one size, but got [${first}] and [${other}]`
    );
  }
  const size = list[0].data.length;
  const data = new Float32Array(list.length * size);
  list.forEach((one, n) => data.set(one.data, n * size));
  return {shape: Array.isArray(img) ? [list.length, ...first] : first, data};
}
