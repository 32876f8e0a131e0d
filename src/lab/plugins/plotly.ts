import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import {Widget} from "@lumino/widgets";
const mimeType = "application/vnd.plotly.v1+json";
class Figure extends Widget implements IRenderMime.IRenderer {
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const {default: Plotly} = await import("plotly.js-dist-min");
    const f = model.data[mimeType] as any;
    await Plotly.react(this.node, f);
  }
}
export const plotly: IRenderMime.IExtension = {
  id: "@convnotes/lab:plotly",
  description: "Figures of plotly.",
  rendererFactory: {safe: true, mimeTypes: [mimeType], createRenderer: () => new Figure()},
  rank: 0,
  dataType: "json"
};
