// How much better a picture is made twice as large by `superResolve` than by bicubic interpolation.
import {applications, bicubic, type NDArray} from "@convnotes/cnn";
import {luma} from "../../../src/cnn/applications/detailNetwork.ts";

/** How much a signal is stronger than what is wrong in it, in decibels. */
function psnr({data: a}: NDArray, {data: b}: NDArray): number {
  const squares = Array.from(a).reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.length));
}

/** Whole numbers, as an image file has them. */
const rounded = ({shape, data}: NDArray): NDArray => ({
  shape,
  data: Float32Array.from(data, Math.round)
});

/** Decibels of both ways, for the three colours and for the lightness alone. */
export interface Decibels {
  readonly rgb: readonly [bicubic: number, network: number];
  readonly luma: readonly [bicubic: number, network: number];
}

/**
 * Halves a photo, has it doubled again in both ways, and compares both with the photo, every pixel to the
 * edge. An odd row or column at its end is left out.
 */
export async function againstBicubic({shape, data}: NDArray): Promise<Decibels> {
  const [height, width] = shape.map((length) => length - (length % 2));
  const photo: NDArray = {shape: [height, width, 3], data: new Float32Array(height * width * 3)};
  for (let i = 0; i < height; ++i) {
    const from = i * shape[1] * 3;
    photo.data.set(data.subarray(from, from + width * 3), i * width * 3);
  }
  const half = rounded(bicubic(photo, [height / 2, width / 2]));
  const before = rounded(bicubic(half, [height, width]));
  const after = rounded(await applications.superResolve(half, 2));
  return {
    rgb: [psnr(before, photo), psnr(after, photo)],
    luma: [psnr(luma(before), luma(photo)), psnr(luma(after), luma(photo))]
  };
}
