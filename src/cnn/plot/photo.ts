// A picture to draw on: what `boxes`, `skeleton` and `beforeAfter` have in common.
import type {Trace} from "./figure.ts";
import {colorOfPixel, paintPicture, type Picture, pixelAxes} from "./image.ts";
import {type Pixels, shrink, toDataUri, toVisiblePng} from "./pixels.ts";

/** Longest side of the PNG file behind a figure, in pixels: as many as a page has room for, or nearly. */
const maxSide = 480;

/** Height and width of the largest page that the picture is drawn on, in pixels. */
const page = {height: 460, width: 640};

/**
 * The trace of a picture whose pixel `(row, column)` has its middle at `x = column`, `y = row`; a large
 * one with fewer, larger pixels.
 */
export function photoTrace(picture: Picture, range: readonly [number, number]): Trace {
  return pixelsTrace(paintPicture(picture, range));
}

/**
 * The same from pixels.
 *
 * @param left - column of the first of them in the whole picture
 * @param longest - side of the whole picture that decides how much it is shrunk, in pixels
 */
export function pixelsTrace(
  pixels: Pixels,
  left: number = 0,
  longest: number = Math.max(pixels.height, pixels.width)
): Trace {
  const factor = Math.ceil(longest / maxSide);
  const middle = (factor - 1) / 2;
  return {
    type: "image",
    source: toDataUri(shrink(pixels, factor)),
    x0: left + middle,
    y0: middle,
    dx: factor,
    dy: factor,
    hovertemplate: `row %{y}, column %{x}<br>${colorOfPixel}<extra></extra>`
  };
}

/** How often a picture is taken smaller by `pixelsTrace`. */
export const factorOf = (height: number, width: number): number =>
  Math.ceil(Math.max(height, width) / maxSide);

/** The PNG file of a photo for a front end without plotly, no larger than the one in the figure. */
export const photoPng = (pixels: Pixels): Uint8Array =>
  toVisiblePng(shrink(pixels, factorOf(pixels.height, pixels.width)));

/** Axes without ticks, for a picture that is looked at and not measured; its height on the page. */
export function photoAxes(height: number, width: number): Record<string, unknown> {
  const {xaxis, yaxis} = pixelAxes(height, width) as Record<"xaxis" | "yaxis", object>;
  const bare = {showticklabels: false, ticks: "", title: {text: ""}};
  return {xaxis: {...xaxis, ...bare}, yaxis: {...yaxis, ...bare}};
}

/** Height to draw a photo at, in pixels of the page. */
export const photoHeight = (height: number, width: number): number =>
  Math.round(Math.max(140, Math.min(page.height, (page.width * height) / width)));
