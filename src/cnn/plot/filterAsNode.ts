import {explorer} from "./explorer.ts";
import type {Figure, FigureSpec, Trace} from "./figure.ts";
import type {ConvolutionStep} from "./convolutionSteps.ts";
import {boxTrace, captionAxes, captionTrace, panelLayout, panelTrace, rangeFrom} from "./panels.ts";
import {colorscales, grey, heading} from "./theme.ts";
import {readArray, short, toRows, type Values} from "./values.ts";

export interface FilterAsNodeOptions {
  title?: string;
}

/** Most weights whose lines can be told apart. */
const maxWeights = 16;
const plotHeight = 250;
const captionHeight = 44;
const axisHeight = 44;

/**
 * Draws a filter as a node of an ordinary network: on the left the window on the picture, on the right
 * the node, one line for each weight. A slider moves the window: other pixels come to the node, but the
 * lines stay what they are, since all places share the weights.
 *
 * @param x - picture, `[height, width]` or `[height, width, 1]`
 * @param kernel - the filter, `[kernelHeight, kernelWidth]` or `[kernelHeight, kernelWidth, 1, 1]`
 * @param steps - the places of the window, as `scratch.conv2dSteps` tells them
 * @throws RangeError if there are more than one channel or filter, or more than 16 weights
 *
 * @example
 * ```ts
 * filterAsNode(x, kernel, scratch.conv2dSteps(x, kernel, ndarray([1], [0.5])));
 * ```
 */
export function filterAsNode(
  x: Values,
  kernel: Values,
  steps: Iterable<ConvolutionStep>,
  {title = "A filter is a node"}: FilterAsNodeOptions = {}
): Figure {
  const caller = "filterAsNode";
  const picture = readArray(x, caller, "x", [2, 3], "[height, width] or [height, width, 1]");
  const weights = readArray(kernel, caller, "kernel", [2, 4], "[height, width] of one filter");
  const [height, width, channels = 1] = picture.shape;
  const count = weights.data.length;
  if (channels !== 1 || count > maxWeights || weights.shape[0] * weights.shape[1] !== count) {
    throw new RangeError(
      `${caller}: expected one channel and one filter of at most ${maxWeights} weights, ` +
        `but got x [${picture.shape}] and kernel [${weights.shape}]`
    );
  }
  const shown = [...steps];
  const top = heading(title, `${count} weights and a bias, the same at every place`, {
    l: 20,
    r: 16,
    b: 20
  });
  top.margin.t += 20;
  const inner = plotHeight + axisHeight + captionHeight;
  const upper: [number, number] = [(axisHeight + captionHeight) / inner, 1];
  const panel = {
    title: `picture ${height}×${width}`,
    suffix: "",
    z: toRows(picture.data, height, width, {digits: 3}),
    domain: {x: [0.08, 0.48] as [number, number], y: upper},
    colorscale: colorscales.gray,
    range: rangeFrom(picture.data),
    toward: "right" as const
  };
  const {axes, annotation} = panelLayout(panel);
  const end = Math.max(...Array.from(weights.data, Math.abs)) || 1;
  const lines = Array.from(weights.data, (weight, k) => lineTrace(weight, k, count, end));
  const draw = (k: number): FigureSpec => {
    const {rows, cols, sum, bias, result} = shown[k];
    const inside = (row: number, col: number): boolean =>
      row >= 0 && row < height && col >= 0 && col < width;
    const inputs = rows.flatMap((row) =>
      cols.map((col) => (inside(row, col) ? picture.data[row * width + col] : 0))
    );
    return {
      data: [
        panelTrace(panel),
        boxTrace("", rows, cols),
        ...lines,
        inputsTrace(inputs, panel.range),
        nodeTrace(result, count),
        captionTrace(
          "3",
          `sum of products ${short(sum)}<br>+ bias ${short(bias)} = <b>${short(result)}</b>`
        )
      ],
      layout: {
        ...top,
        height: inner + top.margin.t + top.margin.b,
        showlegend: false,
        hovermode: "closest",
        ...axes,
        ...diagramAxes(count, upper),
        ...captionAxes("3", [0, captionHeight / inner]),
        annotations: [annotation]
      }
    };
  };
  const names = shown.map(({output}) => output.join(", "));
  return explorer([{name: "window at row, column", values: names}], ([k]) => draw(k), {
    alt:
      `${title}. The node's ${count} weights ${Array.from(weights.data, (w) => short(w)).join(", ")} stay, ` +
      `while its inputs are the pixels under the window; outputs ${shown.map(({result}) => short(result, 3)).join(", ")}`
  });
}

/** From input k, on the left, to the node: blue for a negative weight, red for a positive one. */
function lineTrace(weight: number, k: number, count: number, end: number): Trace {
  const color = weight < 0 ? "#4393c3" : weight > 0 ? "#d6604d" : grey;
  const middle = (count - 1) / 2;
  return {
    type: "scatter",
    mode: "lines+text",
    // The weight stands where the lines are still apart.
    x: [0, 0.16, 1],
    y: [k, k + (middle - k) * 0.16, middle],
    text: ["", short(weight, 2), ""],
    textposition: "top center",
    textfont: {size: 10},
    line: {
      color,
      width: 1 + (3 * Math.abs(weight)) / end,
      dash: weight === 0 ? "dot" : "solid"
    },
    hoverinfo: "skip",
    xaxis: "x2",
    yaxis: "y2"
  };
}

function inputsTrace(inputs: readonly number[], [cmin, cmax]: readonly [number, number]): Trace {
  return {
    type: "scatter",
    mode: "markers+text",
    x: inputs.map(() => 0),
    y: inputs.map((_, k) => k),
    text: inputs.map((value) => short(value, 2)),
    textposition: "middle left",
    textfont: {size: 11},
    marker: {
      size: 15,
      color: inputs,
      cmin,
      cmax,
      colorscale: colorscales.gray,
      line: {color: grey, width: 1}
    },
    cliponaxis: false,
    hovertemplate: "input %{text}<extra></extra>",
    xaxis: "x2",
    yaxis: "y2"
  };
}

function nodeTrace(result: number, count: number): Trace {
  return {
    type: "scatter",
    mode: "markers+text",
    x: [1],
    y: [(count - 1) / 2],
    text: [`<b>${short(result, 3)}</b>`],
    textposition: "bottom center",
    textfont: {size: 13},
    marker: {size: 26, color: "#a6dbb4", line: {color: "#00694c", width: 2}},
    cliponaxis: false,
    hovertemplate: "output %{text}<extra></extra>",
    xaxis: "x2",
    yaxis: "y2"
  };
}

function diagramAxes(count: number, y: [number, number]): Record<string, unknown> {
  const hidden = {visible: false, fixedrange: true};
  return {
    xaxis2: {...hidden, domain: [0.56, 1], anchor: "y2", range: [-0.28, 1.22]},
    yaxis2: {...hidden, domain: y, anchor: "x2", range: [count - 0.4, -0.6]}
  };
}
