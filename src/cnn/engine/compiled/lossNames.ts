import type {LayersModel, Tensor} from "@tensorflow/tfjs";

const names: Readonly<Record<string, string>> = {
  mse: "meanSquaredError",
  MSE: "meanSquaredError",
  mae: "meanAbsoluteError",
  MAE: "meanAbsoluteError"
};

/** Losses that TensorFlow.js scales to a sum of 1 first, which a softmax leaves as it is. */
const ofProbabilities = ["categoricalCrossentropy", "sparseCategoricalCrossentropy"];

/** What a symbolic tensor knows about the layer that it comes from. */
interface Source {
  readonly sourceLayer: {
    readonly activation?: {getClassName?(): string};
    getClassName(): string;
  };
}

/**
 * The losses of a compiled model as the graph calls them, one an output.
 *
 * @param answers - the right answers of a batch, one tensor an output
 * @returns undefined where TensorFlow.js computes a loss in another way than the graph: an own
 *   function of the reader, classes without a softmax, answers that are stretched to the outputs
 */
export function lossNames(model: LayersModel, answers: readonly Tensor[]): string[] | undefined {
  const {loss, outputs, outputNames} = model;
  const chosen = outputs.map((_, k) => {
    const one: unknown =
      typeof loss === "object" ? (Array.isArray(loss) ? loss[k] : loss[outputNames[k]]) : loss;
    return typeof one === "string" ? (names[one] ?? one) : undefined;
  });
  const fits = outputs.every((output, k) => {
    const name = chosen[k];
    if (name === undefined || (outputs.length > 1 && output.shape.length !== 2)) return false;
    if (ofProbabilities.includes(name) && !isSoftmax(output)) return false;
    const {shape} = answers[k];
    if (name === "sparseCategoricalCrossentropy") {
      return answers[k].size === shape[0] && output.shape.length === 2;
    }
    return shape.length === output.shape.length && shape.every(isEither(output.shape));
  });
  return fits ? (chosen as string[]) : undefined;
}

const isEither =
  (expected: readonly (number | null)[]) =>
  (length: number, axis: number): boolean =>
    axis === 0 || expected[axis] === length;

function isSoftmax({sourceLayer}: Source): boolean {
  return (
    sourceLayer.getClassName() === "Softmax" ||
    sourceLayer.activation?.getClassName?.() === "softmax"
  );
}
