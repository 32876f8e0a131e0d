import {type Box, intersectionOverUnion} from "./box.ts";

export interface NonMaxSuppressionOptions {
  /** Boxes that agree better than this (by `intersectionOverUnion`) are of one thing; defaults to 0.5. */
  iouThreshold?: number;
  /** Boxes to keep at most; defaults to all. */
  maxBoxes?: number;
}

/**
 * Keeps one box of each thing. A detector finds everything many times, in boxes that hardly differ: the
 * surest one stays, those that agree with it go, and so on with what is left.
 *
 *     keep k, by falling score, if IoU(k, j) ≤ iouThreshold for every j kept before
 *
 * @param found - boxes, in any one unit
 * @param scores - how sure the network is of each, any numbers
 * @returns indices of the boxes that stay, the surest first; of two as sure, the earlier
 * @throws RangeError if there are not as many scores as boxes, a score is no number, or an option is out of range
 * @see Girshick, Donahue, Darrell & Malik (2014), Rich feature hierarchies for accurate object detection and
 *   semantic segmentation, §2.2
 *
 * @example
 * ```ts
 * const a = {top: 0, left: 0, height: 10, width: 10};
 * const b = {...a, left: 1}; // IoU 90 / 110
 * const c = {...a, left: 20};
 * nonMaxSuppression([a, b, c], [0.8, 0.9, 0.7]); // [1, 2]
 * ```
 */
export function nonMaxSuppression(
  found: readonly Box[],
  scores: ArrayLike<number>,
  {iouThreshold = 0.5, maxBoxes = Infinity}: NonMaxSuppressionOptions = {}
): number[] {
  check(found, scores, iouThreshold, maxBoxes);
  const byScore = found.map((_, k) => k).sort((j, k) => scores[k] - scores[j] || j - k);
  const kept: number[] = [];
  for (const k of byScore) {
    if (kept.length >= maxBoxes) break;
    const isKnown = kept.some((j) => intersectionOverUnion(found[j], found[k]) > iouThreshold);
    if (!isKnown) kept.push(k);
  }
  return kept;
}

function check(
  found: readonly Box[],
  scores: ArrayLike<number>,
  iouThreshold: number,
  maxBoxes: number
): void {
  if (scores.length !== found.length) {
    throw new RangeError(
      `nonMaxSuppression: each box has a score, but got ${found.length} boxes and ${scores.length} scores`
    );
  }
  const bad = Array.from(scores).findIndex((score) => Number.isNaN(score));
  if (bad >= 0) {
    throw new RangeError(`nonMaxSuppression: a score is a number, but that of box ${bad} is NaN`);
  }
  if (!(iouThreshold >= 0 && iouThreshold <= 1) || !(maxBoxes >= 0)) {
    throw new RangeError(
      `nonMaxSuppression: iouThreshold is from 0 to 1 and maxBoxes from 0 up, but got ${iouThreshold} and ${maxBoxes}`
    );
  }
}
