import {type Figure, figure, type Trace} from "./figure.ts";
import {colorway, grey, heading, legendOverflow, symbols} from "./theme.ts";
import {factsOf, plural, readVector, round, sentence, short, type Vector} from "./values.ts";

/** Points of one kind. */
export interface ScatterSeries {
  /** What they are: `"flatten"`. */
  name: string;
  /** The value of each point. */
  values: Vector;
}

export interface ScatterOptions {
  title?: string;
  /** What is given, with its unit; defaults to `"x"`. */
  xTitle?: string;
  /** What was found, with its unit; defaults to `"y"`. */
  yTitle?: string;
  /** What the line of equal x and y means, as in `"right"`; without it there is no line. */
  diagonal?: string;
}

const maxSeries = 6;

/**
 * Draws points, one kind in each colour: what was found for what was given.
 *
 * @param x - place of each point
 * @param series - values at these places, of one kind or of up to 6
 * @throws RangeError if there is no point, no kind or more than 6, or one has another number of values
 *
 * @example
 * ```ts
 * scatter([1, 2, 3], [{name: "guess", values: [1.1, 1.9, 3.2]}], {diagonal: "right"}).alt;
 * // "Points. y over x, 3 points from 1 to 3. Guess: from 1.1 to 3.2, on average 0.1333 off the line “right”."
 * ```
 */
export function scatter(
  x: Vector,
  series: readonly ScatterSeries[],
  {title = "Points", xTitle = "x", yTitle = "y", diagonal}: ScatterOptions = {}
): Figure {
  const places = Array.from(readVector(x, "scatter", "x"));
  if (places.length === 0)
    throw new RangeError("scatter: expected at least one point, but got none");
  if (series.length === 0 || series.length > maxSeries) {
    throw new RangeError(`scatter: expected 1 to ${maxSeries} series, but got ${series.length}`);
  }
  const read = series.map(({name, values}) => {
    const y = Array.from(readVector(values, "scatter", name));
    if (y.length !== places.length) {
      throw new RangeError(
        `scatter: expected ${places.length} values, one for each point, but ${name} has ${y.length}`
      );
    }
    return {name, y};
  });
  const ends = [factsOf(places).min, factsOf(places).max];
  const line: Trace = {
    type: "scatter",
    mode: "lines",
    name: diagonal,
    x: ends,
    y: ends,
    line: {color: grey, dash: "dot", width: 2},
    hoverinfo: "skip"
  };
  const legend = read.length > 1 || diagonal !== undefined;
  const top = heading(title, "", {l: 64, legend});
  const names = [...read.map(({name}) => name), ...(diagonal === undefined ? [] : [diagonal])];
  const overflow = legend ? legendOverflow(names) : 0;
  top.margin.t += overflow;
  return figure(
    {
      data: [
        ...read.map(({name, y}, k) => ({
          type: "scatter",
          mode: "markers",
          name,
          x: places.map((value) => round(value)),
          y: y.map((value) => round(value)),
          marker: {color: colorway[k], symbol: symbols[k], size: 7, opacity: 0.7},
          hovertemplate: `${name}<br>${xTitle} %{x}<br>${yTitle} %{y:.4~g}<extra></extra>`
        })),
        ...(diagonal === undefined ? [] : [line])
      ],
      layout: {
        ...top,
        height: 420 + overflow,
        showlegend: legend,
        hovermode: "closest",
        xaxis: {title: {text: xTitle}, zeroline: false},
        yaxis: {title: {text: yTitle}, zeroline: false}
      }
    },
    {
      alt:
        `${sentence(title)} ${yTitle} over ${xTitle}, ${plural(places.length, "point")} from ${short(ends[0])} to ${short(ends[1])}. ` +
        read.map(({name, y}) => sentence(courseOf(name, places, y, diagonal))).join(" ")
    }
  );
}

function courseOf(
  name: string,
  x: readonly number[],
  y: readonly number[],
  diagonal: string | undefined
): string {
  const {min, max} = factsOf(y);
  const {mean} = factsOf(y.map((value, i) => Math.abs(value - x[i])));
  const off =
    diagonal === undefined ? "" : `, on average ${short(mean)} off the line “${diagonal}”`;
  return `${name}: from ${short(min)} to ${short(max)}${off}`;
}
