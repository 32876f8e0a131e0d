/** How well one class is recognised. */
export interface ClassScores {
  readonly name: string;
  /** Of those taken for this class, the share that are of it; 0 where none is taken for it. */
  readonly precision: number;
  /** Of those of this class, the share that are taken for it; 0 where there is none. */
  readonly recall: number;
  /** The harmonic mean of the two. */
  readonly f1: number;
  /** Examples of this class. */
  readonly support: number;
}

/** How well a classifier does, class by class. */
export interface ClassReport {
  readonly classes: readonly ClassScores[];
  /** The share of all examples that is taken for the right class. */
  readonly accuracy: number;
  /** Means over the classes, each counting the same. */
  readonly macro: Omit<ClassScores, "name">;
}

/**
 * Precision, recall and F1 of each class.
 *
 *     precision = tp / (tp + fp),  recall = tp / (tp + fn),  f1 = 2 · precision · recall / (precision + recall)
 *
 * @param counts - `counts[right class][predicted class]`, as `confusionMatrix` gives
 * @param classNames - defaults to the numbers of the classes
 * @throws RangeError if there are not as many names as classes
 *
 * @example
 * ```ts
 * classReport([[1, 1], [0, 2]]).classes[1];
 * // {name: "1", precision: 0.667, recall: 1, f1: 0.8, support: 2}
 * ```
 */
export function classReport(
  counts: readonly (readonly number[])[],
  classNames: readonly string[] = counts.map((_, k) => `${k}`)
): ClassReport {
  if (classNames.length !== counts.length) {
    throw new RangeError(
      `classReport: there is a name for each of the ${counts.length} classes, but got ${classNames.length}`
    );
  }
  const classes = counts.map((row, k) => {
    const right = row[k];
    const support = sum(row);
    const taken = sum(counts.map((other) => other[k]));
    const precision = share(right, taken);
    const recall = share(right, support);
    const f1 = share(2 * precision * recall, precision + recall);
    return {name: classNames[k], precision, recall, f1, support};
  });
  const total = sum(classes.map(({support}) => support));
  const mean = (of: "precision" | "recall" | "f1"): number =>
    share(sum(classes.map((one) => one[of])), classes.length);
  return {
    classes,
    accuracy: share(sum(counts.map((row, k) => row[k])), total),
    macro: {precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support: total}
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
