// Panels of numbers, and the boxes and words that move over them from step to step.
import type {Trace} from "./figure.ts";
import {colorway} from "./theme.ts";
import {factsOf} from "./values.ts";

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
  // As many labels as a panel of this part of a narrow page has room for.
  const most = Math.max(1, Math.floor(26 * (domain.x[1] - domain.x[0])));
  const dtick = (n: number): number => Math.ceil(n / most);
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
    annotation: panelTitle(title, suffix)
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

/** A caption's words alone. */
export function withoutMarkup(html: string): string {
  return html.replaceAll("<br>", " ").replaceAll(/<\/?b>/g, "");
}

/** The axes of a caption, which show nothing. */
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

/** The title of a panel, above its left corner. */
export function panelTitle(text: string, suffix: string | number): Record<string, unknown> {
  return {
    text,
    xref: `x${suffix} domain`,
    yref: `y${suffix} domain`,
    x: 0,
    y: 1,
    xanchor: "left",
    yanchor: "bottom",
    showarrow: false,
    font: {size: 12}
  };
}
