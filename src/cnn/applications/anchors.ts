import type {Box} from "./box.ts";

/** How much the offsets of an SSD weigh: of the middle, and of the size. */
const scales = {middle: 10, size: 5};

/**
 * Boxes of what a single-shot detector (SSD) says: its last layers do not name places, but by how much each of
 * many fixed boxes, the anchors, is to be moved and stretched.
 *
 *     middle = anchorMiddle + anchorSize · t / 10,   size = anchorSize · exp(u / 5)
 *
 * @param offsets - `t` down, `t` right, `u` of the height, `u` of the width of each anchor, `[anchors, 4]`
 * @param anchors - upper, left, lower and right side of each, `[anchors, 4]`, in shares of the picture
 * @param size - height and width of the picture, in pixels
 * @param k - number of the anchor
 * @returns its box, in pixels, cut off where the picture ends
 * @see Liu et al. (2016), SSD: single shot multibox detector, §2.2
 */
export function boxOfAnchor(
  offsets: ArrayLike<number>,
  anchors: ArrayLike<number>,
  [height, width]: readonly [number, number],
  k: number
): Box {
  const [upper, left, lower, right, down, across, tall, wide] = Array.from({length: 8}, (_, i) =>
    i < 4 ? anchors[4 * k + i] : offsets[4 * k + i - 4]
  );
  const vertical = side(upper, lower, down, tall, height);
  const horizontal = side(left, right, across, wide, width);
  return {
    top: vertical[0],
    left: horizontal[0],
    height: vertical[1] - vertical[0],
    width: horizontal[1] - horizontal[0]
  };
}

/** Beginning and end along one axis, in pixels. */
function side(
  from: number,
  to: number,
  move: number,
  stretch: number,
  length: number
): [number, number] {
  const middle = (from + to) / 2 + ((to - from) * move) / scales.middle;
  const half = ((to - from) * Math.exp(stretch / scales.size)) / 2;
  const inside = (place: number): number => Math.min(length, Math.max(0, place * length));
  return [inside(middle - half), inside(middle + half)];
}
