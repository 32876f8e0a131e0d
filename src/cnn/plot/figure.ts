import {displaySymbol, type MimeBundle} from "../host.ts";
import {template} from "./theme.ts";

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

/**
 * Makes a figure of its plotly parts, in the library's theme.
 *
 * The figure is plain data that goes through JSON unchanged, so it must hold `null`, not `NaN`, where a
 * value is missing. In a notebook it shows itself as `application/vnd.plotly.v1+json`, with `image/png`
 * for a front end without plotly where the figure is a picture, and `text/plain` in words always.
 *
 * @param spec - traces, layout and frames, as plotly.js takes them
 * @returns the figure; its layout has the library's `template` unless it brings its own
 *
 * @example
 * ```ts
 * figure(
 *   {data: [{type: "scatter", x: [1, 2], y: [3, 4]}], layout: {title: {text: "A line"}}},
 *   {alt: "A line rises from 3 to 4."}
 * ).alt; // "A line rises from 3 to 4."
 * ```
 */
export function figure(spec: FigureSpec, {alt, png}: FigureOptions): Figure {
  const {data, frames} = spec;
  const layout = {template, ...spec.layout};
  return {
    data,
    layout,
    ...(frames && {frames}),
    alt,
    [displaySymbol]: () => ({
      "application/vnd.plotly.v1+json": {data, layout, ...(frames && {frames})},
      ...(png && {"image/png": Buffer.from(png()).toString("base64")}),
      "text/plain": alt
    })
  };
}
