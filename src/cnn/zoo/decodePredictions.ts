import {hasShapeAndData, kindOf, type NDArray} from "../ndarray.ts";
import {imagenetClasses, type ImagenetClass} from "./imagenetClasses.ts";

/** What a network thinks a picture shows. */
export interface Prediction extends ImagenetClass {
  /** Probability, 0 to 1. */
  readonly score: number;
}

export interface DecodePredictionsOptions {
  /** How many classes to name for each picture; defaults to 5. */
  top?: number;
}

/**
 * Names the likeliest of ImageNet's classes for each picture: the last of the five steps from a file to
 * its classes.
 *
 * @param predictions - probabilities of the 1,000 classes, `[n, 1000]`
 * @returns for each picture its likeliest classes, the likeliest first; of equals that of the lower number
 * @throws RangeError if the array has another shape, holds anything but probabilities, or `top` is none
 * @throws TypeError if it is no array
 *
 * @example
 * ```ts
 * const img = await loadImg("cat.jpg", {targetSize: [224, 224]});
 * const x = preprocessInput(imgToArray([img]), {model: "resnet50"});
 * const [guesses] = decodePredictions(await predict(model, x), {top: 3});
 * guesses[0]; // {wnid: "n02124075", name: "Egyptian_cat", score: 0.72}
 * ```
 */
export function decodePredictions(
  predictions: NDArray,
  {top = 5}: DecodePredictionsOptions = {}
): Prediction[][] {
  const classes = imagenetClasses();
  check(predictions, top, classes.length);
  const {shape, data} = predictions;
  return Array.from({length: shape[0]}, (_, n) => {
    const scores = data.subarray(n * classes.length, (n + 1) * classes.length);
    const order = Array.from(classes.keys()).sort((a, b) => scores[b] - scores[a]);
    return order.slice(0, top).map((k) => ({...classes[k], score: scores[k]}));
  });
}

function check(predictions: NDArray, top: number, count: number): void {
  if (!hasShapeAndData(predictions)) {
    throw new TypeError(
      `decodePredictions: predictions is an array, but got ${kindOf(predictions)}`
    );
  }
  const {shape, data} = predictions;
  if (shape.length !== 2 || shape[1] !== count) {
    throw new RangeError(
      `decodePredictions: predictions is [n, ${count}], a probability for each class of ImageNet, ` +
        `but got [${shape}]`
    );
  }
  // Rounding may put a hair on top of 1.
  const wrong = data.findIndex((p) => !(p >= 0 && p <= 1 + 1e-3));
  if (wrong >= 0) {
    throw new RangeError(
      "decodePredictions: predictions are probabilities from 0 to 1, but picture " +
        `${Math.floor(wrong / count)} has ${data[wrong]} for class ${wrong % count}`
    );
  }
  if (!Number.isInteger(top) || top < 1 || top > count) {
    throw new RangeError(
      `decodePredictions: top is a whole number from 1 to ${count}, but got ${top}`
    );
  }
}
