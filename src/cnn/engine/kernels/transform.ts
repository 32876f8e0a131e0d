import type {TypedArray} from "@tensorflow/tfjs";
import {sizeOf} from "../../ndarray.ts";
import {register} from "../backend.ts";

interface TransformAttributes {
  interpolation: "nearest" | "bilinear";
  fillMode: FillMode;
  fillValue: number;
  outputShape?: [height: number, width: number];
}

type FillMode = "constant" | "reflect" | "wrap" | "nearest";

/**
 * Registers `tf.image.transform`, which looks up each pixel of its output at another place of its input:
 *
 *     y[i, j] = x at row (d·j + e·i + f) / k, column (a·j + b·i + c) / k,   k = g·j + h·i + 1
 *
 * The CPU backend's own, in TensorFlow.js 4.22, is not taken over: it returns after the first image of a
 * batch and leaves the others empty, and it works out the place anew for every channel.
 *
 * @param backendName - one of our backends, or `"cpu"`
 * @see https://www.tensorflow.org/api_docs/cc/class/tensorflow/ops/image-projective-transform-v3
 */
export function registerTransform(backendName: string): void {
  register(backendName, "Transform", ({inputs, attrs, backend}) => {
    const {image, transforms} = inputs;
    const {interpolation, fillMode, fillValue, outputShape} =
      attrs as unknown as TransformAttributes;
    const [batch, height, width, channels] = image.shape;
    const [outHeight, outWidth] = outputShape ?? [height, width];
    const shape = [batch, outHeight, outWidth, channels];
    const pixels = backend.readSync(image.dataId) as TypedArray;
    const matrices = backend.readSync(transforms.dataId) as Float32Array;
    const out = new (pixels.constructor as Float32ArrayConstructor)(sizeOf(shape));
    const lookUp = {nearest: lookUpNearest, bilinear: lookUpBetween}[interpolation];
    const row: Row = {
      ...{height, width, channels, fillValue, out, to: 0},
      image: pixels,
      ys: new Float64Array(outWidth),
      xs: new Float64Array(outWidth)
    };
    const size = height * width * channels;
    for (let n = 0; n < batch; ++n) {
      row.image = pixels.subarray(n * size, (n + 1) * size);
      const at = transforms.shape[0] === 1 ? 0 : n * 8;
      const map = matrices.subarray(at, at + 8);
      for (let i = 0; i < outHeight; ++i, row.to += outWidth * channels) {
        findPlaces(row, map, i);
        bringInside(row.ys, height, fillMode);
        bringInside(row.xs, width, fillMode);
        lookUp(row);
      }
    }
    return backend.makeTensorInfo(shape, image.dtype, out);
  });
}

/** A row of the output, and where its pixels are looked up. Row by row, no number is boxed for a call. */
interface Row {
  /** The pixels of the input image. */
  image: TypedArray;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly fillValue: number;
  /** For each pixel of the row the place in the image, in rows and columns. */
  readonly ys: Float64Array;
  readonly xs: Float64Array;
  readonly out: TypedArray;
  /** Where the row begins in the output. */
  to: number;
}

function findPlaces({ys, xs}: Row, map: Float32Array, i: number): void {
  const [a, b, c, d, e, f, g, h] = map;
  for (let j = 0; j < xs.length; ++j) {
    const k = g * j + h * i + 1; // at 0 the place is infinitely far away, and filled
    xs[j] = k === 0 ? NaN : (a * j + b * i + c) / k;
    ys[j] = k === 0 ? NaN : (d * j + e * i + f) / k;
  }
}

/** Writes for each place the pixel that lies nearest. */
function lookUpNearest({image, height, width, channels, fillValue, ys, xs, out, to}: Row): void {
  for (let j = 0; j < xs.length; ++j, to += channels) {
    const row = Math.round(ys[j]);
    const column = Math.round(xs[j]);
    const lies = row >= 0 && row < height && column >= 0 && column < width;
    const from = (row * width + column) * channels;
    for (let c = 0; c < channels; ++c) out[to + c] = lies ? image[from + c] : fillValue;
  }
}

/** Writes for each place the mean of the four pixels around it, the nearer the more. */
function lookUpBetween({image, height, width, channels, fillValue, ys, xs, out, to}: Row): void {
  for (let j = 0; j < xs.length; ++j, to += channels) {
    const row = Math.floor(ys[j]);
    const column = Math.floor(xs[j]);
    const down = ys[j] - row;
    const right = xs[j] - column;
    if (row >= 0 && row < height - 1 && column >= 0 && column < width - 1) {
      const from = (row * width + column) * channels;
      const below = from + width * channels;
      for (let c = 0; c < channels; ++c) {
        const top = image[from + c] * (1 - right) + image[from + channels + c] * right;
        const bottom = image[below + c] * (1 - right) + image[below + channels + c] * right;
        out[to + c] = top * (1 - down) + bottom * down;
      }
      continue;
    }
    if (Number.isNaN(down + right)) {
      out.fill(fillValue, to, to + channels);
      continue;
    }
    for (let c = 0; c < channels; ++c) {
      let sum = 0;
      for (let corner = 0; corner < 4; ++corner) {
        const y = row + (corner >> 1);
        const x = column + (corner & 1);
        const lies = y >= 0 && y < height && x >= 0 && x < width;
        const value = lies ? image[(y * width + x) * channels + c] : fillValue;
        sum += value * (corner >> 1 ? down : 1 - down) * (corner & 1 ? right : 1 - right);
      }
      out[to + c] = sum;
    }
  }
}

/**
 * Brings places outside an axis of some pixels inside: not at all, so that they are filled; by mirrors at
 * the border (dcba|abcd|dcba); by repetition (abcd|abcd|abcd); to the border.
 */
function bringInside(places: Float64Array, length: number, mode: FillMode): void {
  if (mode === "constant") return;
  const last = length - 1;
  for (let j = 0; j < places.length; ++j) {
    let place = places[j];
    if (place >= 0 && place <= last) continue;
    if (mode === "reflect") {
      place -= 2 * length * Math.floor(place / (2 * length));
      if (place >= length) place = 2 * length - 1 - place;
    } else if (mode === "wrap" && last > 0) {
      // As TensorFlow has it, whose own tests ask for it: it counts pictures in steps of one pixel less
      // than they are long, so that further out the border is repeated now and then.
      place +=
        place < 0 ? length * (Math.trunc(-place / last) + 1) : -length * Math.trunc(place / last);
    }
    places[j] = place < 0 ? 0 : place > last ? last : place;
  }
}
