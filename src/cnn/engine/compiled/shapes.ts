/** The product of the lengths. */
export function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A number for both axes of an image, or one for each, as pairs. */
export function pair(value: number | readonly number[]): readonly [number, number] {
  return typeof value === "number" ? [value, value] : [value[0], value[1] ?? value[0]];
}
