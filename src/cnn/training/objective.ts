import type {LayersModel} from "@tensorflow/tfjs";
import type {NDArray} from "../ndarray.ts";
import type {Table} from "./examples.ts";
import {losses as named, type LossFunction, type LossName} from "./losses.ts";
import {metric, type Metric, type MetricFunction, type MetricName} from "./metrics.ts";

export interface ObjectiveOptions {
  /**
   * What is made small; a list for several outputs. Without it: the loss that the model was compiled
   * with, else for class numbers `sparseCategoricalCrossentropy`, or `binaryCrossentropy` where the
   * output is one unit.
   */
  loss?: LossName | LossFunction | readonly (LossName | LossFunction)[];
  /** The share of each output's loss in the whole; defaults to 1 each. */
  lossWeights?: readonly number[];
  /**
   * What is measured besides; by name of the output where outputs differ. Defaults to `accuracy` for
   * an output whose loss is a cross-entropy.
   */
  metrics?:
    | readonly (MetricName | MetricFunction)[]
    | Readonly<Record<string, readonly (MetricName | MetricFunction)[]>>;
}

/** What a model is trained for and judged by, for each of its outputs. */
export interface Objective {
  readonly outputNames: readonly string[];
  readonly losses: readonly (LossName | LossFunction)[];
  readonly lossWeights: readonly number[];
  readonly metrics: readonly (readonly Metric[])[];
}

/** Settles loss and metrics of every output. */
export function objective(
  caller: string,
  model: LayersModel,
  table: Table,
  {loss, lossWeights, metrics}: ObjectiveOptions
): Objective {
  const outputNames = namesOfOutputs(caller, model);
  const losses = listOf(loss ?? compiledLoss(model) ?? defaultLosses(caller, model, table));
  if (losses.length !== outputNames.length) {
    throw new RangeError(
      `${caller}: there is one loss for each output, but the model has ${outputNames.length} ` +
        `(${outputNames.join(", ")}) and ${losses.length} came`
    );
  }
  for (const one of losses) {
    if (typeof one === "function" || Object.hasOwn(named, one)) continue;
    throw new RangeError(
      `${caller}: loss is one of ${Object.keys(named).join(", ")} or a function, but got ${String(one)}`
    );
  }
  const weights = lossWeights ?? losses.map(() => 1);
  if (weights.length !== losses.length || !weights.every(Number.isFinite)) {
    throw new RangeError(
      `${caller}: lossWeights is ${losses.length} finite numbers, but got [${weights.join(", ")}]`
    );
  }
  return {
    outputNames,
    losses,
    lossWeights: weights,
    metrics: losses.map((one, k) => {
      const suits = typeof one === "string" && one.endsWith("Crossentropy") ? ["accuracy"] : [];
      const wanted = Array.isArray(metrics)
        ? (metrics as readonly (MetricName | MetricFunction)[])
        : (metrics as Record<string, (MetricName | MetricFunction)[]> | undefined)?.[
            outputNames[k]
          ];
      return (wanted ?? (metrics ? [] : (suits as MetricName[]))).map((m) =>
        metric(caller, m, one)
      );
    })
  };
}

const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as T[]) : [value as T];

/**
 * What the outputs of a model are called: as the layers that give them. (`model.outputNames` is empty for
 * a sequential model.)
 *
 * @throws RangeError if the model is not built yet
 */
export function namesOfOutputs(caller: string, model: LayersModel): string[] {
  const {outputs} = model as Partial<LayersModel>;
  if (!outputs?.length) {
    throw new RangeError(
      `${caller}: a model whose input shape is known is expected, but ${model.name} has none yet`
    );
  }
  return outputs.map(({sourceLayer}) => sourceLayer.name);
}

/** The losses that `model.compile` was given; undefined for a model that was never compiled. */
function compiledLoss(model: LayersModel): readonly (LossName | LossFunction)[] | undefined {
  const {loss} = model as {loss?: unknown};
  if (loss === undefined || loss === null) return undefined;
  if (typeof loss === "object" && !Array.isArray(loss)) {
    return namesOfOutputs("fit", model).map((name) => (loss as Record<string, LossName>)[name]);
  }
  return listOf(loss as LossName);
}

function defaultLosses(caller: string, model: LayersModel, {y}: Table): LossName[] {
  return y.map(({shape, length}, k) => {
    if (shape.length > 0) {
      throw new RangeError(
        `${caller}: loss is named unless y is a list of class numbers, but y is ` +
          `[${[length, ...shape].join(",")}] and no loss came`
      );
    }
    const output = model.outputs[k]?.shape ?? [];
    return output[output.length - 1] === 1 ? "binaryCrossentropy" : "sparseCategoricalCrossentropy";
  });
}

/**
 * Loss and metrics by name, as a history keeps them: `loss`, `accuracy`; for a model of several outputs
 * also `<output>_loss` and `<output>_accuracy`.
 */
export function scores(
  {metrics, outputNames}: Objective,
  loss: number,
  outputLosses: readonly number[],
  y: readonly NDArray[],
  outputs: readonly NDArray[]
): Record<string, number> {
  const all: Record<string, number> = {loss};
  const prefix = (k: number): string => (outputNames.length === 1 ? "" : `${outputNames[k]}_`);
  if (outputNames.length > 1) outputLosses.forEach((one, k) => (all[`${prefix(k)}loss`] = one));
  metrics.forEach((own, k) => {
    for (const {name, of} of own) all[prefix(k) + name] = of(y[k], outputs[k]);
  });
  return all;
}
