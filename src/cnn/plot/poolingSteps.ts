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
import {colorscales, colorway} from "./theme.ts";
import {round, sentence, short, readArray, type Values} from "./values.ts";

/** How pooling comes to one value of its output, as `scratch.pool2dSteps` tells it. */
export interface PoolingStep extends WindowPlace {
  /** Which channel is pooled. */
  channel: number;
  /** The values in the window, `[poolHeight, poolWidth]`; 0 in the padding. */
  window: NDArray;
  /** For each row and column of the window, whether it lies in the padding, which does not count. */
  padded: readonly (readonly boolean[])[];
  /** Row and column of the input's value that is taken; for max pooling only. */
  winner?: readonly [row: number, col: number];
  /** The output's value: the greatest of the window, or its mean. */
  result: number;
}

export interface PoolingStepsOptions {
  title?: string;
  /** The channel that is shown, where the input has several; defaults to 0. */
  channel?: number;
}

/**
 * Shows pooling step by step: the window on the input, the value that is taken from it, and the output
 * that fills. A slider and a play button go from one output value to the next.
 *
 * @param x - input, `[height, width]` or `[height, width, channels]`
 * @param steps - one step for each output value, in order; the first 100 of the channel are shown
 * @throws RangeError if there is no step of the channel, or shapes disagree
 *
 * @example
 * ```ts
 * poolingSteps(x, scratch.pool2dSteps(x, {poolSize: 2}));
 * ```
 */
export function poolingSteps(
  x: Values,
  steps: Iterable<PoolingStep>,
  {title, channel = 0}: PoolingStepsOptions = {}
): Figure {
  const caller = "poolingSteps";
  const input = readArray(x, caller, "x", [2, 3], "[height, width] or [height, width, channels]");
  const [height, width, channels = 1] = input.shape;
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels)) {
    throw new RangeError(
      `${caller}: channel is one of 0 to ${channels - 1}, but got ${channel} (x [${input.shape}])`
    );
  }
  const {shown, count} = positionsOf(steps, (step) => step.channel === channel, caller);
  for (const {window, rows, cols} of shown) {
    if (window.data.length !== rows.length * cols.length) {
      throw new RangeError(
        `${caller}: expected a value for each row and column of the window, but got shape ` +
          `[${window.shape}] for ${rows.length} rows and ${cols.length} columns`
      );
    }
  }
  const results = shown.map(({result}) => result);
  const [outHeight, outWidth] = outputExtent(shown);
  const filled = fillings(shown, results, outHeight, outWidth);
  const extent = paddedExtent(shown, height, width);
  const range = rangeFrom(input.data);
  const name = shown[0].winner ? "Max pooling" : "Average pooling";
  const rows = layRows(1);
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
      domain: {x: columns.left, y: rows.upper},
      colorscale: colorscales.sequential,
      range,
      toward: "right"
    },
    {
      title: `→ output ${outHeight}×${outWidth}`,
      suffix: "2",
      z: filled[0],
      domain: {x: columns.right, y: rows.upper},
      colorscale: colorscales.sequential,
      range,
      toward: "left"
    }
  ];
  const captions = shown.map(caption);
  const moving = (k: number): Trace[] => [
    boxTrace("", shown[k].rows, shown[k].cols),
    winnerTrace(shown[k]),
    panelTrace({...panels[1], z: filled[k]}),
    boxTrace("2", [shown[k].output[0]], [shown[k].output[1]]),
    captionTrace("3", captions[k])
  ];
  const names = shown.map(({output}) => output.join(", "));
  const number = shownOf(shown.length, count, "position");
  const of = channels > 1 ? `, channel ${channel} of ${channels}` : "";
  const text = title ?? `${name}, step by step`;
  return figure(
    {
      data: [panelTrace(panels[0]), ...moving(0)],
      layout: {
        ...panelsLayout(panels, rows, {
          title: text,
          note: `${number} of the window${of}`,
          below: controlsHeight
        }),
        ...controls(names)
      },
      frames: framesOf(names, [1, 2, 3, 4, 5], moving)
    },
    {
      alt:
        `${sentence(text)} An input of ${height}×${width}${of} gives an output of ${outHeight}×${outWidth}; ` +
        `${number} shown. At output row ${shown[0].output[0]}, column ${shown[0].output[1]}: ` +
        `${withoutMarkup(captions[0])}. ` +
        `Output values in reading order: ${listNumbers(results, 36)}.`
    }
  );
}

/** A ring around the value that max pooling takes; nothing for the average. */
function winnerTrace({winner}: PoolingStep): Trace {
  return {
    type: "scatter",
    mode: "markers",
    x: [winner ? winner[1] : null],
    y: [winner ? winner[0] : null],
    marker: {symbol: "circle-open", size: 26, color: colorway[1], line: {width: 3}},
    hoverinfo: "skip",
    xaxis: "x",
    yaxis: "y"
  };
}

function caption({window, padded, winner, result}: PoolingStep): string {
  const isPadding = padded.flat();
  const values = Array.from(window.data).filter((_, k) => !isPadding[k]);
  const verb = winner ? "greatest" : "mean";
  return `${verb} of ${listNumbers(values, 9)}<br>= output <b>${short(result)}</b>`;
}
