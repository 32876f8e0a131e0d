import type {NDArray} from "../ndarray.ts";
import {type Figure, figure} from "./figure.ts";
import {shownOf} from "./imageGrid.ts";
import {
  boxTrace,
  captionAxes,
  captionTrace,
  controls,
  paddedExtent,
  paddedRows,
  type Panel,
  panelLayout,
  panelTrace,
  positionsOf,
  type WindowPlace
} from "./stepFrames.ts";
import {rangeOf} from "./image.ts";
import {colorscales, heading} from "./theme.ts";
import {factsOf, plural, round, sentence, short, toArray, toRows, type Values} from "./values.ts";

/** How a convolution comes to one value of its output, as `scratch.conv2dSteps` tells it. */
export interface ConvolutionStep extends WindowPlace {
  /** The filter's weights, `[kernelHeight, kernelWidth, channels]`. */
  kernel: Values;
  /** Input times weight, `[kernelHeight, kernelWidth, channels]`. */
  products: Values;
  /** Sum of the products, without the bias. */
  sum: number;
  /** What is added to the sum. */
  bias: number;
}

export interface ConvolutionStepsOptions {
  title?: string;
  /** The input channel whose numbers are shown, where there are several; defaults to 0. */
  channel?: number;
}

/**
 * Shows a convolution step by step: the window on the input, the kernel, their products, and the output
 * that fills with the sums. A slider and a play button go from one output value to the next.
 *
 * @param x - input, `[height, width]` or `[height, width, channels]`
 * @param steps - one step for each output value, in order; the first 100 are shown
 * @throws RangeError if there is no step, or shapes disagree
 *
 * @example
 * ```ts
 * convolutionSteps(x, scratch.conv2dSteps(x, kernel, bias, {padding: 1}));
 * ```
 */
export function convolutionSteps(
  x: Values,
  steps: Iterable<ConvolutionStep>,
  {title = "Convolution, step by step", channel = 0}: ConvolutionStepsOptions = {}
): Figure {
  const caller = "convolutionSteps";
  const input = toArray(x, caller, "x", [2, 3], "[height, width] or [height, width, channels]");
  const [height, width, channels = 1] = input.shape;
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels)) {
    throw new RangeError(
      `${caller}: channel is one of 0 to ${channels - 1}, but got ${channel} (x [${input.shape}])`
    );
  }
  const {shown, count} = positionsOf(steps, caller);
  const kernel = readTaps(shown[0].kernel, "kernel", channels);
  const products = shown.map((step) => readTaps(step.products, "products", channels, kernel));
  const [tall, wide] = kernel.shape;
  const slice = {start: channel, step: channels};
  const kernelRows = toRows(kernel.data, tall, wide, slice);
  const productRows = products.map(({data}) => toRows(data, tall, wide, slice));
  const outputs = shown.map(({sum, bias}) => sum + bias);
  const outHeight = Math.max(...shown.map(({i}) => i)) + 1;
  const outWidth = Math.max(...shown.map(({j}) => j)) + 1;
  const filled = fillings(shown, outputs, outHeight, outWidth);
  const extent = paddedExtent(shown, height, width);
  const of = channels > 1 ? `, channel ${channel} of ${channels}` : "";
  const padded = extent.height > height || extent.width > width ? " + padding" : "";
  const [left, right] = [
    [0.07, 0.47],
    [0.6, 1]
  ] as [number, number][];
  const [upper, lower] = [
    [0.6, 1],
    [0.08, 0.46]
  ] as [number, number][];
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
      domain: {x: left, y: upper},
      colorscale: colorscales.gray,
      range: rangeOf(input.data),
      ticks: true
    },
    {
      title: `× kernel ${tall}×${wide}`,
      suffix: "2",
      z: kernelRows,
      domain: {x: right, y: upper},
      colorscale: colorscales.diverging,
      range: symmetric(kernel.data),
      ticks: true
    },
    {
      title: "= products",
      suffix: "3",
      z: productRows[0],
      domain: {x: left, y: lower},
      colorscale: colorscales.diverging,
      range: symmetric(products.flatMap(({data}) => Array.from(data))),
      ticks: true
    },
    {
      title: `→ output ${outHeight}×${outWidth}`,
      suffix: "4",
      z: filled[0],
      domain: {x: right, y: lower},
      colorscale: colorscales.sequential,
      range: rangeFrom(outputs),
      ticks: true
    }
  ];
  const parts = panels.map(panelLayout);
  const captions = shown.map((step, k) => caption(step, products[k], channels));
  // The traces that change: window, products, output, box in the output, words.
  const moving = (k: number): Record<string, unknown>[] => [
    boxTrace("", shown[k].rows, shown[k].cols),
    panelTrace({...panels[2], z: productRows[k]}),
    panelTrace({...panels[3], z: filled[k]}),
    boxTrace("4", [shown[k].i], [shown[k].j]),
    captionTrace("5", captions[k])
  ];
  const [window, product, output, cell, words] = moving(0);
  const border = boxTrace("", [0, height - 1], [0, width - 1], "#7a7a7a");
  const data = [
    panelTrace(panels[0]),
    {...border, line: {color: "#7a7a7a", width: 2, dash: "dot"}, visible: padded !== ""},
    panelTrace(panels[1]),
    window,
    product,
    output,
    cell,
    words
  ];
  const names = shown.map(({i, j}) => `${i}, ${j}`);
  const number = shownOf(shown.length, count, "position");
  const top = heading(title, `${number} of the window${of}`, {l: 20, r: 16, b: 130});
  top.margin.t += 20;
  return figure(
    {
      data,
      layout: {
        ...top,
        height: 640 + top.margin.t - 60,
        showlegend: false,
        hovermode: "closest",
        ...Object.assign({}, ...parts.map(({axes}) => axes)),
        ...captionAxes("5", [0, 0.05]),
        annotations: parts.map(({annotation}) => annotation),
        ...controls(names)
      },
      frames: shown.map((_, k) => ({
        name: names[k],
        traces: [3, 4, 5, 6, 7],
        data: moving(k).map(changing)
      }))
    },
    {
      alt:
        `${sentence(title)} A ${tall}×${wide} kernel on an input of ${height}×${width}${of} gives an output ` +
        `of ${outHeight}×${outWidth}; ${number} shown. ` +
        `At output row ${shown[0].i}, column ${shown[0].j}: ${captions[0].replaceAll("<br>", ", ")}. ` +
        `Output so far: ${outputs
          .slice(0, 36)
          .map((value) => short(value))
          .join(", ")}${outputs.length > 36 ? ", …" : ""}.`
    }
  );
}

/** The fields of a trace that differ from one step to the next. */
export function changing({x, y, z, text}: Record<string, unknown>): Record<string, unknown> {
  return {
    ...(x !== undefined && {x, y}),
    ...(z !== undefined && {z}),
    ...(text !== undefined && {text})
  };
}

/** The output after each step: every value so far, the others blank. */
export function fillings(
  steps: readonly WindowPlace[],
  outputs: readonly number[],
  height: number,
  width: number
): (number | null)[][][] {
  const output = Array.from({length: height}, () => new Array<number | null>(width).fill(null));
  return steps.map(({i, j}, k) => {
    output[i][j] = round(outputs[k], 4);
    return output.map((row) => [...row]);
  });
}

/** The ends of a colour scale that holds all the values. */
export function rangeFrom(values: ArrayLike<number>): readonly [number, number] {
  const {min, max} = factsOf(values);
  if (!(min < max)) return Number.isNaN(min) ? [0, 1] : [min - 0.5, max + 0.5];
  return [min, max];
}

function symmetric(values: ArrayLike<number>): readonly [number, number] {
  const {min, max} = factsOf(values);
  const end = Math.max(Math.abs(min), Math.abs(max)) || 1;
  return Number.isFinite(end) ? [-end, end] : [-1, 1];
}

function readTaps(taps: Values, name: string, channels: number, like?: NDArray): NDArray {
  const axes = "[kernelHeight, kernelWidth] or [kernelHeight, kernelWidth, channels]";
  const array = toArray(taps, "convolutionSteps", name, [2, 3], axes);
  const [tall, wide, depth = 1] = array.shape;
  if (depth !== channels) {
    throw new RangeError(
      `convolutionSteps: ${name} has ${plural(depth, "channel")}, but x has ${channels} (${name} [${array.shape}])`
    );
  }
  if (like && (tall !== like.shape[0] || wide !== like.shape[1])) {
    throw new RangeError(
      `convolutionSteps: products have the kernel's shape, but got [${array.shape}] (kernel [${like.shape}])`
    );
  }
  return array;
}

/** The sum in words: by channel where there are several. */
function caption({sum, bias}: ConvolutionStep, {data}: NDArray, channels: number): string {
  const sums = Array.from({length: channels}, (_, c) => {
    let part = 0;
    for (let k = c; k < data.length; k += channels) part += data[k];
    return part;
  });
  const byChannel =
    channels > 1 && channels <= 4
      ? ` (channels ${sums.map((part) => short(part)).join(" + ")})`
      : "";
  return `sum of products ${short(sum)}${byChannel}<br>+ bias ${short(bias)} = output <b>${short(sum + bias)}</b>`;
}
