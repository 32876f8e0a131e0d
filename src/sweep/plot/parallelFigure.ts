import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import type {Dimension} from "../space.ts";
import {merit} from "../trials.ts";
import {completeOf, inLines, position, short, variedIn} from "./values.ts";

/** The best so many are drawn strong. */
const strong = 5;

/**
 * Draws every complete trial as a line through its parameters to its value; the best five strong.
 *
 * @throws RangeError if no trial is complete
 */
export function parallelFigure(state: SweepState): plot.Figure {
  const {space, direction, name} = state;
  const trials = completeOf(state).sort(
    (a, b) => merit(a.value, direction) - merit(b.value, direction)
  );
  if (trials.length === 0) {
    throw new RangeError("parallelFigure: at least one complete trial is expected, but got none");
  }
  const names = variedIn(space);
  const values = trials.map(({value}) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const height = (value: number): number =>
    most === least ? 0.5 : (value - least) / (most - least);
  const axes = [...names, "value"];
  const best = trials.length - strong;
  const lines = trials.map((trial, rank) => ({
    type: "scatter",
    mode: "lines",
    x: axes.map((_, i) => i),
    y: [...names.map((one) => position(trial.parameters[one]!, space[one]!)), height(trial.value)],
    line: {
      color: rank >= best ? plot.colorway[1] : plot.colorway[5],
      width: rank >= best ? 2.5 : 1
    },
    opacity: rank >= best ? 0.95 : 0.5,
    customdata: axes.map(() => trial.number),
    text: `trial ${trial.number}: ${short(trial.value)}<br>${inLines(trial)}`,
    hovertemplate: "%{text}<extra></extra>",
    showlegend: false
  }));
  const ends = axes.flatMap((axis, i) =>
    marksOf(axis === "value" ? undefined : space[axis]!, least, most).map(([at, text]) => ({
      x: i,
      y: at,
      text,
      showarrow: false,
      font: {size: 11},
      xanchor: i === axes.length - 1 ? "right" : "left",
      xshift: i === axes.length - 1 ? -4 : 4,
      yanchor: at < 0.1 ? "top" : at > 0.9 ? "bottom" : "middle"
    }))
  );
  const top = state.best ?? trials.at(-1)!;
  return plot.figure(
    {
      data: lines,
      layout: {
        ...plot.heading(
          `Parameters of ${name} that go with good values`,
          `each line a trial; the best ${Math.min(strong, trials.length)} strong`,
          {l: 28, r: 28, b: 56}
        ),
        height: 420,
        hovermode: "closest",
        annotations: ends,
        shapes: axes.map((_, i) => ({
          type: "line",
          ...{x0: i, x1: i, y0: 0, y1: 1},
          line: {color: plot.grey, width: 1}
        })),
        xaxis: {
          tickvals: axes.map((_, i) => i),
          ticktext: axes,
          showgrid: false,
          zeroline: false,
          range: [-0.15, axes.length - 0.85],
          ticks: ""
        },
        yaxis: {visible: false, range: [-0.08, 1.08]}
      }
    },
    {
      alt:
        `Parameters of ${name} and what they came to, ${trials.length} complete trials. ` +
        `Best: ${short(top.value!)} with ${inLines(top).replaceAll("<br>", ", ")}.`
    }
  );
}

/** What stands at an axis, and how high. */
function marksOf(
  dimension: Dimension | undefined,
  least: number,
  most: number
): [number, string][] {
  if (!dimension) {
    return [
      [0, short(least)],
      [1, short(most)]
    ];
  }
  if (dimension.kind === "categorical") {
    return dimension.choices.map((choice) => [position(choice, dimension), short(choice)]);
  }
  return [
    [0, short(dimension.low)],
    [1, short(dimension.high)]
  ];
}
