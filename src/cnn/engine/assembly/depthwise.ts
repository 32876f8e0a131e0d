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
  const tapLine = <usize>filterWidth * pixel;
  // Steps from one tap to the next in the image.
  const down = <usize>dilationHeight * line,
    right = <usize>dilationWidth * pixel;
  let to = y + <usize>start * outWidth * pixel;
  for (let r = start; r < end; ++r) {
    const n = r / outHeight;
    const row = (r - n * outHeight) * strideHeight - top;
    const image = x + <usize>n * height * line;
    const firstA = firstInside(row, dilationHeight),
      lastA = min(filterHeight, endInside(row, dilationHeight, height));
    for (let j = 0; j < outWidth; ++j, to += pixel) {
      const column = j * strideWidth - left;
      const firstB = firstInside(column, dilationWidth),
        lastB = min(filterWidth, endInside(column, dilationWidth, width));
      const from =
        image +
        <usize>(row + firstA * dilationHeight) * line +
        <usize>(column + firstB * dilationWidth) * pixel;
      const taps = kernel + <usize>firstA * tapLine + <usize>firstB * pixel;
      let c = 0;
      for (; c + 8 <= channels; c += 8) {
        const offset = (<usize>c) << 2;
        let sum0 = bias ? v128.load(bias + offset) : f32x4.splat(0);
        let sum1 = bias ? v128.load(bias + offset, 16) : f32x4.splat(0);
        let imageLine = from + offset,
          tapsLine = taps + offset;
        for (let a = firstA; a < lastA; ++a, imageLine += down, tapsLine += tapLine) {
          let at = imageLine,
            tap = tapsLine;
          for (let b = firstB; b < lastB; ++b, at += right, tap += pixel) {
            sum0 = f32x4.add(sum0, f32x4.mul(v128.load(at), v128.load(tap)));
            sum1 = f32x4.add(sum1, f32x4.mul(v128.load(at, 16), v128.load(tap, 16)));
          }
        }
        v128.store(to + offset, sum0);
        v128.store(to + offset, sum1, 16);
      }
      for (let lanes = 0; c < channels; c += lanes) {
        lanes = lanesOf(channels - c);
        const offset = (<usize>c) << 2;
        let sum = bias ? loadLanes(bias + offset, lanes) : f32x4.splat(0);
        for (let a = firstA; a < lastA; ++a) {
          let at = from + <usize>(a - firstA) * down + offset,
            tap = taps + <usize>(a - firstA) * tapLine + offset;
          for (let b = firstB; b < lastB; ++b, at += right, tap += pixel) {
            sum = f32x4.add(sum, f32x4.mul(loadLanes(at, lanes), loadLanes(tap, lanes)));
          }
        }
        storeLanes(to + offset, sum, lanes);
      }
    }
  }
}

/** The first tap that is not before the image. */
function firstInside(place: i32, dilation: i32): i32 {
  return place >= 0 ? 0 : (dilation - 1 - place) / dilation;
}

/** The first tap beyond the image. */
function endInside(place: i32, dilation: i32, length: i32): i32 {
  return place >= length ? 0 : (length - place + dilation - 1) / dilation;
}
