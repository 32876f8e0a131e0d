import type {LayersModel} from "@tensorflow/tfjs";
import {bilinear} from "../image/bilinear.ts";
import type {NDArray} from "../ndarray.ts";
import {predict} from "../training/predict.ts";
import {openPicture, type PictureSource} from "./picture.ts";

/**
 * How likely each pixel of a picture belongs to the thing in it, by a network that learned so.
 *
 * The network sees a copy of the size that it learned with; its answer is enlarged to the picture's.
 *
 * @param model - from pictures `[n, height, width, 3]`, 0 to 1, to probabilities `[n, height, width, 1]`
 * @param image - picture, `[height, width, 1 or 3]`, brightness 0 to 255, or the path or content of an image
 *   file
 * @returns `[height, width]`, 0 to 1
 * @throws RangeError if it is no picture
 *
 * @example
 * ```ts
 * plot.overlay(photo, await applications.segment(model, photo), {as: "mask"});
 * ```
 */
export async function segment(model: LayersModel, image: PictureSource): Promise<NDArray> {
  const {height, width, data} = await openPicture(image, "segment");
  const [, side, across] = model.inputs[0].shape.map(Number);
  const small = bilinear({shape: [height, width, 3], data}, [side, across]);
  const answer = await predict(model, {
    shape: [1, side, across, 3],
    data: small.data.map((value) => value / 255)
  });
  return bilinear({shape: [side, across], data: answer.data}, [height, width]);
}

/**
 * How well masks agree with the right ones: for each picture the pixels that both have, as a share of those
 * that either has. A pixel is in a mask from ½ on.
 *
 *     IoU = |truth ∩ answer| / |truth ∪ answer|, 1 where both are empty
 *
 * @param truth - `[n, height, width, 1]`
 * @param answer - as many numbers
 * @returns one number a picture
 * @throws RangeError if the two are not as large
 *
 * @example
 * ```ts
 * maskAgreement(ndarray([1, 1, 3, 1], [1, 1, 0]), ndarray([1, 1, 3, 1], [0, 0.9, 0.6])); // [0.333…]
 * ```
 */
export function maskAgreement(truth: NDArray, answer: NDArray): number[] {
  if (truth.data.length !== answer.data.length) {
    throw new RangeError(
      `maskAgreement: truth and answer are of one size, but got [${truth.shape}] and [${answer.shape}]`
    );
  }
  const [n] = truth.shape;
  const pixels = truth.data.length / n;
  return Array.from({length: n}, (_, k) => {
    let [both, either] = [0, 0];
    for (let p = k * pixels; p < (k + 1) * pixels; ++p) {
      const [a, b] = [truth.data[p] >= 0.5, answer.data[p] >= 0.5];
      both += Number(a && b);
      either += Number(a || b);
    }
    return either === 0 ? 1 : both / either;
  });
}
