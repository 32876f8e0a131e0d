import {type Figure, figure} from "./figure.ts";
import {colorway, dashes, grey, heading, legendOverflow, symbols} from "./theme.ts";
import {factsOf, plural, round, sentence, short, readVector, type Vector} from "./values.ts";

/** One curve of a plot. */
export interface Curve {
  /** What it is: `"with padding"`. */
  name: string;
  /** Its value at each place. */
  values: Vector;
}

export interface CurvesOptions {
  title?: string;
  /** Below the title, in smaller letters. */
  note?: string;
  /** What is varied, with its unit; defaults to `"x"`. */
  xTitle?: string;
  /** What is measured, with its unit; defaults to `"value"`. */
  yTitle?: string;
  /** `"log"` for places over several powers of ten; defaults to `"linear"`. */
  xScale?: "linear" | "log";
  /** `"log"` for values over several powers of ten; defaults to `"linear"`. */
  yScale?: "linear" | "log";
  /** A place to mark by an upright line, and what is there. */
  mark?: {x: number; text: string};
}

const maxCurves = 6;
/** More places than this are a line without markers. */
const maxMarkers = 40;

/**
 * Draws how one number depends on another, for up to 6 cases.
 *
 * @param x - places, in `xTitle`'s unit, in order
 * @param curves - the values at each place
 * @throws RangeError if there is no place or no curve, or as many values as places are not given
 *
 * @example
 * ```ts
 * curves([1, 2, 3], [{name: "no padding", values: [26, 24, 22]}], {title: "Map size"}).alt;
 * // "Map size. Value over x, 3 values from 1 to 3. No padding: from 26 to 22, least 22 at 3,
 * // greatest 26 at 1."
 * ```
 */
export function curves(x: Vector, curves: readonly Curve[], options: CurvesOptions = {}): Figure {
  const {title = "Curves", note, xTitle = "x", yTitle = "value", mark} = options;
  const {xScale = "linear", yScale = "linear"} = options;
  const places = Array.from(readVector(x, "curves", "x"));
  if (places.length === 0)
    throw new RangeError("curves: expected at least one place, but x is empty");
  if (curves.length === 0 || curves.length > maxCurves) {
    throw new RangeError(`curves: expected 1 to ${maxCurves} curves, but got ${curves.length}`);
  }
  const read = curves.map(({name, values}) => {
    const y = Array.from(readVector(values, "curves", name));
    if (y.length !== places.length) {
      throw new RangeError(
        `curves: expected ${places.length} values, one for each place, but ${name} has ${y.length}`
      );
    }
    return {name, y};
  });
  const legend = read.length > 1;
  const few = places.length <= maxMarkers;
  const top = heading(title, note, {l: 64, legend});
  const overflow = legend ? legendOverflow(read.map(({name}) => name)) : 0;
  top.margin.t += overflow;
  return figure(
    {
      data: read.map(({name, y}, k) => ({
        type: "scatter",
        mode: few ? "lines+markers" : "lines",
        name,
        showlegend: legend,
        x: places.map((value) => round(value)),
        y: y.map((value) => round(value)),
        line: {color: colorway[k], dash: dashes[k], width: 2},
        marker: {color: colorway[k], symbol: symbols[k], size: 6},
        hovertemplate: `${name}<br>${xTitle} %{x}<br>${yTitle} %{y:.4~g}<extra></extra>`
      })),
      layout: {
        ...top,
        height: 380 + overflow,
        xaxis: {
          title: {text: xTitle},
          zeroline: false,
          type: xScale,
          ...(places.length <= 12 && {tickvals: places}),
          ...(xScale === "log" && {tickformat: "~g"})
        },
        yaxis: {title: {text: yTitle}, type: yScale, exponentformat: "power"},
        ...(mark && markOf(mark))
      }
    },
    {
      alt:
        `${sentence(title)} ${sentence(`${yTitle} over ${xTitle}, ${plural(places.length, "value")} from ${short(places[0])} to ${short(places[places.length - 1])}`)} ` +
        `${mark ? sentence(`marked at ${short(mark.x)}: ${mark.text}`) + " " : ""}` +
        read.map(({name, y}) => courseOf(name, places, y)).join(" ")
    }
  );
}

function courseOf(name: string, x: readonly number[], y: readonly number[]): string {
  const {min, max, gaps, count} = factsOf(y);
  if (gaps === count) return sentence(`${name}: no finite value`);
  const at = (value: number): string => short(x[y.indexOf(value)]);
  const finite = y.filter(Number.isFinite);
  return sentence(
    `${name}: from ${short(finite[0])} to ${short(finite[finite.length - 1])}, ` +
      `least ${short(min)} at ${at(min)}, greatest ${short(max)} at ${at(max)}` +
      (gaps ? `; ${plural(gaps, "value")} not finite, left blank` : "")
  );
}

function markOf({x, text}: {x: number; text: string}): Record<string, unknown> {
  return {
    shapes: [
      {
        type: "line",
        x0: x,
        x1: x,
        y0: 0,
        y1: 1,
        yref: "paper",
        line: {color: grey, width: 1.5, dash: "dot"}
      }
    ],
    annotations: [
      {text, x, y: 1, yref: "paper", xanchor: "left", yanchor: "top", xshift: 4, showarrow: false}
    ]
  };
}
