import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {merit, type TrialRecord} from "../trials.ts";
import {completeOf, inLines, short, standing, trialAxis} from "./values.ts";

/**
 * Draws what each trial came to, and the best so far.
 *
 * @example
 * ```ts
 * historyFigure(await sweep(options)); // shows itself in a notebook
 * ```
 */
export function historyFigure(state: SweepState): plot.Figure {
  const {trials, direction, name} = state;
  const complete = completeOf(state);
  let top: number | undefined;
  const bests = complete.map(({value}) => {
    if (top === undefined || merit(value, direction) > merit(top, direction)) top = value;
    return top;
  });
  const points = (kind: string, some: readonly TrialRecord[], place: number): plot.Trace => ({
    type: "scatter",
    mode: "markers",
    name: kind,
    x: some.map(({number}) => number),
    y: some.map(({value}) => value),
    text: some.map(inLines),
    customdata: some.map(({number}) => number),
    marker: {
      color: place === 0 ? plot.colorway[0] : plot.grey,
      symbol: place === 0 ? "circle" : "x-thin-open",
      size: 7,
      opacity: 0.8
    },
    hovertemplate: "trial %{x}: %{y:.4~g}<br>%{text}<extra></extra>"
  });
  const pruned = trials.filter((trial) => trial.state === "pruned" && trial.value !== undefined);
  return plot.figure(
    {
      data: [
        points("complete", complete, 0),
        // Always there, so that nothing moves when the first one is.
        points("ended early", pruned, 1),
        {
          type: "scatter",
          mode: "lines",
          name: "best so far",
          x: complete.map(({number}) => number),
          y: bests,
          line: {shape: "hv", color: plot.colorway[1], width: 2},
          hoverinfo: "skip"
        }
      ],
      layout: {
        ...plot.heading(`What the trials of ${name} came to`, standing(state), {
          l: 64,
          legend: true
        }),
        height: 400,
        hovermode: "closest",
        xaxis: trialAxis(state),
        yaxis: {title: {text: "value"}, zeroline: false}
      }
    },
    {alt: inWords(state)}
  );
}

/** How a sweep stands, in a sentence or two. */
function inWords(state: SweepState): string {
  const {name, best} = state;
  const found = best ? ` Best: ${short(best.value!)}, trial ${best.number}.` : "";
  return `What the trials of ${name} came to: ${standing(state)}.${found}`;
}
