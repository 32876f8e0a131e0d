import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import type {Dimension} from "../space.ts";
import {completeOf, inLines, short, variedIn} from "./values.ts";

const rowHeight = 190;
const columns = 2;

/** In pixels. */
export const slicesHeight = (parameters: number): number =>
  110 + Math.max(1, Math.ceil(parameters / columns)) * rowHeight;

/**
 * Draws what the complete trials came to over each of their parameters, a panel each.
 *
 * @throws RangeError if nothing is varied
 */
export function slicesFigure(state: SweepState): plot.Figure {
  const names = variedIn(state.space);
  if (names.length === 0) {
    throw new RangeError("slicesFigure: a parameter that is varied is expected, but there is none");
  }
  const trials = completeOf(state);
  const {best} = state;
  const rows = Math.ceil(names.length / columns);
  const axis = (letter: string, k: number): string => `${letter}${k === 0 ? "" : k + 1}`;
  const data = names.map((name, k): plot.Trace => {
    const isNumber = state.space[name]!.kind !== "categorical";
    return {
      type: "scatter",
      mode: "markers",
      xaxis: axis("x", k),
      yaxis: axis("y", k),
      showlegend: false,
      x: trials.map(({parameters}) => (isNumber ? parameters[name] : String(parameters[name]))),
      y: trials.map(({value}) => value),
      text: trials.map((trial) => `trial ${trial.number}<br>${inLines(trial)}`),
      customdata: trials.map(({number}) => number),
      marker: {
        color: trials.map(({number}) => plot.colorway[number === best?.number ? 1 : 0]),
        symbol: trials.map(({number}) => (number === best?.number ? "star" : "circle")),
        size: trials.map(({number}) => (number === best?.number ? 12 : 6)),
        opacity: trials.map(({number}) => (number === best?.number ? 1 : 0.7))
      },
      hovertemplate: "%{y:.4~g}<br>%{text}<extra></extra>"
    };
  });
  const layout: Record<string, unknown> = {};
  // Between panels: room for the words of an axis.
  const [gap, across] = [62 / (rows * rowHeight), 0.03];
  names.forEach((name, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    const height = (1 - gap * (rows - 1)) / rows;
    const width = (1 - across) / columns;
    const top = 1 - row * (height + gap);
    const left = column * (width + across);
    layout[axis("xaxis", k)] = {
      title: {text: name},
      zeroline: false,
      domain: [left, left + width],
      anchor: axis("y", k),
      ...axisOf(state.space[name]!)
    };
    layout[axis("yaxis", k)] = {
      zeroline: false,
      domain: [Math.max(0, top - height), top],
      anchor: axis("x", k),
      ...(k > 0 && {matches: "y"}),
      ...(column === 0 ? {title: {text: "value"}} : {showticklabels: false})
    };
  });
  const found = best ? ` Best: ${short(best.value!)}, trial ${best.number}, the star.` : "";
  return plot.figure(
    {
      data,
      layout: {
        ...plot.heading(
          `Value over each parameter of ${state.name}`,
          "each point a complete trial; the star is the best",
          {l: 64}
        ),
        height: slicesHeight(names.length),
        hovermode: "closest",
        ...layout
      }
    },
    {
      alt: `Value over ${names.join(", ")} of ${state.name}, ${trials.length} complete trials.${found}`
    }
  );
}

/** What an axis of a parameter is like: all that it may be, whatever has been tried. */
function axisOf(dimension: Dimension): Record<string, unknown> {
  if (dimension.kind === "categorical") {
    const {choices} = dimension;
    return {
      type: "category",
      categoryarray: choices.map(String),
      range: [-0.5, choices.length - 0.5]
    };
  }
  const {low, high, log} = dimension;
  const [from, to] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  const margin = 0.05 * (to - from);
  return {
    type: log ? "log" : "linear",
    range: [from - margin, to + margin],
    exponentformat: "power",
    ...(log && high / low > 100 && {dtick: 1})
  };
}
