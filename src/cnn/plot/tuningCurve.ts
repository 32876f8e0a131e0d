import {type Figure, figure} from "./figure.ts";
import {colorway, dashes, heading, legendOverflow, symbols} from "./theme.ts";
import {factsOf, plural, round, sentence, short, readVector, type Vector} from "./values.ts";

/** How something answers to each stimulus. */
export interface TuningCurve {
  /** What answers: `"simple cell"`. */
  name: string;
  /** Its response to each stimulus. */
  responses: Vector;
}

export interface TuningCurveOptions {
  title?: string;
  /** What is varied, with its unit; defaults to `"orientation (degrees)"`. */
  xTitle?: string;
  /** What is measured, with its unit; defaults to `"response"`. */
  yTitle?: string;
}

const maxCurves = 6;

/**
 * Draws how a cell, a filter or a feature map responds as one property of the stimulus varies, and marks
 * what it prefers: the greatest response.
 *
 * @param stimuli - the property's values, in `xTitle`'s unit, in order
 * @param curves - the responses, of one or of up to 6
 * @throws RangeError if there is no stimulus, or as many responses as stimuli are not given
 * @see Hubel & Wiesel (1959), Receptive fields of single neurones in the cat's striate cortex
 *
 * @example
 * ```ts
 * tuningCurve([0, 45, 90, 135], [{name: "simple cell", responses: [0.1, 0.4, 0.9, 0.4]}]).alt;
 * // "Tuning curve. Response over orientation (degrees), 4 values from 0 to 135. Simple cell: greatest
 * // 0.9 at 90, least 0.1 at 0."
 * ```
 */
export function tuningCurve(
  stimuli: Vector,
  curves: readonly TuningCurve[] | Vector,
  {
    title = "Tuning curve",
    xTitle = "orientation (degrees)",
    yTitle = "response"
  }: TuningCurveOptions = {}
): Figure {
  const x = Array.from(readVector(stimuli, "tuningCurve", "stimuli"));
  if (x.length === 0)
    throw new RangeError("tuningCurve: expected at least one stimulus, but got none");
  const several = isCurves(curves)
    ? curves
    : [{name: "response", responses: readVector(curves, "tuningCurve", "responses")}];
  if (several.length === 0 || several.length > maxCurves) {
    throw new RangeError(
      `tuningCurve: expected 1 to ${maxCurves} curves, but got ${several.length}`
    );
  }
  const read = several.map(({name, responses}) => {
    const y = Array.from(readVector(responses, "tuningCurve", name));
    if (y.length !== x.length) {
      throw new RangeError(
        `tuningCurve: expected ${x.length} responses, one for each stimulus, but ${name} has ${y.length}`
      );
    }
    const facts = factsOf(y);
    return {name, y, facts, best: y.indexOf(facts.max), worst: y.indexOf(facts.min)};
  });
  const legend = read.length > 1;
  const preferred =
    read.length === 1 && read[0].best >= 0 ? `greatest at ${short(x[read[0].best])}` : "";
  const top = heading(title, preferred && `${preferred} (star)`, {l: 64, legend});
  const overflow = legend ? legendOverflow(read.map(({name}) => name)) : 0;
  top.margin.t += overflow;
  return figure(
    {
      data: read.flatMap(({name, y, best}, k) => [
        {
          type: "scatter",
          mode: "lines+markers",
          name,
          showlegend: legend,
          legendgroup: name,
          x: x.map((value) => round(value)),
          y: y.map((value) => round(value)),
          line: {color: colorway[k], dash: dashes[k], width: 2},
          marker: {color: colorway[k], symbol: symbols[k], size: x.length <= 40 ? 6 : 1},
          hovertemplate: `${name}<br>${xTitle} %{x}<br>${yTitle} %{y:.4~g}<extra></extra>`
        },
        {
          type: "scatter",
          mode: "markers",
          name: `greatest of ${name}`,
          showlegend: false,
          legendgroup: name,
          x: best < 0 ? [] : [round(x[best])],
          y: best < 0 ? [] : [round(y[best])],
          marker: {symbol: "star-open", size: 15, color: colorway[k], line: {width: 2}},
          hoverinfo: "skip"
        }
      ]),
      layout: {
        ...top,
        height: 380 + overflow,
        xaxis: {
          title: {text: xTitle},
          zeroline: false,
          ...(/degree|°/.test(xTitle) && Math.abs(x[x.length - 1] - x[0]) >= 135 && {dtick: 45})
        },
        yaxis: {title: {text: yTitle}, rangemode: "tozero"}
      }
    },
    {
      alt:
        `${sentence(title)} ${sentence(`${yTitle} over ${xTitle}, ${plural(x.length, "value")} ` + `from ${short(x[0])} to ${short(x[x.length - 1])}`)} ` +
        read
          .map(({name, facts, best, worst}) =>
            best < 0
              ? sentence(`${name}: no finite value`)
              : sentence(
                  `${name}: greatest ${short(facts.max)} at ${short(x[best])}, least ${short(facts.min)} at ${short(x[worst])}` +
                    (facts.gaps ? `; ${plural(facts.gaps, "value")} not finite, left blank` : "")
                )
          )
          .join(" ")
    }
  );
}

function isCurves(curves: readonly TuningCurve[] | Vector): curves is readonly TuningCurve[] {
  return Array.isArray(curves) && (curves.length === 0 || typeof curves[0] === "object");
}
