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
    const write = {nearest: writeNearest, bilinear: writeBilinear}[interpolation];
    const [mapX, mapY] = [inside(fillMode, width), inside(fillMode, height)];
    const size = height * width * channels;
    for (let n = 0, to = 0; n < batch; ++n) {
      const image = pixels.subarray(n * size, (n + 1) * size);
      const at = transforms.shape[0] === 1 ? 0 : n * 8;
      const [a, b, c, d, e, f, g, h] = matrices.subarray(at, at + 8);
      for (let i = 0; i < outHeight; ++i) {
        for (let j = 0; j < outWidth; ++j, to += channels) {
          const k = g * j + h * i + 1;
          if (k === 0) {
            out.fill(fillValue, to, to + channels); // infinitely far away
            continue;
          }
          const y = mapY((d * j + e * i + f) / k);
          const x = mapX((a * j + b * i + c) / k);
          write(image, height, width, channels, y, x, fillValue, out, to);
        }
      }
    }
    return backend.makeTensorInfo(shape, image.dtype, out);
  });
}

// Eight numbers and not an object of them: these run once for every pixel.

/** Writes the channels of the pixel that lies nearest to a place. */
function writeNearest(
  image: TypedArray,
  height: number,
  width: number,
  channels: number,
  y: number,
  x: number,
  fillValue: number,
  out: TypedArray,
  to: number
): void {
  const row = Math.round(y);
  const column = Math.round(x);
  const lies = row >= 0 && row < height && column >= 0 && column < width;
  const from = (row * width + column) * channels;
  for (let c = 0; c < channels; ++c) out[to + c] = lies ? image[from + c] : fillValue;
}

/** Writes the mean of the four pixels around a place, the nearer the more. */
function writeBilinear(
  image: TypedArray,
  height: number,
  width: number,
  channels: number,
  y: number,
  x: number,
  fillValue: number,
  out: TypedArray,
  to: number
): void {
  const row = Math.floor(y);
  const column = Math.floor(x);
  const down = y - row;
  const right = x - column;
  const from = (row * width + column) * channels;
  const below = from + width * channels;
  const hasTop = row >= 0 && row < height;
  const hasBottom = row >= -1 && row < height - 1;
  const hasLeft = column >= 0 && column < width;
  const hasRight = column >= -1 && column < width - 1;
  if (hasTop && hasBottom && hasLeft && hasRight) {
    for (let c = 0; c < channels; ++c) {
      const top = image[from + c] * (1 - right) + image[from + channels + c] * right;
      const bottom = image[below + c] * (1 - right) + image[below + channels + c] * right;
      out[to + c] = top * (1 - down) + bottom * down;
    }
    return;
  }
  for (let c = 0; c < channels; ++c) {
    const topLeft = hasTop && hasLeft ? image[from + c] : fillValue;
    const topRight = hasTop && hasRight ? image[from + channels + c] : fillValue;
    const bottomLeft = hasBottom && hasLeft ? image[below + c] : fillValue;
    const bottomRight = hasBottom && hasRight ? image[below + channels + c] : fillValue;
    const top = topLeft * (1 - right) + topRight * right;
    const bottom = bottomLeft * (1 - right) + bottomRight * right;
    out[to + c] = top * (1 - down) + bottom * down;
  }
}

/**
 * How a place outside an axis of some pixels is brought inside: not at all, so that it is filled; by
 * mirrors at the border (dcba|abcd|dcba); by repetition (abcd|abcd|abcd); to the border.
 */
function inside(mode: FillMode, length: number): (place: number) => number {
  const last = length - 1;
  const clamp = (place: number): number => (place < 0 ? 0 : place > last ? last : place);
  if (mode === "constant") return (place) => place;
  if (mode === "nearest" || last === 0) return clamp;
  if (mode === "wrap") {
    // Between the last pixel and the first of the next picture lies the last, not a mean of both.
    return (place) => clamp(place - length * Math.floor(place / length));
  }
  const period = 2 * length;
  return (place) => {
    if (place >= 0 && place <= last) return place;
    const along = place - period * Math.floor(place / period);
    return clamp(along < length ? along : period - 1 - along);
  };
}
