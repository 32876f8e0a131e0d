import {escapeHtml, escapeJson} from "./escapeHtml.ts";
import {dataUri} from "./images.ts";
import type {Output, PlotlySpec} from "./outputs.ts";

type FigureOutput = Extract<Output, {kind: "figure"}>;
type ImageOutput = Extract<Output, {kind: "image"}>;

/** A caption longer than this goes on below the figure's data. */
const captionLength = 240;

/** Height of a figure that does not say it, in pixels, as plotly has it. */
const defaultHeight = 450;

/**
 * What a figure shows, in one to three sentences; the whole of it stays the alternative text.
 *
 * @example
 * ```ts
 * captionOf("A seven. Grey picture of 28×28 pixels."); // "A seven. Grey picture of 28×28 pixels."
 * ```
 */
export function captionOf(alt: string): string {
  const words = alt.trim().replace(/\s+/g, " ");
  if (words.length <= captionLength) return words;
  const sentences = words.match(/.+?[.!?](?=\s|$)\s*/g) ?? [words];
  let caption = "";
  for (const sentence of sentences) {
    if (caption && caption.length + sentence.length > captionLength) break;
    caption += sentence;
  }
  caption = caption.trim();
  return caption.length <= 1.5 * captionLength
    ? caption
    : `${caption.slice(0, captionLength).trimEnd()}…`;
}

/** A plotly figure: a place where the page draws it, its caption, and its data, folded. */
export function plotlyFigure(number: number, {spec, alt}: FigureOutput): string {
  const caption = captionOf(alt);
  const height = heightOf(spec.layout);
  return [
    `<figure class="figure plotly" id="figure-${number}" data-figure="${number}">`,
    `<div class="plot" role="img" aria-label="${escapeHtml(alt)}" style="min-height:${height}px"></div>`,
    figcaption(number, caption),
    `<details class="data"><summary>Data of figure ${number}</summary>`,
    caption === alt.trim() ? "" : `<p class="words">${escapeHtml(alt)}</p>`,
    `<div class="tables"></div></details>`,
    `</figure>`
  ].join("");
}

/** The figure's data for the page's script. */
export function figureData(number: number, {spec}: FigureOutput): string {
  return `<script type="application/json" data-figure="${number}">${escapeJson(spec)}</script>\n`;
}

/** A picture as a figure. */
export function imageFigure(number: number, {type, data, alt, width, height}: ImageOutput): string {
  const size = [width && ` width="${width}"`, height && ` height="${height}"`]
    .filter(Boolean)
    .join("");
  return [
    `<figure class="figure" id="figure-${number}" data-figure="${number}">`,
    `<img src="${dataUri(type, data)}" alt="${escapeHtml(alt)}"${size} loading="lazy">`,
    figcaption(number, captionOf(alt)),
    `</figure>`
  ].join("");
}

function figcaption(number: number, caption: string): string {
  const link = `<a href="#figure-${number}">Figure ${number}</a>`;
  return `<figcaption><b>${link}</b> ${escapeHtml(caption)}</figcaption>`;
}

function heightOf({height}: PlotlySpec["layout"] = {}): number {
  return typeof height === "number" && height > 0 ? Math.min(height, 4000) : defaultHeight;
}
