// Convolution over images in channels-last order, as matrix products that read each window where it
// lies: the rows of a window are segments of the inner dimension. An image that windows reach beyond is
// first copied with a margin of zeros.
import {block1, block4, PANEL} from "./gemm";
import {pad} from "./pad";

/**
 * Parts start to end of y = x * kernel + bias, where each image has as many parts of `tile` output
 * pixels as it takes.
 *
 * @param scratch - room for an image with its margin
 * @param packed - the kernel as a matrix [depth, filters], packed
 */
export function convolve(
  start: i32,
  end: i32,
  scratch: usize,
  x: usize,
  packed: usize,
  bias: usize,
  y: usize,
  tile: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32
): void {
  const pixel = (<usize>channels) << 2;
  const depth = kernelHeight * kernelWidth * channels;
  const pixels = outHeight * outWidth;
  const tiles = (pixels + tile - 1) / tile;
  const reachHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  const reachWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const inside = top == 0 && left == 0 && reachHeight <= height && reachWidth <= width;
  const lineWidth = inside ? width : reachWidth;
  const line = <usize>lineWidth * pixel;
  let padded = -1;
  // Rows of a window are whole segments, unless it is dilated: then single pixels are, row by row.
  const dilated = dilationWidth > 1 && kernelWidth > 1;
  const calls = dilated ? kernelHeight : 1;
  const segments = dilated ? kernelWidth : kernelHeight;
  const deep = dilated ? channels : kernelWidth * channels;
  const skip = dilated
    ? <usize>(dilationWidth - 1) * pixel
    : <usize>dilationHeight * line - <usize>kernelWidth * pixel;
  const callDepth = segments * deep;
  const filterBytes = (<usize>filters) << 2;
  for (let t = start; t < end; ++t) {
    const n = t / tiles;
    const first = (t - n * tiles) * tile;
    const last = min(first + tile, pixels);
    let image = x + <usize>n * height * width * pixel;
    if (!inside) {
      if (padded != n)
        pad(image, scratch, height, width, channels, reachHeight, reachWidth, top, left);
      padded = n;
      image = scratch;
    }
    for (let j = 0; j < filters; j += PANEL) {
      const columns = min(filters - j, PANEL);
      const panel = packed + ((<usize>j * depth) << 2);
      const biasJ = bias ? bias + ((<usize>j) << 2) : 0;
      let to = y + (<usize>n * pixels + first) * filterBytes + ((<usize>j) << 2);
      let row = first / outWidth,
        column = first % outWidth;
      for (let p = first; p < last;) {
        const four = p + 4 <= last;
        let a0 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        if (!four) {
          for (let a = 0; a < calls; ++a, a0 += <usize>dilationHeight * line) {
            const b = panel + ((<usize>(a * callDepth * PANEL)) << 2);
            block1(segments, deep, skip, a0, 4, b, PANEL << 2, to, a > 0, a ? 0 : biasJ, columns);
          }
          ++p;
          to += filterBytes;
          continue;
        }
        let a1 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        let a2 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        let a3 = image + <usize>(row * strideHeight) * line + <usize>(column * strideWidth) * pixel;
        if (++column == outWidth) {
          column = 0;
          ++row;
        }
        for (let a = 0; a < calls; ++a) {
          const b = panel + ((<usize>(a * callDepth * PANEL)) << 2);
          const down = <usize>(a * dilationHeight) * line;
          block4(
            segments,
            deep,
            skip,
            a0 + down,
            a1 + down,
            a2 + down,
            a3 + down,
            4,
            b,
            PANEL << 2,
            to,
            filterBytes,
            a > 0,
            a ? 0 : biasJ,
            columns
          );
        }
        p += 4;
        to += filterBytes << 2;
      }
    }
  }
}
