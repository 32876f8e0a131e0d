/** A box in a picture, from its upper left corner; all in pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/**
 * How well two boxes agree: the area that both have, as a share of the area that either has; 1 for the
 * same box, 0 where they do not touch.
 *
 *     IoU(a, b) = |a ∩ b| / |a ∪ b|
 *
 * @throws RangeError if a side is no number, or a height or width is negative
 * @see Everingham et al. (2010), The Pascal visual object classes (VOC) challenge, §4.2
 *
 * @example
 * ```ts
 * const a = {top: 0, left: 0, height: 2, width: 2};
 * intersectionOverUnion(a, {top: 1, left: 1, height: 2, width: 2}); // 1 of 7 pixels: 0.142857…
 * ```
 */
export function intersectionOverUnion(a: Box, b: Box): number {
  for (const {top, left, height, width} of [a, b]) {
    if (Number.isFinite(top + left) && height >= 0 && width >= 0) continue;
    throw new RangeError(
      `intersectionOverUnion: a box has a place and a size, but got top ${top}, left ${left}, ` +
        `height ${height}, width ${width}`
    );
  }
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const both = Math.max(0, height) * Math.max(0, width);
  const either = a.height * a.width + b.height * b.width - both;
  return either > 0 ? both / either : 0;
}
