import {sizeOf} from "../../ndarray.ts";
import {register} from "../backend.ts";

interface ResizeOptions {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/**
 * Registers the gradient of resizing by the nearest pixel, which upsampling layers train by: each
 * pixel of the input gets the sum of the gradients of its copies.
 *
 * The CPU backend's own, in TensorFlow.js 4.22, is not taken over: for every image of a batch after the
 * first it reads the gradients of other pixels, and it takes no notice of `halfPixelCenters`.
 */
export function registerResize(backendName: string): void {
  register(backendName, "ResizeNearestNeighborGrad", ({inputs, attrs, backend}) => {
    const {images, dy} = inputs;
    const [batch, height, width, channels] = images.shape;
    const [, outHeight, outWidth] = dy.shape;
    const options = attrs as unknown as ResizeOptions;
    const rows = sources(height, outHeight, options);
    const columns = sources(width, outWidth, options);
    const dOutputBlock = backend.block(dy);
    const dInputBlock = backend.heap.allocate(sizeOf(images.shape));
    const dOutput = dOutputBlock.floats;
    const dInput = dInputBlock.floats.fill(0);
    let from = 0;
    for (let n = 0; n < batch; ++n) {
      for (const row of rows) {
        for (const column of columns) {
          const to = ((n * height + row) * width + column) * channels;
          for (let c = 0; c < channels; ++c) dInput[to + c] += dOutput[from++];
        }
      }
    }
    return backend.tensor(images.shape, dInputBlock);
  });
}

/** For each place along an axis of the output, the place of the input that it is a copy of. */
function sources(
  length: number,
  outLength: number,
  {alignCorners, halfPixelCenters}: ResizeOptions
): number[] {
  const aligned = alignCorners && outLength > 1;
  const ratio = aligned ? (length - 1) / (outLength - 1) : length / outLength;
  return Array.from({length: outLength}, (_, i) => {
    const place = ratio * (halfPixelCenters ? i + 0.5 : i);
    return Math.min(length - 1, alignCorners ? Math.round(place) : Math.floor(place));
  });
}
