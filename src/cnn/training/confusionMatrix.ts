import type {NDArray} from "../ndarray.ts";
import {argMax} from "./metrics.ts";

export interface ConfusionMatrixOptions {
  /** How many classes there are; defaults to the columns of the predictions, or one more than the greatest label. */
  classes?: number;
}

/**
 * Counts which class was taken for which.
 *
 * @param labels - class numbers, one an example
 * @param predictions - class numbers too, or probabilities: `[n, classes]`, or `[n, 1]` of class 1
 * @returns `counts[right class][predicted class]`
 * @throws RangeError if there are not as many predictions as labels, or a label is no class
 *
 * @example
 * ```ts
 * confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1]); // [[1, 1], [0, 2]]
 * ```
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: NDArray | ArrayLike<number>,
  options: ConfusionMatrixOptions = {}
): number[][] {
  const predicted = classesOf(predictions);
  if (predicted.length !== labels.length) {
    throw new RangeError(
      `confusionMatrix: there are as many predictions as labels, ` +
        `but there are ${predicted.length} and ${labels.length}`
    );
  }
  const classes = options.classes ?? countClasses(labels, predictions);
  const counts = Array.from({length: classes}, () => Array.from({length: classes}, () => 0));
  for (let i = 0; i < labels.length; ++i) {
    check("labels", labels[i], i, classes);
    check("predictions", predicted[i], i, classes);
    counts[labels[i]][predicted[i]] += 1;
  }
  return counts;
}

/**
 * The most probable class of each example: the greatest of its row, or for a single probability
 * whether it is more than 1/2. Class numbers are given back as they are.
 */
export function classesOf(predictions: NDArray | ArrayLike<number>): ArrayLike<number> {
  if (!("shape" in predictions)) return predictions;
  const {shape, data} = predictions;
  const classes = shape[shape.length - 1];
  if (shape.length < 2) return data;
  return Uint32Array.from({length: data.length / classes}, (_, n) =>
    classes === 1 ? Number(data[n] > 0.5) : argMax(data, n * classes, classes)
  );
}

function countClasses(labels: ArrayLike<number>, predictions: NDArray | ArrayLike<number>): number {
  if ("shape" in predictions && predictions.shape.length > 1) {
    return Math.max(2, predictions.shape[predictions.shape.length - 1]);
  }
  const all = [labels, classesOf(predictions)].flatMap((list) => Array.from(list));
  return all.reduce((most, label) => Math.max(most, label + 1), 0);
}

function check(name: string, label: number, i: number, classes: number): void {
  if (Number.isInteger(label) && label >= 0 && label < classes) return;
  throw new RangeError(
    `confusionMatrix: ${name} are class numbers from 0 to ${classes - 1}, but ${name}[${i}] is ${label}`
  );
}
