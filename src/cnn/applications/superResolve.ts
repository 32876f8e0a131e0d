import {join} from "node:path";
import {fetchAsset} from "../assets/fetchAsset.ts";
import type {NDArray} from "../ndarray.ts";
import {predict} from "../training/predict.ts";
import {loadLayersModel} from "../weights/loadLayersModel.ts";
import {once, type WeightsOptions} from "./once.ts";
import {type ColourPicture, openPicture, type PictureSource} from "./picture.ts";

/** Height and width of the pieces that a picture is made larger in, in pixels. */
const piece = 96;
/** What the network sees around a piece, in pixels: its convolutions reach no further. */
const margin = 12;
const side = piece + 2 * margin;
/** Pixels that a picture may have: twice as high and as wide, it takes 200 MB as numbers. */
const mostPixels = 4e6;

/**
 * Makes a picture twice as high and twice as wide, and draws the details that interpolation leaves soft.
 *
 * The network, a small residual dense one, has learnt from many photos which sharp edges a small picture
 * stands for. Large pictures go through it in pieces, with as much of their surroundings as it sees. Its
 * weights (1 MB) are fetched when first asked for.
 *
 * @param image - picture, or image file, of at most 4 million pixels
 * @param factor - 2
 * @returns `[2 · height, 2 · width, 3]`, brightness 0 to 255
 * @throws RangeError if it is no picture or too large, the file is missing or broken, or the factor is not 2
 * @throws Error if the weights cannot be fetched; says what to do
 * @see Zhang, Tian, Kong, Zhong & Fu (2018), Residual dense network for image super-resolution
 *
 * @example
 * ```ts
 * const large = await applications.superResolve("stamp.png", 2);
 * await writeImage("large.png", large);
 * ```
 */
export async function superResolve(
  image: PictureSource,
  factor: 2 = 2,
  options: WeightsOptions = {}
): Promise<NDArray> {
  if (Number(factor) !== 2) throw new RangeError(`superResolve: factor is 2, but got ${factor}`);
  const picture = await openPicture(image, "superResolve");
  const {height, width} = picture;
  if (height * width > mostPixels) {
    throw new RangeError(
      `superResolve: a picture has at most ${mostPixels / 1e6} million pixels, but this one has ` +
        `${height}×${width}`
    );
  }
  const model = await once("super-resolution", options, async () =>
    loadLayersModel(
      "superResolve",
      join(await fetchAsset("super-resolution", options), "model.json"),
      {inputShape: [side, side, 3]}
    )
  );
  const result: NDArray = {
    shape: [2 * height, 2 * width, 3],
    data: new Float32Array(12 * height * width)
  };
  for (let top = 0; top < height; top += piece) {
    for (let left = 0; left < width; left += piece) {
      const output = await predict(model, cutPiece(picture, top, left));
      putPiece(output, result, top, left);
    }
  }
  return result;
}

/** A piece with its surroundings, brightness 0 to 1; beyond the picture, its edge goes on. */
function cutPiece({height, width, data}: ColourPicture, top: number, left: number): NDArray {
  const result = new Float32Array(side * side * 3);
  const inside = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));
  for (let i = 0, at = 0; i < side; ++i) {
    const row = inside(top - margin + i, height) * width;
    for (let j = 0; j < side; ++j) {
      const from = (row + inside(left - margin + j, width)) * 3;
      for (let c = 0; c < 3; ++c) result[at++] = data[from + c] / 255;
    }
  }
  return {shape: [1, side, side, 3], data: result};
}

/** Takes what became of the piece itself. */
function putPiece(output: NDArray, result: NDArray, top: number, left: number): void {
  const [height, width] = result.shape;
  const [, , across] = output.shape;
  for (let i = 0; i < 2 * piece && 2 * top + i < height; ++i) {
    for (let j = 0; j < 2 * piece && 2 * left + j < width; ++j) {
      const from = ((i + 2 * margin) * across + j + 2 * margin) * 3;
      const to = ((2 * top + i) * width + 2 * left + j) * 3;
      for (let c = 0; c < 3; ++c) {
        result.data[to + c] = Math.min(255, Math.max(0, output.data[from + c] * 255));
      }
    }
  }
}
