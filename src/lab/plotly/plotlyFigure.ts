import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import type {Message} from "@lumino/messaging";
import {Signal, type ISignal} from "@lumino/signaling";
import {Widget} from "@lumino/widgets";
import type * as Plotly from "plotly.js-dist-min";
import {sliderKeys} from "../../notebook/report/page/sliderKeys.ts";
import {loadPlotly} from "./loadPlotly.ts";
import {fileName, type Spec, titleOf, toSpec} from "./spec.ts";
import {pageColors, themed} from "./themed.ts";

type Api = typeof Plotly;

/** The MIME type of figures. */
export const plotlyMimeType = "application/vnd.plotly.v1+json";

/**
 * A figure in a notebook. One that is updated changes in place, and keeps what the reader has zoomed to;
 * it has the colours of the theme and the width of its place.
 */
export class PlotlyFigure extends Widget implements IRenderMime.IRenderer {
  readonly #resized = new ResizeObserver(() => this.#fit());
  readonly #recolored = new MutationObserver(() => void this.#draw());
  readonly #clicked = new Signal<this, unknown>(this);
  #plotly: Api | undefined;
  #spec: Spec | undefined;
  #width = 0;
  #isDrawn = false;
  /** Draws one after the other: plotly must not be asked twice at once. */
  #drawing: Promise<void> = Promise.resolve();

  constructor() {
    super();
    this.addClass("cn-Plotly");
    this.node.setAttribute("role", "figure");
    this.#resized.observe(this.node);
    const attributeFilter = ["data-jp-theme-name", "data-jp-theme-light"];
    this.#recolored.observe(document.body, {attributeFilter});
  }

  /** Tells what a point that was clicked carries: its `customdata`. */
  get clicked(): ISignal<this, unknown> {
    return this.#clicked;
  }

  /** Settles when the figure is drawn, or says why it cannot be. */
  async renderModel({data}: IRenderMime.IMimeModel): Promise<void> {
    try {
      this.#spec = toSpec(data[plotlyMimeType]);
      const words = data["text/plain"];
      this.node.setAttribute(
        "aria-label",
        typeof words === "string" ? words : titleOf(this.#spec) || "Figure"
      );
      this.#plotly ??= await loadPlotly();
      await this.#draw();
    } catch (reason) {
      if (this.isDisposed) return;
      this.#clear();
      this.addClass("cn-mod-error");
      this.node.textContent = `This figure cannot be drawn: ${(reason as Error).message}`;
    }
  }

  override dispose(): void {
    if (this.isDisposed) return;
    this.#resized.disconnect();
    this.#recolored.disconnect();
    this.#clear();
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.#fit();
  }

  #draw(): Promise<void> {
    this.#drawing = this.#drawing.catch(() => undefined).then(() => this.#drawNow());
    return this.#drawing;
  }

  async #drawNow(): Promise<void> {
    const [plotly, spec] = [this.#plotly, this.#spec];
    if (!plotly || !spec || this.isDisposed) return;
    if (this.hasClass("cn-mod-error")) {
      this.removeClass("cn-mod-error");
      this.node.textContent = "";
    }
    const {node} = this;
    // Plotly writes into what it is given, and the notebook's output is not ours to change.
    const {data, frames} = structuredClone({data: spec.data, frames: spec.frames});
    const layout = structuredClone(themed(spec, pageColors()));
    await plotly.react(
      node,
      data as Plotly.Data[],
      layout as Partial<Plotly.Layout>,
      configOf(plotly, spec)
    );
    if (!this.#isDrawn) {
      this.#followClicks(plotly);
      sliderKeys(node, plotly);
    }
    this.#isDrawn = true;
    if (this.isDisposed) return this.#clear();
    this.#width = node.clientWidth;
    const steps =
      (node as {_transitionData?: {_frames?: unknown[]}})._transitionData?._frames ?? [];
    if (steps.length > 0) await plotly.deleteFrames(node, [...steps.keys()]);
    if (frames.length > 0) await plotly.addFrames(node, frames as never);
  }

  /** A click on a point that carries the name of one of the figure's frames leads to it, as its sliders do. */
  #followClicks(plotly: Api): void {
    const node = this.node as unknown as Plotly.PlotlyHTMLElement;
    node.on("plotly_click", ({points: [point]}) => {
      const {customdata: name} = point as {customdata?: unknown};
      this.#clicked.emit(name);
      const frames = (this.#spec?.frames ?? []) as {name?: unknown}[];
      if (typeof name !== "string" || !frames.some((frame) => frame.name === name)) return;
      const now = {duration: 0, redraw: true};
      void plotly.animate(node, [name], {mode: "immediate", frame: now, transition: {duration: 0}} as never); // prettier-ignore
    });
  }

  #fit(): void {
    const {clientWidth} = this.node;
    if (!this.#isDrawn || clientWidth === 0 || clientWidth === this.#width) return;
    this.#width = clientWidth;
    if (typeof this.#spec?.layout.width === "number") return;
    void this.#plotly?.Plots.resize(this.node);
  }

  #clear(): void {
    if (this.#isDrawn) this.#plotly?.purge(this.node);
    this.#isDrawn = false;
  }
}

function configOf(plotly: Api, spec: Spec): Partial<Plotly.Config> {
  const filename = fileName(spec);
  const icons = (plotly as unknown as {Icons: Record<string, Plotly.Icon>}).Icons;
  return {
    displaylogo: false,
    plotlyServerURL: "",
    // No figure goes to a cloud.
    showSendToCloud: false,
    modeBarButtonsToRemove: ["toImage"],
    modeBarButtonsToAdd: (["png", "svg"] as const).map(
      (format) =>
        ({
          name: `download-${format}`,
          title: `Download plot as ${format.toUpperCase()}`,
          icon: format === "png" ? icons.camera : icons.disk,
          click: (figure: Plotly.PlotlyHTMLElement) => {
            const {clientWidth: width, clientHeight: height} = figure;
            const scale = format === "png" ? 2 : 1;
            const options = {format, filename, width, height, scale};
            void plotly.downloadImage(onPaper(figure, spec) as never, options);
          }
        }) as Plotly.ModeBarButton
    ),
    ...spec.config
  };
}

/** A figure as the reader sees it, but on white and in its own colours: where a file goes, the theme is not. */
function onPaper({data, layout}: Plotly.PlotlyHTMLElement, spec: Spec): object {
  const {template = {}, paper_bgcolor = "#ffffff"} = spec.layout;
  return {data, layout: {...layout, template, paper_bgcolor}};
}
