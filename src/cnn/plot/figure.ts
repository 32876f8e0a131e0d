import {displaySymbol, type MimeBundle} from "../host.ts";

/** One trace of a plotly figure: a curve, a heat map, a row of bars. */
export type Trace = Record<string, unknown>;

/** What the parts of a plotly figure are, as plain data. */
export interface FigureSpec {
  data: Trace[];
  layout: Record<string, unknown>;
  /** The states that a slider or play button steps through. */
  frames?: Record<string, unknown>[];
}

/** A plotly figure as plain data, which knows how to show itself in a notebook. */
export interface Figure extends FigureSpec {
  /** What the figure shows, in words: its alternative text. */
  readonly alt: string;
  [displaySymbol](): MimeBundle;
}

export interface FigureOptions {
  /** What the figure shows, in words, with the facts that a reader takes from it. */
  alt: string;
  /** The picture itself as a PNG file, where the figure is a picture. */
  png?: () => Uint8Array;
}

/** Makes a figure of its plotly parts. */
export function figure(spec: FigureSpec, {alt, png}: FigureOptions): Figure {
  return {
    ...spec,
    alt,
    [displaySymbol]: () => ({
      "application/vnd.plotly.v1+json": {...spec},
      ...(png && {"image/png": Buffer.from(png()).toString("base64")}),
      "text/plain": alt
    })
  };
}
