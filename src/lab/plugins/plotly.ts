import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import {PlotlyFigure, plotlyMimeType} from "../plotly/plotlyFigure.ts";

/** Draws what a cell publishes as a plotly figure. */
export const plotly: IRenderMime.IExtension = {
  id: "@convnotes/lab:plotly",
  description: "Figures of plotly.",
  rendererFactory: {
    safe: true,
    mimeTypes: [plotlyMimeType],
    createRenderer: () => new PlotlyFigure()
  },
  // Before pictures: a figure has one for front ends without plotly.
  rank: 0,
  dataType: "json"
};
