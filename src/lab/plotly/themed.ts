import type {Spec} from "./spec.ts";

/** The colours of the page that a figure is on. */
export interface PageColors {
  readonly ink: string;
  readonly faint: string;
}

/** The colours of the theme in use. */
export function pageColors(node: Element = document.body): PageColors {
  const style = getComputedStyle(node);
  const read = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  return {
    ink: read("--jp-content-font-color1", "#444444"),
    faint: read("--jp-border-color2", "rgba(127,127,127,0.28)")
  };
}

/** In pixels; without one, plotly takes that of the figure's place, which here has none either. */
const defaultHeight = 450;
const transparent = "rgba(0,0,0,0)";
type Options = Readonly<Record<string, unknown>>;
const at = (options: unknown, name: string): Options =>
  ((options as Options | undefined)?.[name] as Options | undefined) ?? {};

/**
 * A figure's layout in the colours of its page: letters and lines take those of the theme, the background
 * is the page's. What a figure sets in its layout itself stands; its template is what the theme changes.
 * Zoom and camera are kept when the figure is drawn anew.
 */
export function themed({layout}: Spec, {ink, faint}: PageColors): Record<string, unknown> {
  const own = at(layout.template, "layout");
  const axis = (name: string): Options => {
    const given = at(own, name);
    const lines = {gridcolor: faint, zerolinecolor: faint, linecolor: ink, tickcolor: ink};
    return {automargin: true, ...given, ...lines, tickfont: {...at(given, "tickfont"), color: ink}};
  };
  return {
    uirevision: "kept",
    autosize: true,
    height: own.height ?? defaultHeight,
    ...layout,
    template: {
      ...(layout.template as object | undefined),
      layout: {
        ...own,
        paper_bgcolor: transparent,
        plot_bgcolor: transparent,
        font: {...at(own, "font"), color: ink},
        xaxis: axis("xaxis"),
        yaxis: axis("yaxis"),
        modebar: {...at(own, "modebar"), bgcolor: transparent, color: ink}
      }
    }
  };
}
