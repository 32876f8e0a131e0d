/** A figure as the page holds it: traces, layout and frames of plotly. */
export interface Spec {
  data: Trace[];
  layout?: Layout;
  frames?: {name?: string; data?: Trace[]; traces?: number[]; layout?: Layout}[];
}

export type Trace = Record<string, unknown>;

export type Layout = Record<string, unknown>;

/** The figure's data, which stand in a script element of their own. */
export function specOf(figure: HTMLElement): Spec {
  const number = figure.dataset.figure;
  return JSON.parse(jsonOf(`script[data-figure="${number}"]`)) as Spec;
}

/** The text of a script element that holds data. */
export function jsonOf(selector: string): string {
  return document.querySelector(selector)?.textContent ?? "null";
}
