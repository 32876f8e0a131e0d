import type {LayersModel} from "@tensorflow/tfjs";
import {displaySymbol, type MimeBundle} from "../host.ts";
import {drawArchitecture} from "./drawArchitecture.ts";
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
 * Draws a model as LeNet-5's authors drew theirs: each group of feature maps as a stack of sheets, each
 * vector as a bar, and between them what the layer does, a small window where it slides one.
 *
 * Layers that change no shape and have no weights of their own (activation, dropout) are left out. Sizes
 * on the page grow with the square root of the sizes they stand for, or small maps could not be seen.
 *
 * @throws RangeError if the model's input shape is not known yet, or its layers form no chain
 * @see LeCun et al. (1998), Gradient-based learning applied to document recognition, figure 2
 *
 * @example
 * ```ts
 * architecture(zoo.lenet5()).alt;
 * // "Input 32×32×1, convolution 5×5 to 28×28×6, average pooling 2×2 to 14×14×6, …, dense to 10."
 * ```
 */
export function architecture(model: LayersModel): Drawing {
  const {isChain, rows} = summary(model);
  if (!isChain) {
    throw new RangeError(
      `architecture: every layer has the one before as its only input, but ` +
        `${rows.find(({connectedTo}) => connectedTo.length > 1)?.name ?? model.name} has another`
    );
  }
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
  return {
    svg: drawArchitecture(all, alt),
    alt,
    [displaySymbol]: () => ({"image/svg+xml": drawArchitecture(all, alt), "text/plain": alt})
  };
}

/** Height, width and channels, or length; an unknown axis counts as 1. */
function lengths(shape: readonly (number | null)[]): number[] {
  return shape.slice(1).map((n) => n ?? 1);
}

/** Height and width of the window that a layer slides, if it slides one. */
function windowOf(layer: object): [number, number] | undefined {
  const {kernelSize, poolSize} = layer as Record<string, number | number[] | undefined>;
  const size = [kernelSize ?? poolSize ?? []].flat();
  return size.length === 0 ? undefined : [size[0], size[1] ?? size[0]];
}

const actions: readonly (readonly [RegExp, string])[] = [
  [/Transpose/, "transposed convolution"],
  [/Depthwise/, "depthwise convolution"],
  [/Separable/, "separable convolution"],
  [/^Conv/, "convolution"],
  [/GlobalMax/, "global max pooling"],
  [/GlobalAverage/, "global average pooling"],
  [/MaxPool/, "max pooling"],
  [/AveragePool/, "average pooling"],
  [/^BatchNorm/, "batch normalisation"],
  [/^ZeroPadding/, "zero padding"]
];

/** `"convolution 5×5"`; a layer without a word of ours is called as Keras calls it, in small letters. */
function actionOf(kind: string, window: [number, number] | undefined): string {
  const word = actions.find(([pattern]) => pattern.test(kind))?.[1] ?? kind.toLowerCase();
  return window ? `${word} ${window.join("×")}` : word;
}

function describe(stages: readonly {shape: readonly number[]; action: string}[]): string {
  const [input, ...rest] = stages.map(
    ({shape, action}) => `${action ? `${action} to` : "Input"} ${shape.join("×")}`
  );
  return `${[input, ...rest].join(", ")}.`;
}
