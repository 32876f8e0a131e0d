// Pooling over images in channels-last order, four channels at a time. A maximum starts at minus
// infinity and gives way only to what is greater, so that the first of equal values wins, windows of
// negative values work, and NaN is passed over: as in TensorFlow.js's own kernels.
import {lanesOf, loadLanes, storeLanes} from "./lanes";

/** Output rows start to end (counted over all images) of max pooling. */
export function maxPool(
  start: i32,
  end: i32,
  x: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  const lowest = f32x4.splat(-Infinity);
  let to = y + <usize>start * outWidth * pixel;
  for (let r = start; r < end; ++r) {
    const n = r / outHeight;
    const row = (r - n * outHeight) * strideHeight - top;
    const image = x + <usize>n * height * line;
    const firstRow = max(row, 0),
      lastRow = min(row + poolHeight, height);
    for (let j = 0; j < outWidth; ++j, to += pixel) {
      const column = j * strideWidth - left;
      const firstColumn = max(column, 0),
        lastColumn = min(column + poolWidth, width);
      for (let c = 0, lanes = 0; c < channels; c += lanes) {
        lanes = lanesOf(channels - c);
        const offset = (<usize>c) << 2;
        let best = lowest;
        for (let a = firstRow; a < lastRow; ++a) {
          let from = image + <usize>a * line + <usize>firstColumn * pixel + offset;
          for (let b = firstColumn; b < lastColumn; ++b, from += pixel) {
            best = f32x4.pmax(best, loadLanes(from, lanes));
          }
        }
        storeLanes(to + offset, best, lanes);
      }
    }
  }
}

/** dInput of images start to end: each output's gradient goes to the first maximum of its window. */
export function maxPoolBackward(
  start: i32,
  end: i32,
  x: usize,
  dOutput: usize,
  dInput: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  const size = <usize>height * line;
  const lowest = f32x4.splat(-Infinity);
  const apart = strideHeight >= poolHeight && strideWidth >= poolWidth;
  for (let n = start; n < end; ++n) {
    const image = x + <usize>n * size,
      dImage = dInput + <usize>n * size;
    memory.fill(dImage, 0, size);
    let from = dOutput + <usize>n * outHeight * outWidth * pixel;
    for (let i = 0; i < outHeight; ++i) {
      const row = i * strideHeight - top;
      const firstRow = max(row, 0),
        lastRow = min(row + poolHeight, height);
      for (let j = 0; j < outWidth; ++j, from += pixel) {
        const column = j * strideWidth - left;
        const firstColumn = max(column, 0),
          lastColumn = min(column + poolWidth, width);
        for (let c = 0, lanes = 0; c < channels; c += lanes) {
          lanes = lanesOf(channels - c);
          const offset = (<usize>c) << 2;
          let best = lowest;
          let where = i32x4.splat(-1);
          for (let a = firstRow; a < lastRow; ++a) {
            let index = a * width + firstColumn;
            const end = index + lastColumn - firstColumn;
            let at = image + <usize>index * pixel + offset;
            for (; index < end; ++index, at += pixel) {
              const value = loadLanes(at, lanes);
              const greater = f32x4.gt(value, best);
              best = v128.bitselect(value, best, greater);
              where = v128.bitselect(i32x4.splat(index), where, greater);
            }
          }
          const d = loadLanes(from + offset, lanes);
          if (apart) {
            // No other window has these pixels: each is written once.
            for (let a = firstRow; a < lastRow; ++a) {
              let index = a * width + firstColumn;
              const end = index + lastColumn - firstColumn;
              let at = dImage + <usize>index * pixel + offset;
              for (; index < end; ++index, at += pixel) {
                storeLanes(at, v128.and(d, i32x4.eq(where, i32x4.splat(index))), lanes);
              }
            }
            continue;
          }
          give(dImage + offset, f32x4.extract_lane(d, 0), i32x4.extract_lane(where, 0), pixel);
          if (lanes == 1) continue;
          give(dImage + offset + 4, f32x4.extract_lane(d, 1), i32x4.extract_lane(where, 1), pixel);
          if (lanes == 2) continue;
          give(dImage + offset + 8, f32x4.extract_lane(d, 2), i32x4.extract_lane(where, 2), pixel);
          give(dImage + offset + 12, f32x4.extract_lane(d, 3), i32x4.extract_lane(where, 3), pixel);
        }
      }
    }
  }
}

/** Adds one gradient to pixel `index`, if there is one. */
function give(dImage: usize, d: f32, index: i32, pixel: usize): void {
  if (index < 0) return;
  const to = dImage + <usize>index * pixel;
  store<f32>(to, load<f32>(to) + d);
}

/** Output rows start to end of average pooling; padding is not counted. */
export function avgPool(
  start: i32,
  end: i32,
  x: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
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
    const firstRow = max(row, 0),
      lastRow = min(row + poolHeight, height);
    for (let j = 0; j < outWidth; ++j, to += pixel) {
      const column = j * strideWidth - left;
      const firstColumn = max(column, 0),
        lastColumn = min(column + poolWidth, width);
      const count = max(lastRow - firstRow, 0) * max(lastColumn - firstColumn, 0);
      const share = f32x4.splat(<f32>1 / <f32>count);
      for (let c = 0, lanes = 0; c < channels; c += lanes) {
        lanes = lanesOf(channels - c);
        const offset = (<usize>c) << 2;
        let sum = f32x4.splat(0);
        for (let a = firstRow; a < lastRow; ++a) {
          let from = image + <usize>a * line + <usize>firstColumn * pixel + offset;
          for (let b = firstColumn; b < lastColumn; ++b, from += pixel) {
            sum = f32x4.add(sum, loadLanes(from, lanes));
          }
        }
        storeLanes(to + offset, f32x4.mul(sum, share), lanes);
      }
    }
  }
}

/** dInput of images start to end: each output's gradient is shared out evenly over its window. */
export function avgPoolBackward(
  start: i32,
  end: i32,
  dOutput: usize,
  dInput: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const line = <usize>width * pixel;
  const size = <usize>height * line;
  const share = f32x4.splat(<f32>1 / <f32>(poolHeight * poolWidth));
  for (let n = start; n < end; ++n) {
    const dImage = dInput + <usize>n * size;
    memory.fill(dImage, 0, size);
    let from = dOutput + <usize>n * outHeight * outWidth * pixel;
    for (let i = 0; i < outHeight; ++i) {
      const row = i * strideHeight - top;
      const firstRow = max(row, 0),
        lastRow = min(row + poolHeight, height);
      for (let j = 0; j < outWidth; ++j, from += pixel) {
        const column = j * strideWidth - left;
        const firstColumn = max(column, 0),
          lastColumn = min(column + poolWidth, width);
        for (let c = 0, lanes = 0; c < channels; c += lanes) {
          lanes = lanesOf(channels - c);
          const offset = (<usize>c) << 2;
          const d = f32x4.mul(loadLanes(from + offset, lanes), share);
          for (let a = firstRow; a < lastRow; ++a) {
            let to = dImage + <usize>a * line + <usize>firstColumn * pixel + offset;
            for (let b = firstColumn; b < lastColumn; ++b, to += pixel) {
              storeLanes(to, f32x4.add(loadLanes(to, lanes), d), lanes);
            }
          }
        }
      }
    }
  }
}
