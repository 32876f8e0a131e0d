/** @throws RangeError if an option that is a share of one is not between 0 and 1 */
export function checkShare(who: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${who}: ${name} is from 0 to 1, but got ${value}`);
}
