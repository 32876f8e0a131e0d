// Depthwise convolution over images in channels-last order, four channels at a time: each channel has a
// filter of its own, so that nothing is summed over channels.
import {lanesOf, loadLanes, storeLanes} from "./lanes";

/** Output rows start to end (counted over all images); `bias` is 0 where there is none. */
export function depthwiseConvolve(
  start: i32,
  end: i32,
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  let to = y + <usize>start * outWidth * pixel;
  for (let r = start; r < end; ++r) {
    const n = r / outHeight;
    const row = (r - n * outHeight) * strideHeight - top;
    const image = x + <usize>n * height * line;
    for (let j = 0; j < outWidth; ++j, to += pixel) {
      const column = j * strideWidth - left;
      for (let c = 0, lanes = 0; c < channels; c += lanes) {
        lanes = lanesOf(channels - c);
        const offset = (<usize>c) << 2;
        let sum = bias ? loadLanes(bias + offset, lanes) : f32x4.splat(0);
        let tap = kernel + offset;
        for (let a = 0; a < filterHeight; ++a) {
          const i = row + a * dilationHeight;
          if (i < 0 || i >= height) {
            tap += <usize>filterWidth * pixel;
            continue;
          }
          const from = image + <usize>i * line + offset;
          for (let b = 0; b < filterWidth; ++b, tap += pixel) {
            const k = column + b * dilationWidth;
            if (k < 0 || k >= width) continue;
            const value = loadLanes(from + <usize>k * pixel, lanes);
            sum = f32x4.add(sum, f32x4.mul(value, loadLanes(tap, lanes)));
          }
        }
        storeLanes(to + offset, sum, lanes);
      }
    }
  }
}
