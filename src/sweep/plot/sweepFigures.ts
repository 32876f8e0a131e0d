import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {historyFigure} from "./historyFigure.ts";
import {importanceFigure, importanceHeight} from "./importanceFigure.ts";
import {parallelFigure} from "./parallelFigure.ts";
import {slicesFigure, slicesHeight} from "./slicesFigure.ts";
import {stepsFigure} from "./stepsFigure.ts";
import {timelineFigure, timelineHeight} from "./timelineFigure.ts";
import {completeOf, variedIn} from "./values.ts";

/** The figures of a sweep, by what they show, in Optuna's words; in the order in which they are read. */
export const sweepFigureNames = [
  ...(["history", "intermediate", "parallel", "importance", "slice", "timeline"] as const)
] as const;

export type SweepFigureName = (typeof sweepFigureNames)[number];

/**
 * Draws a sweep at any moment, also before there is anything to draw: a figure says what it waits for,
 * and has the place that it will need, so that a page does not move when trials come in.
 *
 * @param names - which ones; defaults to all of them
 *
 * @example
 * ```ts
 * sweepFigures(await new SweepReader(folder).read(), ["history"]).history!.alt;
 * // "What the trials of sweep came to: 3 of 20 trials complete, 2 running. Best: 0.97, trial 1."
 * ```
 */
export function sweepFigures(
  state: SweepState,
  names: readonly SweepFigureName[] = sweepFigureNames
): Partial<Record<SweepFigureName, plot.Figure>> {
  return Object.fromEntries(names.map((name) => [name, draw(state, name)]));
}

function draw(state: SweepState, figure: SweepFigureName): plot.Figure {
  const {name, space, trials, planned = trials.length} = state;
  const complete = completeOf(state).length;
  const varied = variedIn(space);
  const wanted =
    varied.length === 0 ? "a parameter that is varied" : "the first trial that is complete";
  switch (figure) {
    case "history":
      return trials.some(({value}) => value !== undefined)
        ? historyFigure(state)
        : waiting(`What the trials of ${name} came to`, "the first trial that has a value", 400);
    case "intermediate":
      return trials.some(({steps}) => Object.keys(steps).length > 0)
        ? stepsFigure(state)
        : waiting(
            `The trials of ${name}, step by step`,
            "the first value that a trial reports",
            420
          );
    case "parallel":
      return complete > 0
        ? parallelFigure(state)
        : waiting(`Parameters of ${name} that go with good values`, wanted, 420);
    case "importance":
      return complete >= 4 && varied.length > 0
        ? importanceFigure(state)
        : waiting(
            `What the values of ${name} depend on`,
            varied.length > 0 ? "four complete trials" : wanted,
            importanceHeight(varied)
          );
    case "slice":
      return complete > 0 && varied.length > 0
        ? slicesFigure(state)
        : waiting(`Value over each parameter of ${name}`, wanted, slicesHeight(varied.length));
    case "timeline":
      return trials.some(({started}) => started !== undefined)
        ? timelineFigure(state)
        : waiting(`When the trials of ${name} ran`, "the first trial", timelineHeight(planned));
  }
}

/** The place of a figure, with what it waits for. */
function waiting(title: string, what: string, height: number): plot.Figure {
  const text = `waits for ${what}`;
  return plot.figure(
    {
      data: [],
      layout: {
        ...plot.heading(title),
        height,
        xaxis: {visible: false},
        yaxis: {visible: false},
        annotations: [
          {text, xref: "paper", yref: "paper", x: 0.5, y: 0.5, showarrow: false, font: {size: 13}}
        ]
      }
    },
    {alt: `${title}: ${text}.`}
  );
}
