import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {stepsOf, type TrialRecord} from "../trials.ts";
import {inLines, short, standing} from "./values.ts";

/** Draws what each trial reported step by step: the complete ones, the best, and those ended early. */
export function stepsFigure(state: SweepState): plot.Figure {
  const {trials, best, name} = state;
  const reported = trials.filter(({steps}) => Object.keys(steps).length > 0);
  const pruned = reported.filter(({state}) => state === "pruned");
  const curve = (trial: TrialRecord): plot.Trace => {
    const steps = stepsOf(trial);
    const isBest = trial.number === best?.number;
    const isPruned = trial.state === "pruned";
    return {
      type: "scatter",
      mode: isPruned || steps.length === 1 ? "lines+markers" : "lines",
      name: isBest ? `best, trial ${trial.number}` : isPruned ? "ended early" : "complete",
      legendgroup: isBest ? "best" : isPruned ? "pruned" : "complete",
      showlegend: false,
      x: steps.map(([step]) => step + 1),
      y: steps.map(([, value]) => value),
      line: {
        color: isBest ? plot.colorway[1] : isPruned ? plot.grey : plot.colorway[0],
        width: isBest ? 3 : 1.2,
        dash: isPruned ? "dot" : "solid"
      },
      // A cross where it was ended.
      marker: {symbol: "x", size: steps.map((_, i) => (i === steps.length - 1 ? 6 : 0.1))},
      opacity: isBest ? 1 : isPruned ? 0.7 : 0.75,
      customdata: steps.map(() => trial.number),
      text: `trial ${trial.number}<br>${inLines(trial)}`,
      hovertemplate: "step %{x}: %{y:.4~g}<br>%{text}<extra></extra>"
    };
  };
  const order = (trial: TrialRecord): number =>
    trial.number === best?.number ? 2 : trial.state === "pruned" ? 0 : 1;
  const data = [...reported].sort((a, b) => order(a) - order(b)).map(curve);
  // One of each kind stands for it in the legend.
  for (const group of ["complete", "pruned", "best"]) {
    const first = data.find(({legendgroup}) => legendgroup === group);
    if (first) first.showlegend = true;
  }
  return plot.figure(
    {
      data,
      layout: {
        ...plot.heading(`The trials of ${name}, step by step`, standing(state), {
          l: 64,
          legend: true
        }),
        height: 420,
        hovermode: "closest",
        xaxis: {title: {text: "step"}, zeroline: false, ...wholeTicks(data)},
        yaxis: {title: {text: "value"}, zeroline: false}
      }
    },
    {
      alt:
        `The trials of ${name}, step by step: ${reported.length} curves, ${pruned.length} of them ended early.` +
        (best ? ` The best, trial ${best.number}, comes to ${short(best.value!)}.` : "")
    }
  );
}

/** Few steps are counted one by one. */
function wholeTicks(data: readonly plot.Trace[]): {dtick?: number} {
  const last = Math.max(0, ...data.flatMap(({x}) => x as number[]));
  return last <= 12 ? {dtick: 1} : {};
}
