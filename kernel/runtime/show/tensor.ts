import type {MimeBundle} from "../../mimeBundle.ts";
import {escapeHtml} from "./html.ts";
import {summarise, type Summary, summaryText} from "./numericArray.ts";
import {encodePng} from "./png.ts";

/** A tensor of TensorFlow.js, as far as showing it needs. */
export interface Tensor {
  shape: number[];
  dtype: string;
  isDisposed: boolean;
  dataSync(): ArrayLike<number>;
  toString(verbose?: boolean): string;
}

/** A picture smaller than this is a matrix, larger than this too large for a notebook. */
const smallestSide = 8;
const largestSide = 1024;
/** Small pictures are enlarged to about this, in whole pixels. */
const shownSide = 224;

export function isTensor(value: unknown): value is Tensor {
  if (value === null || typeof value !== "object") return false;
  const {shape, dtype, dataSync, isDisposed} = value as Partial<Tensor>;
  return (
    Array.isArray(shape) &&
    typeof dtype === "string" &&
    typeof dataSync === "function" &&
    typeof isDisposed === "boolean"
  );
}

/** Shape, type and range in words, the values as text, and a picture where it looks like one. */
export function tensorBundle(tensor: Tensor): MimeBundle {
  const title = `Tensor ${tensor.dtype} [${tensor.shape.join(", ")}]`;
  if (tensor.isDisposed) return {"text/plain": `${title}, disposed`};
  if (tensor.dtype === "string" || tensor.dtype === "complex64") {
    return {"text/plain": `${title}\n${tensor.toString()}`};
  }
  const values = tensor.dataSync();
  if (values.length === 0) return {"text/plain": `${title}, empty`};
  const summary = summarise(values);
  const words = `${title}: ${summaryText(summary)}`;
  const png = pictureOf(tensor, values, summary);
  // The class's own text: the dimensions are in the title already.
  const text = `${words}\n${tensor.toString().replace(/^Tensor\n/, "")}`;
  if (!png) return {"text/plain": text};
  const {width, height, file} = png;
  const scale = Math.max(1, Math.floor(shownSide / Math.max(width, height)));
  const html =
    `<figure style="margin:0"><img alt="${escapeHtml(words)}" width="${width * scale}" ` +
    `height="${height * scale}" style="image-rendering:pixelated" ` +
    `src="data:image/png;base64,${file}"><figcaption>${escapeHtml(words)}</figcaption></figure>`;
  return {"text/html": html, "image/png": file, "text/plain": text};
}

function pictureOf(
  {shape, dtype}: Tensor,
  values: ArrayLike<number>,
  {min, max}: Summary
): {width: number; height: number; file: string} | undefined {
  // A batch of one image is that image.
  const [height = 0, width = 0, channels = 1, ...rest] =
    shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  const isPicture =
    (shape.length === 2 || shape.length === 3 || (shape.length === 4 && shape[0] === 1)) &&
    rest.length === 0 &&
    [height, width].every((side) => side >= smallestSide && side <= largestSide) &&
    [1, 3, 4].includes(channels);
  if (!isPicture || !Number.isFinite(min) || !Number.isFinite(max)) return undefined;
  // Pixels are 0 to 255 as integers and 0 to 1 otherwise; other ranges are stretched.
  const isBytes = dtype === "int32" && min >= 0 && max <= 255;
  const isUnit = dtype !== "int32" && min >= 0 && max <= 1;
  const [low, high] = isBytes ? [0, 255] : isUnit ? [0, 1] : [min, max];
  const scale = high > low ? 255 / (high - low) : 0;
  const pixels = Uint8Array.from(values, (value) => Math.round((value - low) * scale));
  const file = encodePng(pixels, {width, height, channels}).toString("base64");
  return {width, height, file};
}
