// Pooling over images in channels-last order, four channels at a time. A maximum starts at minus
// infinity and gives way only to what is greater, so that the first of equal values wins, windows of
// negative values work, and NaN is passed over: as in TensorFlow.js's own kernels.

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
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const lowest = f32x4.splat(-Infinity);
  let to = y + <usize>start * outWidth * pixel;
  for (let r = start; r < end; ++r) {
    const n = r / outHeight,
      i = r - n * outHeight;
    const image = x + <usize>n * height * width * pixel;
    for (let j = 0; j < outWidth; ++j, to += pixel) {
      for (let c = 0; c < channels; c += 4) {
        const at = (<usize>c) << 2;
        const whole = c + 4 <= channels;
        const lanes = whole ? 1 : channels - c;
        for (let lane = 0; lane < lanes; ++lane) {
          const offset = at + ((<usize>lane) << 2);
          let best = lowest;
          for (let a = 0; a < poolHeight; ++a) {
            const row = i * strideHeight - top + a * dilationHeight;
            if (row < 0 || row >= height) continue;
            const line = image + <usize>(row * width) * pixel + offset;
            for (let b = 0; b < poolWidth; ++b) {
              const column = j * strideWidth - left + b * dilationWidth;
              if (column < 0 || column >= width) continue;
              const from = line + <usize>column * pixel;
              best = f32x4.pmax(best, whole ? v128.load(from) : v128.load_splat<f32>(from));
            }
          }
          if (whole) v128.store(to + offset, best);
          else v128.store_lane<f32>(to + offset, best, 0);
        }
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
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const size = <usize>height * width * pixel;
  const lowest = f32x4.splat(-Infinity);
  for (let n = start; n < end; ++n) {
    const image = x + <usize>n * size,
      dImage = dInput + <usize>n * size;
    memory.fill(dImage, 0, size);
    let from = dOutput + <usize>n * outHeight * outWidth * pixel;
    for (let i = 0; i < outHeight; ++i) {
      for (let j = 0; j < outWidth; ++j, from += pixel) {
        for (let c = 0; c < channels; c += 4) {
          const whole = c + 4 <= channels;
          const lanes = whole ? 1 : channels - c;
          for (let lane = 0; lane < lanes; ++lane) {
            const offset = (<usize>(c + lane)) << 2;
            let best = lowest;
            let where = i32x4.splat(-1);
            for (let a = 0; a < poolHeight; ++a) {
              const row = i * strideHeight - top + a * dilationHeight;
              if (row < 0 || row >= height) continue;
              for (let b = 0; b < poolWidth; ++b) {
                const column = j * strideWidth - left + b * dilationWidth;
                if (column < 0 || column >= width) continue;
                const index = row * width + column;
                const at = image + <usize>index * pixel + offset;
                const value = whole ? v128.load(at) : v128.load_splat<f32>(at);
                const greater = f32x4.gt(value, best);
                best = v128.bitselect(value, best, greater);
                where = v128.bitselect(i32x4.splat(index), where, greater);
              }
            }
            give(dImage + offset, from + offset, i32x4.extract_lane(where, 0), pixel);
            if (whole) {
              give(dImage + offset + 4, from + offset + 4, i32x4.extract_lane(where, 1), pixel);
              give(dImage + offset + 8, from + offset + 8, i32x4.extract_lane(where, 2), pixel);
              give(dImage + offset + 12, from + offset + 12, i32x4.extract_lane(where, 3), pixel);
            }
          }
        }
      }
    }
  }
}

/** Adds one gradient to pixel `index`, if there is one. */
function give(dImage: usize, from: usize, index: i32, pixel: usize): void {
  if (index < 0) return;
  const to = dImage + <usize>index * pixel;
  store<f32>(to, load<f32>(to) + load<f32>(from));
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
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  let to = y + <usize>start * outWidth * pixel;
  for (let r = start; r < end; ++r) {
    const n = r / outHeight,
      i = r - n * outHeight;
    const image = x + <usize>n * height * width * pixel;
    for (let j = 0; j < outWidth; ++j, to += pixel) {
      for (let c = 0; c < channels; c += 4) {
        const whole = c + 4 <= channels;
        const lanes = whole ? 1 : channels - c;
        for (let lane = 0; lane < lanes; ++lane) {
          const offset = (<usize>(c + lane)) << 2;
          let sum = f32x4.splat(0);
          let count = 0;
          for (let a = 0; a < poolHeight; ++a) {
            const row = i * strideHeight - top + a * dilationHeight;
            if (row < 0 || row >= height) continue;
            const line = image + <usize>(row * width) * pixel + offset;
            for (let b = 0; b < poolWidth; ++b) {
              const column = j * strideWidth - left + b * dilationWidth;
              if (column < 0 || column >= width) continue;
              const from = line + <usize>column * pixel;
              sum = f32x4.add(sum, whole ? v128.load(from) : v128.load_splat<f32>(from));
              ++count;
            }
          }
          const mean = f32x4.div(sum, f32x4.splat(<f32>count));
          if (whole) v128.store(to + offset, mean);
          else v128.store_lane<f32>(to + offset, mean, 0);
        }
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
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const size = <usize>height * width * pixel;
  const share = f32x4.splat(<f32>1 / <f32>(poolHeight * poolWidth));
  for (let n = start; n < end; ++n) {
    const dImage = dInput + <usize>n * size;
    memory.fill(dImage, 0, size);
    let from = dOutput + <usize>n * outHeight * outWidth * pixel;
    for (let i = 0; i < outHeight; ++i) {
      for (let j = 0; j < outWidth; ++j, from += pixel) {
        for (let a = 0; a < poolHeight; ++a) {
          const row = i * strideHeight - top + a * dilationHeight;
          if (row < 0 || row >= height) continue;
          for (let b = 0; b < poolWidth; ++b) {
            const column = j * strideWidth - left + b * dilationWidth;
            if (column < 0 || column >= width) continue;
            const to = dImage + <usize>(row * width + column) * pixel;
            let at: usize = 0;
            for (; at + 16 <= pixel; at += 16) {
              const d = f32x4.mul(v128.load(from + at), share);
              v128.store(to + at, f32x4.add(v128.load(to + at), d));
            }
            for (; at < pixel; at += 4) {
              const d = f32x4.mul(v128.load_splat<f32>(from + at), share);
              const sum = f32x4.add(v128.load_splat<f32>(to + at), d);
              v128.store_lane<f32>(to + at, sum, 0);
            }
          }
        }
      }
    }
  }
}
