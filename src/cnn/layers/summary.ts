import type {LayersModel} from "@tensorflow/tfjs";
import {displaySymbol, type MimeBundle} from "../host.ts";
import {flopsOf, valuesIn} from "./cost.ts";
import {modelLayers, type UsedLayer} from "./modelLayers.ts";
import {summaryHtml} from "./summaryHtml.ts";
import type {SummaryNumbers, SummaryRow} from "./summaryNumbers.ts";
import {summaryText} from "./summaryText.ts";

/** A model in numbers, as plain data that knows how to show itself. */
export interface Summary extends SummaryNumbers {
  /** The table as Keras prints it, with operations and memory added on the right. */
  toString(): string;
  [displaySymbol](): MimeBundle;
}

/**
 * Lists the layers of a model with output shape and number of parameters, as Keras does, and with what
 * each costs for one example: operations (a multiply-add is two) and memory of its output.
 *
 * @returns plain data that shows itself as a table
 * @throws RangeError if the model's input shape is not known yet
 *
 * @example
 * ```ts
 * summary(zoo.kerasDemo("valid")).rows[0];
 * // {name: "conv2d", kind: "Conv2D", shape: [null, 26, 26, 32], params: 320, flops: 411008, …}
 * ```
 */
export function summary(model: LayersModel): Summary {
  const layers = modelLayers("summary", model);
  const rows = layers.map((used) => toRow(used, layers));
  const trainableParams = count(model.trainableWeights);
  const totalParams = trainableParams + count(model.nonTrainableWeights);
  const total = (of: (row: SummaryRow) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0);
  const numbers = {
    name: /^(model|sequential_)\d+$/.test(model.name)
      ? model.name.replace(/_?\d+$/, "")
      : model.name,
    rows,
    isChain: isChain(layers),
    totalParams,
    trainableParams,
    nonTrainableParams: totalParams - trainableParams,
    flops: total((row) => row.flops ?? 0),
    activationBytes: total((row) => row.activationBytes)
  };
  return {
    ...numbers,
    toString: () => summaryText(numbers),
    [displaySymbol]: () => ({
      "text/html": summaryHtml(numbers),
      "text/plain": summaryText(numbers)
    })
  };
}

function toRow(used: UsedLayer, all: readonly UsedLayer[]): SummaryRow {
  const {layer, name, kind, inputs, outputs} = used;
  const outputShapes = outputs.map(({shape}) => shape);
  return {
    name,
    kind,
    shape: outputShapes[0],
    outputShapes,
    params: layer.countParams(),
    flops: flops(used),
    activationBytes: outputShapes.reduce((sum, shape) => sum + 4 * valuesIn(shape), 0),
    connectedTo: inputs.flatMap((tensor) => {
      const source = all.find((other) => other.outputs.includes(tensor));
      return source ? [`${source.name}[0][${source.outputs.indexOf(tensor)}]`] : [];
    })
  };
}

/** Of a model inside a model, what its layers sum up to. */
function flops({layer, inputs, outputs}: UsedLayer): number | undefined {
  if ("layers" in layer) {
    const {rows} = summary(layer as LayersModel);
    return rows.reduce<number | undefined>(
      (sum, row) => (sum === undefined || row.flops === undefined ? undefined : sum + row.flops),
      0
    );
  }
  return flopsOf(
    layer,
    inputs.map(({shape}) => shape),
    outputs[0].shape
  );
}

function isChain(layers: readonly UsedLayer[]): boolean {
  return layers.every(
    ({inputs}, i) => i === 0 || (inputs.length === 1 && layers[i - 1].outputs.includes(inputs[0]))
  );
}

function count(weights: LayersModel["weights"]): number {
  return weights.reduce(
    (sum, {shape}) => sum + shape.reduce<number>((product, n) => product * (n ?? 1), 1),
    0
  );
}
