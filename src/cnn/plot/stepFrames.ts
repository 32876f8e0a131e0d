// What convolutionSteps and poolingSteps share: panels of numbers, boxes that move over them, a slider
// and a play button.
import type {Trace} from "./figure.ts";
import {colorway, grey} from "./theme.ts";
import {factsOf, round, short} from "./values.ts";

/** One place of the sliding window. */
export interface WindowPlace {
  /** Row and column of the output that the window gives. */
  output: readonly [row: number, col: number];
  /** Rows of the input that the window covers; one below 0, or beyond the last, lies in the padding. */
  rows: readonly number[];
  /** Columns of the input that it covers, likewise. */
  cols: readonly number[];
}

/** A matrix of numbers in its part of the figure. */
export interface Panel {
  title: string;
  /** Which pair of axes: `""`, `"2"`, `"3"` … */
  suffix: string;
  z: (number | null)[][];
  /** The first row's and column's number: below 0 where there is padding. */
  first?: readonly [row: number, col: number];
  domain: {x: [number, number]; y: [number, number]};
  colorscale: unknown;
  range: readonly [number, number];
  /** The side of its domain that it keeps to where the page is wide. */
  toward: "left" | "right";
}

/** Cells in a row that still have room for a number on a narrow page. */
const maxNumbered = 10;
/** Most positions that a slider steps through. */
const maxPositions = 100;
const millisecondsPerStep = 700;

/** Where panels lie from left to right; between them is room for an axis. */
export const columns: {left: [number, number]; right: [number, number]} = {
  left: [0.09, 0.47],
  right: [0.62, 1]
};

const panelHeight = 200;
const axisHeight = 44;
const panelTitleHeight = 20;
const captionHeight = 44;

/** Where one or two rows of panels and the caption below them lie from bottom to top. */
export function layRows(count: 1 | 2): {
  upper: [number, number];
  lower: [number, number];
  caption: [number, number];
  /** Of it all, in pixels. */
  height: number;
} {
  const pitch = panelHeight + axisHeight + panelTitleHeight;
  const height = captionHeight + count * pitch - panelTitleHeight;
  const foot = captionHeight + axisHeight;
  const at = (bottom: number): [number, number] => [
    Number((bottom / height).toFixed(4)),
    Number(((bottom + panelHeight) / height).toFixed(4))
  ];
  return {
    upper: at(foot + (count - 1) * pitch),
    lower: at(foot),
    caption: [0, Number((captionHeight / height).toFixed(4))],
    height
  };
}

/** The heat map of a panel. */
export function panelTrace({suffix, z, first = [0, 0], colorscale, range}: Panel): Trace {
  return {
    type: "heatmap",
    z,
    x0: first[1],
    y0: first[0],
    dx: 1,
    dy: 1,
    zmin: range[0],
    zmax: range[1],
    colorscale,
    showscale: false,
    xgap: 1,
    ygap: 1,
    hoverongaps: false,
    ...(z[0].length <= maxNumbered && {texttemplate: "%{z:.3~g}"}),
    hovertemplate: "row %{y}, column %{x}<br>%{z}<extra></extra>",
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`
  };
}

/** Axes and title of a panel. */
export function panelLayout(panel: Panel): {
  axes: Record<string, unknown>;
  annotation: Record<string, unknown>;
} {
  const {suffix, z, first = [0, 0], domain, title, toward} = panel;
  const axis = {
    showgrid: false,
    zeroline: false,
    constrain: "domain",
    showline: true,
    mirror: true,
    tickfont: {size: 10}
  };
  const dtick = (n: number): number => Math.ceil(n / 10);
  const text = (word: string): object => ({title: {text: word, standoff: 4, font: {size: 11}}});
  return {
    axes: {
      [`xaxis${suffix}`]: {
        ...axis,
        ...text("column"),
        dtick: dtick(z[0].length),
        anchor: `y${suffix}`,
        domain: domain.x,
        range: [first[1] - 0.5, first[1] + z[0].length - 0.5],
        constraintoward: toward
      },
      [`yaxis${suffix}`]: {
        ...axis,
        ...text("row"),
        automargin: false,
        dtick: dtick(z.length),
        anchor: `x${suffix}`,
        domain: domain.y,
        range: [first[0] + z.length - 0.5, first[0] - 0.5],
        scaleanchor: `x${suffix}`,
        constraintoward: "top"
      }
    },
    annotation: {
      text: title,
      xref: `x${suffix} domain`,
      yref: `y${suffix} domain`,
      x: 0,
      y: 1,
      xanchor: "left",
      yanchor: "bottom",
      showarrow: false,
      font: {size: 12}
    }
  };
}

/** A box around cells of a panel, from the first to the last row and column. */
export function boxTrace(
  suffix: string,
  rows: readonly number[],
  cols: readonly number[],
  color: string = colorway[1]
): Trace {
  const [top, bottom] = [Math.min(...rows) - 0.5, Math.max(...rows) + 0.5];
  const [left, right] = [Math.min(...cols) - 0.5, Math.max(...cols) + 0.5];
  return {
    type: "scatter",
    mode: "lines",
    x: [left, right, right, left, left],
    y: [top, top, bottom, bottom, top],
    line: {color, width: 4},
    cliponaxis: false,
    hoverinfo: "skip",
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`
  };
}

/** A line of words below the panels, on axes of its own. */
export function captionTrace(suffix: string, text: string): Trace {
  return {
    type: "scatter",
    mode: "text",
    x: [0.5],
    y: [0],
    text: [text],
    textposition: "middle center",
    textfont: {size: 13},
    cliponaxis: false,
    hoverinfo: "skip",
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`
  };
}

export function captionAxes(suffix: string, y: [number, number]): Record<string, unknown> {
  return {
    [`xaxis${suffix}`]: {
      visible: false,
      fixedrange: true,
      range: [0, 1],
      domain: [0, 1],
      anchor: `y${suffix}`
    },
    [`yaxis${suffix}`]: {
      visible: false,
      fixedrange: true,
      range: [-1, 1],
      domain: y,
      anchor: `x${suffix}`
    }
  };
}

/** The slider and the buttons that step through frames, as parts of a layout. */
export function controls(names: readonly string[]): Record<string, unknown> {
  const at = (duration: number): object => ({
    mode: "immediate",
    fromcurrent: true,
    frame: {duration, redraw: true},
    transition: {duration: 0}
  });
  const common = {bgcolor: "rgba(127,127,127,0.15)", bordercolor: grey, font: {color: grey}};
  return {
    sliders: [
      {
        ...common,
        activebgcolor: colorway[1],
        active: 0,
        x: 0,
        len: 1,
        y: 0,
        yanchor: "top",
        pad: {t: 34, l: 6, r: 6, b: 4},
        tickcolor: grey,
        ticklen: 4,
        minorticklen: 2,
        currentvalue: {
          prefix: "output row, column: ",
          xanchor: "right",
          font: {size: 13, color: grey}
        },
        steps: names.map((name) => ({label: name, method: "animate", args: [[name], at(0)]}))
      }
    ],
    updatemenus: [
      {
        ...common,
        type: "buttons",
        direction: "left",
        showactive: false,
        x: 0,
        xanchor: "left",
        y: 0,
        yanchor: "top",
        pad: {t: 28, l: 0, r: 0},
        buttons: [
          {label: "▶ Play", method: "animate", args: [null, at(millisecondsPerStep)]},
          {label: "❚❚ Stop", method: "animate", args: [[null], at(0)]}
        ]
      }
    ]
  };
}

/** The positions that a slider steps through: the first ones of those that are to be shown. */
export function positionsOf<Step extends WindowPlace>(
  steps: Iterable<Step>,
  isShown: (step: Step) => boolean,
  caller: string
): {shown: Step[]; count: number} {
  const shown: Step[] = [];
  let count = 0;
  for (const step of steps) {
    if (isShown(step) && count++ < maxPositions) shown.push(step);
  }
  if (count === 0) {
    throw new RangeError(`${caller}: expected at least one step, but got none`);
  }
  return {shown, count};
}

/** The extent of the padded input: the pixels of the picture and all that windows cover. */
export function paddedExtent(
  steps: readonly WindowPlace[],
  height: number,
  width: number
): {top: number; left: number; height: number; width: number} {
  const rows = steps.flatMap(({rows}) => rows);
  const cols = steps.flatMap(({cols}) => cols);
  const [top, bottom] = [Math.min(0, ...rows), Math.max(height - 1, ...rows)];
  const [left, right] = [Math.min(0, ...cols), Math.max(width - 1, ...cols)];
  return {top, left, height: bottom - top + 1, width: right - left + 1};
}

/** One matrix of an input with its padding, which holds 0. */
export function paddedRows(
  value: (row: number, col: number) => number | null,
  {top, left, height, width}: {top: number; left: number; height: number; width: number},
  inside: readonly [height: number, width: number]
): (number | null)[][] {
  return Array.from({length: height}, (_, a) =>
    Array.from({length: width}, (_, b) => {
      const [row, col] = [top + a, left + b];
      const isInside = row >= 0 && row < inside[0] && col >= 0 && col < inside[1];
      return isInside ? value(row, col) : 0;
    })
  );
}

/** The output after each step: every value so far, the others blank. */
export function fillings(
  steps: readonly WindowPlace[],
  results: readonly number[],
  height: number,
  width: number
): (number | null)[][][] {
  const output = Array.from({length: height}, () => new Array<number | null>(width).fill(null));
  return steps.map(({output: [i, j]}, k) => {
    output[i][j] = round(results[k], 4);
    return output.map((row) => [...row]);
  });
}

/** The size of the output as far as the steps go. */
export function outputExtent(steps: readonly WindowPlace[]): [height: number, width: number] {
  return [
    Math.max(...steps.map(({output: [i]}) => i)) + 1,
    Math.max(...steps.map(({output: [, j]}) => j)) + 1
  ];
}

/** One frame a step: the fields of the moving traces that differ from one step to the next. */
export function framesOf(
  names: readonly string[],
  traces: readonly number[],
  moving: (k: number) => Trace[]
): Record<string, unknown>[] {
  return names.map((name, k) => ({
    name,
    traces,
    data: moving(k).map(({x, y, z, text}) => ({
      ...(x !== undefined && {x, y}),
      ...(z !== undefined && {z}),
      ...(text !== undefined && {text})
    }))
  }));
}

/** The ends of a colour scale that holds all the values. */
export function rangeFrom(values: ArrayLike<number>): readonly [number, number] {
  const {min, max} = factsOf(values);
  if (!(min < max)) return Number.isNaN(min) ? [0, 1] : [min - 0.5, max + 0.5];
  return [min, max];
}

/** The ends of a diverging scale, 0 in their middle. */
export function symmetricRange(values: ArrayLike<number>): readonly [number, number] {
  const {min, max} = factsOf(values);
  const end = Math.max(Math.abs(min), Math.abs(max)) || 1;
  return [-end, end];
}

/** `"1, 2, 3"`, as many as a reader follows. */
export function listNumbers(values: readonly number[], most: number): string {
  const shown = values.slice(0, most).map((value) => short(value));
  return shown.join(", ") + (values.length > most ? ", …" : "");
}
