import type {NDArray} from "../ndarray.ts";
import {type Figure, figure, type Trace} from "./figure.ts";
import {shownOf} from "./imageGrid.ts";
import {
  boxTrace,
  captionTrace,
  columns,
  layRows,
  type Panel,
  panelTrace,
  rangeFrom,
  symmetricRange,
  withoutMarkup
} from "./panels.ts";
import {panelsLayout} from "./panelsLayout.ts";
import {
  controls,
  controlsHeight,
  fillings,
  framesOf,
  listNumbers,
  outputExtent,
  paddedExtent,
  paddedRows,
  positionsOf,
  type WindowPlace
} from "./stepFrames.ts";
import {colorscales, grey} from "./theme.ts";
import {round, sentence, short, readArray, toRows, type Values} from "./values.ts";

/** How a convolution comes to one value of its output, as `scratch.conv2dSteps` tells it. */
export interface ConvolutionStep extends WindowPlace {
  /** Which filter is at work. */
  filter: number;
  /** Each value in the window times its weight, `[kernelHeight, kernelWidth, channels]`. */
  products: NDArray;
  /** Sum of the products. */
  sum: number;
  /** Bias of the filter. */
  bias: number;
  /** Sum and bias: the output's value. */
  result: number;
}

export interface ConvolutionStepsOptions {
  title?: string;
  /** The filter that is shown, where there are several; defaults to 0. */
  filter?: number;
  /** The input channel whose numbers are shown, where there are several; defaults to 0. */
  channel?: number;
}

/**
 * Shows a convolution step by step: the window on the input, the kernel, their products, and the output
 * that fills with the sums. A slider and a play button go from one output value to the next.
 *
 * @param x - input, `[height, width]` or `[height, width, channels]`
 * @param kernel - weights, `[kernelHeight, kernelWidth]` or `[kernelHeight, kernelWidth, channels,
 *   filters]`
 * @param steps - one step for each output value, in order; the first 100 of the filter are shown
 * @throws RangeError if there is no step of the filter, or shapes disagree
 *
 * @example
 * ```ts
 * convolutionSteps(x, kernel, scratch.conv2dSteps(x, kernel, bias, {padding: 1}));
 * ```
 */
export function convolutionSteps(
  x: Values,
  kernel: Values,
  steps: Iterable<ConvolutionStep>,
  {title = "Convolution, step by step", filter = 0, channel = 0}: ConvolutionStepsOptions = {}
): Figure {
  const caller = "convolutionSteps";
  const input = readArray(x, caller, "x", [2, 3], "[height, width] or [height, width, channels]");
  const weights = readArray(
    kernel,
    caller,
    "kernel",
    [2, 4],
    "[kernelHeight, kernelWidth] or [kernelHeight, kernelWidth, channels, filters]"
  );
  const [height, width, channels = 1] = input.shape;
  const [tall, wide, inChannels = 1, filters = 1] = weights.shape;
  if (inChannels !== channels) {
    throw new RangeError(
      `${caller}: kernel expects ${inChannels} input channels, but x has ${channels} ` +
        `(x [${input.shape}], kernel [${weights.shape}])`
    );
  }
  checkIndex("channel", channel, channels);
  checkIndex("filter", filter, filters);
  const {shown, count} = positionsOf(steps, (step) => step.filter === filter, caller);
  for (const {products} of shown) {
    if (products.data.length !== tall * wide * channels) {
      throw new RangeError(
        `${caller}: expected a product for each weight of the filter, but got shape ` +
          `[${products.shape}] (kernel [${weights.shape}])`
      );
    }
  }
  const kernelRows = toRows(weights.data, tall, wide, {
    start: channel * filters + filter,
    step: channels * filters,
    digits: 4
  });
  const slice = {start: channel, step: channels, digits: 4};
  const productRows = shown.map(({products}) => toRows(products.data, tall, wide, slice));
  const results = shown.map(({result}) => result);
  const [outHeight, outWidth] = outputExtent(shown);
  const filled = fillings(shown, results, outHeight, outWidth);
  const extent = paddedExtent(shown, height, width);
  const of =
    (filters > 1 ? `, filter ${filter} of ${filters}` : "") +
    (channels > 1 ? `, channel ${channel} of ${channels}` : "");
  const padded = extent.height > height || extent.width > width ? " + padding" : "";
  const rows = layRows(2);
  const panels: Panel[] = [
    {
      title: `input ${height}×${width}${padded}`,
      suffix: "",
      z: paddedRows(
        (row, col) => round(input.data[(row * width + col) * channels + channel], 4),
        extent,
        [height, width]
      ),
      first: [extent.top, extent.left],
      domain: {x: columns.left, y: rows.upper},
      colorscale: colorscales.gray,
      range: rangeFrom(input.data),
      toward: "right"
    },
    {
      title: `× kernel ${tall}×${wide}`,
      suffix: "2",
      z: kernelRows,
      domain: {x: columns.right, y: rows.upper},
      colorscale: colorscales.diverging,
      range: symmetricRange(weights.data),
      toward: "left"
    },
    {
      title: "= products",
      suffix: "3",
      z: productRows[0],
      domain: {x: columns.left, y: rows.lower},
      colorscale: colorscales.diverging,
      range: symmetricRange(shown.flatMap(({products}) => Array.from(products.data))),
      toward: "right"
    },
    {
      title: `→ output ${outHeight}×${outWidth}`,
      suffix: "4",
      z: filled[0],
      domain: {x: columns.right, y: rows.lower},
      colorscale: colorscales.sequential,
      range: rangeFrom(results),
      toward: "left"
    }
  ];
  const captions = shown.map((step) => caption(step, channels));
  // The traces that change: window, products, output, box in the output, words.
  const moving = (k: number): Trace[] => [
    boxTrace("", shown[k].rows, shown[k].cols),
    panelTrace({...panels[2], z: productRows[k]}),
    panelTrace({...panels[3], z: filled[k]}),
    boxTrace("4", [shown[k].output[0]], [shown[k].output[1]]),
    captionTrace("5", captions[k])
  ];
  const [window, product, output, cell, words] = moving(0);
  const border = boxTrace("", [0, height - 1], [0, width - 1], grey);
  const data = [
    panelTrace(panels[0]),
    {...border, line: {color: grey, width: 2, dash: "dot"}, visible: padded !== ""},
    panelTrace(panels[1]),
    window,
    product,
    output,
    cell,
    words
  ];
  const names = shown.map(({output}) => output.join(", "));
  const number = shownOf(shown.length, count, "position");
  return figure(
    {
      data,
      layout: {
        ...panelsLayout(panels, rows, {
          title,
          note: `${number} of the window${of}`,
          below: controlsHeight
        }),
        ...controls(names)
      },
      frames: framesOf(names, [3, 4, 5, 6, 7], moving)
    },
    {
      alt:
        `${sentence(title)} A ${tall}×${wide} kernel on an input of ${height}×${width}${of} gives an output ` +
        `of ${outHeight}×${outWidth}; ${number} shown. ` +
        `At output row ${shown[0].output[0]}, column ${shown[0].output[1]}: ${withoutMarkup(captions[0])}. ` +
        `Output values in reading order: ${listNumbers(results, 36)}.`
    }
  );
}

function checkIndex(name: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new RangeError(`convolutionSteps: ${name} is one of 0 to ${count - 1}, but got ${value}`);
}

/** The sum in words: by channel where there are several. */
function caption({products: {data}, sum, bias, result}: ConvolutionStep, channels: number): string {
  const sums = new Array<number>(channels).fill(0);
  data.forEach((product, k) => (sums[k % channels] += product));
  const byChannel =
    channels > 1 && channels <= 4
      ? ` (channels ${sums.map((part) => short(part)).join(", ")})`
      : "";
  return (
    `sum of products ${short(sum)}${byChannel}<br>` +
    `+ bias ${short(bias)} = output <b>${short(result)}</b>`
  );
}
