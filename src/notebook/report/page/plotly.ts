import type {Drawn} from "./height.ts";

/** As much of plotly.js as a report asks for. */
export interface Plotly {
  /** Draws a figure, or draws it anew. */
  react(
    place: HTMLElement,
    figure: {data: unknown; layout: unknown; frames?: unknown; config: unknown}
  ): Promise<unknown>;
  /** Goes to a frame of a figure. */
  animate(place: HTMLElement, frames: readonly string[], options: object): Promise<unknown>;
}

let loading: Promise<Plotly> | undefined;

/** Unpacks plotly.js, which lies in the page gzipped, and starts it; once, when the first figure is due. */
export function loadPlotly(): Promise<Plotly> {
  return (loading ??= load());
}

/** What plotly has drawn in a place. */
export function drawnOf(place: HTMLElement): Drawn {
  return (place as HTMLElement & {_fullLayout: Drawn})._fullLayout;
}

async function load(): Promise<Plotly> {
  const packed = document.querySelector("#plotly")?.textContent ?? "";
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  // The page's policy knows its hash.
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  return (globalThis as unknown as {Plotly: Plotly}).Plotly;
}
