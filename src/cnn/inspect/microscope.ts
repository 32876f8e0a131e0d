import type {LayersModel} from "@tensorflow/tfjs";
import {ndarray, type NDArray} from "../ndarray.ts";
import type {Objective} from "./gradients.ts";
import {graphOf, stepOf} from "./graph.ts";
import {extentOf, type Unit} from "./mechanisms/mechanism.ts";
import {type BackwardView, backwardViews} from "./microscopeBackward.ts";
import {type ForwardView, forwardViews} from "./microscopeForward.ts";
import {type Picture, toPicture} from "./picture.ts";
import {fieldsOf, type UnitField} from "./receptiveField.ts";

/** One number of a feature map, with all that made it and, after a backward pass, what came back to it. */
export interface MicroscopeView extends Unit, ForwardView {
  /** The layer's name, as `summary` shows it. */
  layer: string;
  /** The class of the layer in Keras: `"Conv2D"`. */
  kind: string;
  /** The whole map that the number is one pixel of, `[height, width]`. */
  map: NDArray;
  /** What the number can depend on in the picture. */
  field: UnitField;
  /** What came back; with `gradientOf` only. */
  backward?: BackwardView;
}

export interface MicroscopeOptions {
  /** Name of the layer, as `summary` shows it. */
  layer: string;
  /** Number of the map, or of the unit of a dense layer; defaults to 0. */
  channel?: number;
  /** Row of the pixel in the map; defaults to 0. */
  row?: number;
  /** Column of the pixel; defaults to 0. */
  column?: number;
  /**
   * Goes back as well, from the score of a class before the softmax, `{score: 3}`, or from the
   * cross-entropy loss when a class is the right one, `{loss: 3}`.
   */
  gradientOf?: Objective;
}

/**
 * Looks at one number of any layer: what it sees of the picture, its window, the weights, every product,
 * the sum, the activation; and after a backward pass the gradient that arrived, the units of the next layers
 * that it came from, and what is sent on.
 *
 *     result = Σ window · kernel + bias,   value = activation(result)
 *     arrived = Σ over uses of weight · delta there,   delta = arrived · slope,   sends = delta · kernel
 *
 * Pooling is a sum too: of one value with weight 1, or of all with the same.
 *
 * @param image - picture as the model is given it, `[height, width, channels]`
 * @throws RangeError if there is no such layer, pixel or class, or the layer is of a kind that is more than a sum
 * @throws TypeError if the model is no layers model, or image no array
 *
 * @example
 * ```ts
 * const view = await microscope(model, digit, {layer: "conv2d", row: 4, column: 9, channel: 2});
 * view.products.shape; // [5, 5, 1]
 * view.value === view.map.data[4 * 28 + 9]; // up to rounding
 * plot.microscope(digit, [view]);
 * ```
 */
export async function microscope(
  model: LayersModel,
  image: Picture,
  {row = 0, column = 0, ...options}: MicroscopeOptions
): Promise<MicroscopeView> {
  const [view] = await views("microscope", model, image, options, () => [[row, column]]);
  return view;
}

export interface MicroscopeStepsOptions extends Omit<MicroscopeOptions, "row" | "column"> {
  /** Most pixels to look at, evenly spread over the map; defaults to 100. */
  limit?: number;
}

/**
 * Looks at the pixels of a map one after the other, as `microscope` does at one; with one pass through the
 * model for all of them.
 *
 * @returns one view a pixel, row by row, for `plot.microscope` to step through
 * @throws RangeError as `microscope`
 *
 * @example
 * ```ts
 * plot.microscope(digit, await microscopeSteps(model, digit, {layer: "conv2d_1", channel: 3}));
 * ```
 */
export async function microscopeSteps(
  model: LayersModel,
  image: Picture,
  {limit = 100, ...options}: MicroscopeStepsOptions
): Promise<MicroscopeView[]> {
  const caller = "microscopeSteps";
  if (!Number.isInteger(limit) || limit < 1) {
    throw new RangeError(`${caller}: limit is a whole number from 1 up, but got ${limit}`);
  }
  return views(caller, model, image, options, ([height, width]) => {
    let step = 1;
    while (Math.ceil(height / step) * Math.ceil(width / step) > limit) ++step;
    const along = (n: number): number[] =>
      Array.from({length: Math.ceil(n / step)}, (_, k) => k * step);
    return along(height).flatMap((row) => along(width).map((column) => [row, column] as const));
  });
}

async function views(
  caller: string,
  model: LayersModel,
  image: Picture,
  {layer, channel = 0, gradientOf}: Omit<MicroscopeOptions, "row" | "column">,
  pixelsOf: (size: readonly [number, number]) => (readonly [row: number, column: number])[]
): Promise<MicroscopeView[]> {
  const graph = graphOf(caller, model);
  const picture = toPicture(caller, model, image);
  const step = stepOf(caller, graph, layer);
  const look = await forwardViews(caller, graph, step, picture);
  const [height, width, channels] = extentOf(look.output);
  const pixels = pixelsOf([height, width]);
  checkPlace(caller, "channel", channel, channels);
  for (const [row, column] of pixels) {
    checkPlace(caller, "row", row, height);
    checkPlace(caller, "column", column, width);
  }
  const map = ndarray(
    [height, width],
    look.output.data.filter((_, k) => k % channels === channel)
  );
  const back = gradientOf && (await backwardViews(caller, graph, step, picture, gradientOf));
  const fieldOf = fieldsOf(graph, step.outputs[0], [picture.shape[0], picture.shape[1]]);
  return pixels.map(([row, column]) => {
    const unit = {row, column, channel};
    const forward = look.at(unit);
    return {
      layer: step.name,
      kind: step.kind,
      ...unit,
      map,
      field: fieldOf(row, column),
      ...forward,
      ...(back && {backward: back.at(unit, forward)})
    };
  });

  function checkPlace(caller: string, name: string, value: number, count: number): void {
    if (Number.isInteger(value) && value >= 0 && value < count) return;
    throw new RangeError(
      `${caller}: ${name} is one of 0 to ${count - 1} in layer ${step.name}, but got ${value}`
    );
  }
}
