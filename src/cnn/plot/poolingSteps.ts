import {changing, fillings, rangeFrom} from "./convolutionSteps.ts";
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
import {colorscales, heading} from "./theme.ts";
import {round, sentence, short, toArray, type Values} from "./values.ts";

/** How pooling comes to one value of its output, as `scratch.pool2dSteps` tells it. */
export interface PoolingStep extends WindowPlace {
  /** The values in the window, `[poolHeight, poolWidth]`. */
  values: Values;
  /** Their greatest, or their mean. */
  output: number;
}

export interface PoolingStepsOptions {
  title?: string;
  /** What is taken of a window; defaults to `"max"`. */
  mode?: "max" | "avg";
  /** The channel that is shown, where the input has several; defaults to 0. */
  channel?: number;
}

/**
 * Shows pooling step by step: the window on the input, the value that is taken from it, and the output
 * that fills. A slider and a play button go from one output value to the next.
 *
 * @param x - input, `[height, width]` or `[height, width, channels]`
 * @param steps - one step for each output value of the channel, in order; the first 100 are shown
 * @throws RangeError if there is no step, or no such channel
 *
 * @example
 * ```ts
 * poolingSteps(x, scratch.pool2dSteps(x, {poolSize: 2}));
 * ```
 */
export function poolingSteps(
  x: Values,
  steps: Iterable<PoolingStep>,
  {mode = "max", title, channel = 0}: PoolingStepsOptions = {}
): Figure {
  const caller = "poolingSteps";
  const input = toArray(x, caller, "x", [2, 3], "[height, width] or [height, width, channels]");
  const [height, width, channels = 1] = input.shape;
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels)) {
    throw new RangeError(
      `${caller}: channel is one of 0 to ${channels - 1}, but got ${channel} (x [${input.shape}])`
    );
  }
  const {shown, count} = positionsOf(steps, caller);
  const values = shown.map((step) => {
    const array = toArray(step.values, caller, "values", [2], "[poolHeight, poolWidth]");
    const [tall, wide] = array.shape;
    if (tall !== step.rows.length || wide !== step.cols.length) {
      throw new RangeError(
        `${caller}: expected a value for each row and column of the window, but got shape ` +
          `[${array.shape}] for ${step.rows.length} rows and ${step.cols.length} columns`
      );
    }
    return array;
  });
  const outputs = shown.map(({output}) => output);
  const outHeight = Math.max(...shown.map(({i}) => i)) + 1;
  const outWidth = Math.max(...shown.map(({j}) => j)) + 1;
  const filled = fillings(shown, outputs, outHeight, outWidth);
  const extent = paddedExtent(shown, height, width);
  const range = rangeFrom(input.data);
  const name = mode === "max" ? "Max pooling" : "Average pooling";
  const panels: Panel[] = [
    {
      title: `input ${height}×${width}`,
      suffix: "",
      z: paddedRows(
        (row, col) => round(input.data[(row * width + col) * channels + channel], 4),
        extent,
        [height, width]
      ),
      first: [extent.top, extent.left],
      domain: {x: [0.07, 0.53], y: [0.2, 1]},
      colorscale: colorscales.sequential,
      range,
      ticks: true
    },
    {
      title: `→ output ${outHeight}×${outWidth}`,
      suffix: "2",
      z: filled[0],
      domain: {x: [0.64, 1], y: [0.2, 1]},
      colorscale: colorscales.sequential,
      range,
      ticks: true
    }
  ];
  const parts = panels.map(panelLayout);
  const captions = shown.map((step, k) => caption(Array.from(values[k].data), step.output, mode));
  const moving = (k: number): Record<string, unknown>[] => [
    boxTrace("", shown[k].rows, shown[k].cols),
    takenFrom(shown[k], Array.from(values[k].data), mode),
    panelTrace({...panels[1], z: filled[k]}),
    boxTrace("2", [shown[k].i], [shown[k].j]),
    captionTrace("3", captions[k])
  ];
  const names = shown.map(({i, j}) => `${i}, ${j}`);
  const number = shownOf(shown.length, count, "position");
  const of = channels > 1 ? `, channel ${channel} of ${channels}` : "";
  const text = title ?? `${name}, step by step`;
  const top = heading(text, `${number} of the window${of}`, {l: 20, r: 16, b: 130});
  top.margin.t += 20;
  return figure(
    {
      data: [panelTrace(panels[0]), ...moving(0)],
      layout: {
        ...top,
        height: 330 + top.margin.t + top.margin.b,
        showlegend: false,
        hovermode: "closest",
        ...Object.assign({}, ...parts.map(({axes}) => axes)),
        ...captionAxes("3", [0, 0.1]),
        annotations: parts.map(({annotation}) => annotation),
        ...controls(names)
      },
      frames: shown.map((_, k) => ({
        name: names[k],
        traces: [1, 2, 3, 4, 5],
        data: moving(k).map(changing)
      }))
    },
    {
      alt:
        `${sentence(text)} An input of ${height}×${width}${of} gives an output of ${outHeight}×${outWidth}; ` +
        `${number} shown. At output row ${shown[0].i}, column ${shown[0].j}: ` +
        `${captions[0].replaceAll("<br>", " ").replaceAll(/<\/?b>/g, "")}. ` +
        `Output so far: ${outputs
          .slice(0, 36)
          .map((value) => short(value))
          .join(", ")}${outputs.length > 36 ? ", …" : ""}.`
    }
  );
}

/** A ring around the value that max pooling takes, the first of equals; nothing for the average. */
function takenFrom(
  {rows, cols}: WindowPlace,
  values: readonly number[],
  mode: "max" | "avg"
): Record<string, unknown> {
  const at = mode === "max" ? values.indexOf(Math.max(...values)) : -1;
  return {
    type: "scatter",
    mode: "markers",
    x: at < 0 ? [null] : [cols[at % cols.length]],
    y: at < 0 ? [null] : [rows[Math.floor(at / cols.length)]],
    marker: {symbol: "circle-open", size: 30, color: "#d55e00", line: {width: 3}},
    hoverinfo: "skip",
    xaxis: "x",
    yaxis: "y"
  };
}

function caption(values: readonly number[], output: number, mode: "max" | "avg"): string {
  const shown = values
    .slice(0, 9)
    .map((value) => short(value))
    .join(", ");
  const all = values.length > 9 ? `${shown}, …` : shown;
  return `${mode === "max" ? "greatest" : "mean"} of ${all}<br>= output <b>${short(output)}</b>`;
}
