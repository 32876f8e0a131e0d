/**
 * Checks how wide a MobileNet is to be.
 *
 * @param caller - the function that the reader called
 * @param alpha - every layer has so many times the paper's filters
 * @throws RangeError if that is no number above 0
 */
export function checkAlpha(caller: string, alpha: number): void {
  if (Number.isFinite(alpha) && alpha > 0) return;
  throw new RangeError(`${caller}: alpha is a number above 0, but got ${alpha}`);
}
