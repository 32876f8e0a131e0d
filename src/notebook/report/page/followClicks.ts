import type {Plotly} from "./plotly.ts";

/** A figure's element, once plotly has drawn in it. */
type Drawn = HTMLElement & {
  on?(event: "plotly_click", listen: (event: {points: {customdata?: unknown}[]}) => void): void;
};

/**
 * A click on a point that carries the name of one of the figure's frames leads to that frame, as its sliders
 * do.
 */
export function followClicks(place: Drawn, plotly: Plotly, frames: readonly unknown[]): void {
  const names = new Set(frames.map((frame) => (frame as {name?: unknown}).name));
  place.on?.("plotly_click", ({points: [point]}) => {
    const name = point?.customdata;
    if (typeof name !== "string" || !names.has(name)) return;
    const now = {mode: "immediate", frame: {duration: 0, redraw: true}, transition: {duration: 0}};
    void plotly.animate(place, [name], now);
  });
}
