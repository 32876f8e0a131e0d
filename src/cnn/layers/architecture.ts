import type {LayersModel} from "@tensorflow/tfjs";
import {displaySymbol, type MimeBundle} from "../host.ts";
import {actionOf, windowOf} from "./action.ts";
import {drawArchitecture} from "./drawArchitecture.ts";
import {drawGraph} from "./drawGraph.ts";
import {describeGraph, graphNode, graphStages} from "./graphStages.ts";
import {layerCalls} from "./layerCalls.ts";
import {modelLayers} from "./modelLayers.ts";
import {summary} from "./summary.ts";

/** A drawing of a network that knows how to show itself in a notebook. */
export interface Drawing {
  /** The picture as an SVG file. */
  readonly svg: string;
  /** What it shows, in words. */
  readonly alt: string;
  [displaySymbol](): MimeBundle;
}

/**
 * Draws a model. A chain of layers as LeNet-5's authors drew theirs: each group of feature maps as a stack
 * of sheets, each vector as a bar, and between them what the layer does, a small window where it slides
 * one. Any other model as a graph, from top to bottom: a box for each use of a layer, with the shape of
 * what comes of it.
 *
 * In a chain, layers that change no shape and have no weights of their own (activation, dropout) are left
 * out; in a graph, activation and batch normalisation stand in the box of what they follow. In a chain,
 * sizes on the page grow with the square root of the sizes they stand for, or small maps could not be seen.
 *
 * @throws RangeError if the model's input shape is not known yet
 * @see LeCun et al. (1998), Gradient-based learning applied to document recognition, figure 2
 *
 * @example
 * ```ts
 * architecture(zoo.lenet5()).alt;
 * // "Input 32×32×1, convolution 5×5 to 28×28×6, average pooling 2×2 to 14×14×6, …, dense to 10."
 * ```
 */
export function architecture(model: LayersModel): Drawing {
  return summary(model).isChain ? chain(model) : graph(model);
}

function chain(model: LayersModel): Drawing {
  const layers = modelLayers("architecture", model);
  const stages = layers
    .map(({layer, kind, outputs}) => ({
      shape: lengths(outputs[0].shape),
      kind,
      window: windowOf(layer),
      weights: layer.weights.length
    }))
    .filter(({shape, kind, weights}, k) => {
      const before = k === 0 ? lengths(layers[0].inputs[0]?.shape ?? [null]) : undefined;
      const same = k > 0 && String(shape) === String(lengths(layers[k - 1].outputs[0].shape));
      return kind !== "InputLayer" && (before !== undefined || weights > 0 || !same);
    })
    .map(({shape, kind, window}) => ({shape, action: actionOf(kind, window), window}));
  const all = [{shape: lengths(model.inputs[0].shape), action: "", window: undefined}, ...stages];
  const alt = describe(all);
  return drawing(drawArchitecture(all, alt), alt);
}

function graph(model: LayersModel): Drawing {
  const stages = graphStages(layerCalls("architecture", model));
  const alt = describeGraph(stages);
  return drawing(drawGraph(stages.map(graphNode), alt), alt);
}

function drawing(svg: string, alt: string): Drawing {
  return {svg, alt, [displaySymbol]: () => ({"image/svg+xml": svg, "text/plain": alt})};
}

/** Height, width and channels, or length; an unknown axis counts as 1. */
function lengths(shape: readonly (number | null)[]): number[] {
  return shape.slice(1).map((n) => n ?? 1);
}

function describe(stages: readonly {shape: readonly number[]; action: string}[]): string {
  const [input, ...rest] = stages.map(
    ({shape, action}) => `${action ? `${action} to` : "Input"} ${shape.join("×")}`
  );
  return `${[input, ...rest].join(", ")}.`;
}
