import type {NDArray} from "../ndarray.ts";

export interface CompareFacesOptions {
  /**
   * Descriptors that are closer are taken for those of one person; defaults to 0.5. The network's maker takes 0.6;
   * on the photos that this was measured on, one man's come as far as 0.44 and two women's as near as 0.58, and 0.5
   * was chosen after that: on others it may not separate.
   */
  threshold?: number;
}

/** Whether two faces are of one person, and by how much. */
export interface FaceComparison {
  /** Between the descriptors, 0 for the same one. */
  readonly distance: number;
  /** Whether that is less than the threshold. */
  readonly same: boolean;
}

/**
 * Compares two faces by the distance between their descriptors.
 *
 *     distance = √ Σ (aₖ − bₖ)²   over the 128 numbers
 *
 * @param a - descriptor of `embedFace`, `[128]`
 * @param b - another
 * @throws RangeError if they have not as many numbers, or the threshold is none from 0 up
 * @see Schroff, Kalenichenko & Philbin (2015), FaceNet: a unified embedding for face recognition and
 *   clustering, §3
 *
 * @example
 * ```ts
 * compareFaces(ndarray([2], [0, 0]), ndarray([2], [0.3, 0.4])); // {distance: 0.5, same: false}
 * ```
 */
export function compareFaces(
  a: NDArray,
  b: NDArray,
  {threshold = 0.5}: CompareFacesOptions = {}
): FaceComparison {
  if (a.data.length !== b.data.length) {
    throw new RangeError(
      `compareFaces: descriptors have as many numbers, but got ${a.data.length} and ${b.data.length}`
    );
  }
  if (!(threshold >= 0)) {
    throw new RangeError(`compareFaces: threshold is a number from 0 up, but got ${threshold}`);
  }
  const distance = Math.hypot(...Array.from(a.data, (value, k) => value - b.data[k]));
  return {distance, same: distance < threshold};
}
