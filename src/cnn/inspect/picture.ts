import type {LayersModel, Tensor} from "@tensorflow/tfjs";
import type {Images} from "../datasets/dataset.ts";
import {hasShapeAndData, kindOf, type NDArray} from "../ndarray.ts";
import {tf} from "../tensorflow.ts";

/** A picture as a model is given it, `[height, width, channels]`; bytes are taken as brightness, divided by 255. */
export type Picture = NDArray | {readonly shape: readonly number[]; readonly data: Uint8Array};

/**
 * Reads one picture for a model.
 *
 * @returns values, `[height, width, channels]`
 * @throws TypeError if it is no array
 * @throws RangeError if the model has another number of inputs, or is given another shape
 */
export function toPicture(caller: string, model: LayersModel, image: Picture): NDArray {
  const expected = pictureShape(caller, model);
  if (!hasShapeAndData(image)) {
    throw new TypeError(`${caller}: image is an NDArray, but got ${kindOf(image)}`);
  }
  const shape =
    image.shape.length === 4 && image.shape[0] === 1 ? image.shape.slice(1) : image.shape;
  const fits = shape.length === 3 && expected.every((n, axis) => n === null || n === shape[axis]);
  if (!fits) {
    throw new RangeError(
      `${caller}: the model expects an image of shape [${expected.map(String)}], but got [${image.shape}]`
    );
  }
  const scale = image.data instanceof Uint8Array ? 1 / 255 : 1;
  return {shape: [...shape], data: Float32Array.from(image.data, (value) => value * scale)};
}

/** The shape of the pictures that a model takes; null along an axis of any length. */
export function pictureShape(caller: string, model: LayersModel): readonly (number | null)[] {
  const {inputs = []} = model as Partial<LayersModel>;
  if (inputs.length !== 1 || inputs[0].shape.length !== 4) {
    const shapes = inputs.map(({shape}) => `[${shape.map(String)}]`).join(", ");
    throw new RangeError(
      `${caller}: a model of one picture [null,height,width,channels] is expected, but ` +
        `${model.name} takes ${shapes || "nothing known yet"}`
    );
  }
  return inputs[0].shape.slice(1);
}

/** Picture number n of many, `[n, height, width, channels]`. */
export function pictureOf({shape, data}: NDArray | Images, n: number): Picture {
  const [, ...size] = shape;
  const length = size.reduce((product, axis) => product * axis, 1);
  return {shape: size, data: data.subarray(n * length, (n + 1) * length) as Uint8Array};
}

/** A picture as a batch of one; the caller disposes it. */
export const batchOf = ({shape, data}: NDArray): Tensor =>
  tf.tensor(Float32Array.from(data), [1, ...shape], "float32");
