import {Signal, type ISignal} from "@lumino/signaling";
import {Widget} from "@lumino/widgets";
import {element} from "../element.ts";
import {PlotlyFigure, plotlyMimeType} from "../plotly/plotlyFigure.ts";
import type {PlainFigure} from "./sweepsOfServer.ts";

/** Figures that stay where they are and change in place. */
export class Figures extends Widget {
  readonly #figures = new Map<string, {widget: PlotlyFigure; text: string}>();
  readonly #clicked = new Signal<this, unknown>(this);

  constructor() {
    super({node: element("div")});
    this.addClass("cn-Sweep-figures");
  }

  /** Tells what a point that was clicked carries: the number of its trial. */
  get clicked(): ISignal<this, unknown> {
    return this.#clicked;
  }

  /** Draws those that have changed; those that are not there any more go. */
  draw(figures: Readonly<Record<string, PlainFigure>>): void {
    for (const [name, {widget}] of this.#figures) {
      if (name in figures) continue;
      widget.node.parentElement?.remove();
      widget.dispose();
      this.#figures.delete(name);
    }
    for (const [name, figure] of Object.entries(figures)) {
      const text = JSON.stringify(figure);
      const known = this.#figures.get(name) ?? this.#add(name, figure);
      if (known.text === text) continue;
      known.text = text;
      const {data, layout, alt} = figure;
      void known.widget.renderModel({
        ...{trusted: true, metadata: {}, setData: () => undefined},
        data: {[plotlyMimeType]: {data, layout} as never, "text/plain": alt}
      });
    }
  }

  override dispose(): void {
    if (this.isDisposed) return;
    for (const {widget} of this.#figures.values()) widget.dispose();
    super.dispose();
  }

  #add(name: string, {layout}: PlainFigure): {widget: PlotlyFigure; text: string} {
    const place = element("div", {className: "cn-Sweep-figure", data: {figure: name}});
    // Its room, before plotly has come.
    const {height} = layout as {height?: number};
    if (height !== undefined) place.style.minHeight = `${height}px`;
    this.node.append(place);
    const widget = new PlotlyFigure();
    widget.clicked.connect((_, carried) => this.#clicked.emit(carried));
    Widget.attach(widget, place);
    const known = {widget, text: ""};
    this.#figures.set(name, known);
    return known;
  }
}
