// What convolutionSteps and poolingSteps share: panels of numbers, boxes that move over them, a slider
// and a play button.
import type {Trace} from "./figure.ts";
import {colorway, grey} from "./theme.ts";

/** One place of the sliding window. */
export interface WindowPlace {
  /** Row and column of the output that the window gives. */
  i: number;
  j: number;
  /** Rows of the input that the window covers; one below 0, or beyond the last, lies in the padding. */
  rows: readonly number[];
  /** Columns of the input that it covers. */
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
  /** Whether rows and columns are numbered. */
  ticks: boolean;
}

/** Cells in a row that still have room for a number on a narrow page. */
const maxNumbered = 10;
/** Most positions that a slider steps through. */
export const maxPositions = 100;
const millisecondsPerStep = 700;

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
  const {suffix, z, first = [0, 0], domain, title, ticks} = panel;
  const axis = {
    showgrid: false,
    zeroline: false,
    constrain: "domain",
    showticklabels: ticks,
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
        constraintoward: "left"
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
    x: [0],
    y: [0],
    text: [text],
    textposition: "middle right",
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

/** Checks and cuts the positions a slider is to step through. */
export function positionsOf<Step extends WindowPlace>(
  steps: Iterable<Step>,
  caller: string
): {shown: Step[]; count: number} {
  const shown: Step[] = [];
  let count = 0;
  for (const step of steps) {
    if (count++ < maxPositions) shown.push(step);
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
