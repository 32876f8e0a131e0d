import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import type {TrialRecord, TrialState} from "../trials.ts";
import {inLines, standing} from "./values.ts";

/** Trials that a page has room for, one below the other. */
const most = 50;

const looks: readonly [state: TrialState, name: string, color: number | string, pattern: string][] =
  [
    ["complete", "complete", 0, ""],
    ["pruned", "ended early", "#9a9a9a", "/"],
    ["failed", "failed", 1, "x"],
    ["running", "running", 2, "."]
  ];

/** In pixels. */
export const timelineHeight = (trials: number): number => 200 + 9 * Math.min(most, trials);

/** Draws when each trial ran, and how it ended. */
export function timelineFigure(state: SweepState, now: Date = new Date()): plot.Figure {
  const {trials, name, planned = trials.length} = state;
  const timed = trials.filter((trial): trial is TrialRecord & {started: string} =>
    Boolean(trial.started)
  );
  const start = Math.min(...timed.map(({started}) => Date.parse(started)));
  const seconds = (time: string | undefined): number =>
    ((time === undefined ? now.getTime() : Date.parse(time)) - start) / 1000;
  const data = looks.flatMap(([state, kind, color, shape]) => {
    const some = timed.filter((trial) => trial.state === state);
    if (some.length === 0) return [];
    return [
      {
        type: "bar",
        orientation: "h",
        name: kind,
        y: some.map(({number}) => number),
        base: some.map(({started}) => seconds(started)),
        x: some.map(({started, ended}) => seconds(ended) - seconds(started)),
        text: some.map(inLines),
        customdata: some.map(({number}) => number),
        textposition: "none",
        marker: {
          color: typeof color === "number" ? plot.colorway[color] : color,
          pattern: {shape, fillmode: "overlay", fgcolor: "#ffffff", fgopacity: 0.9, size: 6}
        },
        hovertemplate: "trial %{y}: %{x:.3~g} s<br>%{text}<extra></extra>"
      }
    ];
  });
  const last = Math.max(0, ...timed.map(({ended}) => seconds(ended)));
  return plot.figure(
    {
      data,
      layout: {
        ...plot.heading(`When the trials of ${name} ran`, standing(state), {l: 64, legend: true}),
        height: timelineHeight(Math.max(planned, timed.length)),
        barmode: "overlay",
        bargap: 0.15,
        xaxis: {title: {text: "time (s)"}, rangemode: "tozero"},
        yaxis: {
          title: {text: "trial"},
          zeroline: false,
          range: [Math.max(planned, timed.length) - 0.4, -0.6]
        }
      }
    },
    {
      alt: `When the trials of ${name} ran: ${timed.length} trials in ${Number(last.toPrecision(3))} s.`
    }
  );
}
