/** From where to where a number goes. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly step?: number | null;
}

/**
 * Checks the bounds of a control, and what it begins with.
 *
 * @throws RangeError if there is nothing between them
 */
export function checkBounds(who: string, {min, max, step}: Bounds): void {
  if (![min, max].every(Number.isFinite) || min > max)
    throw new RangeError(`${who}: min is at most max, but got min ${min} and max ${max}`);
  if (step !== undefined && step !== null && !(step > 0))
    throw new RangeError(`${who}: step is more than 0, but got ${step}`);
}

/** @throws RangeError if a number is not within the bounds */
export function checkWithin(who: string, value: number, {min, max}: Bounds): void {
  if (!(value >= min && value <= max))
    throw new RangeError(`${who}: value is from ${min} to ${max}, but got ${value}`);
}

/** @throws RangeError if a number is not whole */
export function checkWhole(who: string, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values))
    if (typeof value === "number" && !Number.isInteger(value))
      throw new RangeError(`${who}: ${name} is a whole number, but got ${value}`);
}

/** `1 to 7 in steps of 2`. */
export const boundsInWords = ({min, max, step}: Bounds): string =>
  `${min} to ${max}${step && step !== 1 ? ` in steps of ${step}` : ""}`;
