import type * as Plotly from "plotly.js-dist-min";

let loaded: Promise<typeof Plotly> | undefined;

/** Plotly, a chunk of its own: it comes with the first figure. */
export function loadPlotly(): Promise<typeof Plotly> {
  loaded ??= import(/* webpackChunkName: "plotly" */ "plotly.js-dist-min").then(
    (module) => module.default as unknown as typeof Plotly,
    (reason: unknown) => {
      loaded = undefined; // the next figure tries again
      throw reason;
    }
  );
  return loaded;
}
