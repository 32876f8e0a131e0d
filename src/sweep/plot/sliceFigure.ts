import {plot} from "@convnotes/cnn";
import type {SweepState} from "../result.ts";
import {completeOf, inLines, short} from "./values.ts";

/**
 * Draws what the complete trials came to over one of their parameters.
 *
 * @param parameter - its name
 * @throws RangeError if there is no parameter of that name
 */
export function sliceFigure(state: SweepState, parameter: string): plot.Figure {
  const dimension = Object.hasOwn(state.space, parameter) ? state.space[parameter] : undefined;
  if (!dimension) {
    throw new RangeError(
      `sliceFigure: parameters are ${Object.keys(state.space).join(", ")}, but got ${parameter}`
    );
  }
  const trials = completeOf(state);
  const isNumber = dimension.kind !== "categorical";
  const isWide = isNumber && dimension.log && dimension.high / dimension.low > 100;
  const x = trials.map(({parameters}) =>
    isNumber ? parameters[parameter] : String(parameters[parameter])
  );
  const best =
    state.best &&
    ` Best: ${short(state.best.value!)} at ${short(state.best.parameters[parameter]!)}.`;
  return plot.figure(
    {
      data: [
        {
          type: "scatter",
          mode: "markers",
          x,
          y: trials.map(({value}) => value),
          customdata: trials.map(({number}) => number),
          text: trials.map((trial) => `trial ${trial.number}<br>${inLines(trial)}`),
          marker: {
            color: trials.map(({number}) => number),
            colorscale: [
              [0, "#9ecae1"],
              [1, plot.colorway[0]]
            ],
            line: {color: plot.grey, width: 0.5},
            size: 8
          },
          hovertemplate: "%{y:.4~g}<br>%{text}<extra></extra>"
        }
      ],
      layout: {
        ...plot.heading(
          `Value over ${parameter}`,
          "each point a complete trial; later ones darker",
          {
            l: 64
          }
        ),
        height: 380,
        hovermode: "closest",
        xaxis: {
          title: {text: parameter},
          zeroline: false,
          ...(isNumber
            ? {
                type: dimension.log ? "log" : "linear",
                exponentformat: "power",
                ...(isWide && {dtick: 1})
              }
            : {
                type: "category",
                categoryarray: dimension.choices.map(String),
                range: [-0.5, dimension.choices.length - 0.5]
              })
        },
        yaxis: {title: {text: "value"}, zeroline: false}
      }
    },
    {alt: `Value over ${parameter}, ${trials.length} complete trials.${best ?? ""}`}
  );
}
