import {captionAxes, type layRows, type Panel, panelLayout} from "./panels.ts";
import {heading} from "./theme.ts";

export interface PanelsLayoutOptions {
  title: string;
  note: string;
  /** Room below the caption, in pixels: for a slider and buttons. */
  below: number;
}

/** Layout of a figure of panels with words below them, on the pair of axes behind the panels'. */
export function panelsLayout(
  panels: readonly Panel[],
  rows: ReturnType<typeof layRows>,
  {title, note, below}: PanelsLayoutOptions
): Record<string, unknown> {
  const parts = panels.map(panelLayout);
  const top = heading(title, note, {l: 20, r: 16, b: below});
  // A panel's own title stands above it.
  top.margin.t += 20;
  return {
    ...top,
    height: rows.height + top.margin.t + top.margin.b,
    showlegend: false,
    hovermode: "closest",
    ...Object.fromEntries(parts.flatMap(({axes}) => Object.entries(axes))),
    ...captionAxes(`${panels.length + 1}`, rows.caption),
    annotations: parts.map(({annotation}) => annotation)
  };
}
