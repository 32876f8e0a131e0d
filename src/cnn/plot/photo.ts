// A picture to draw on: what `boxes`, `skeleton` and `beforeAfter` have in common.
import type {Trace} from "./figure.ts";
import {colorOfPixel, paintPicture, type Picture, pixelAxes} from "./image.ts";
import {type Pixels, shrink, toDataUri, toVisiblePng} from "./pixels.ts";

/** Longest side of the PNG file behind a figure, in pixels: as many as a page has room for, or nearly. */
const maxSide = 480;

/** Height and width of the largest page that the picture is drawn on, in pixels. */
const page = {height: 460, width: 640};

/** A picture as figures have it: a large one with fewer, larger pixels. */
export interface Photo {
  readonly pixels: Pixels;
  /** So many of the picture's pixels, each way, are one. */
  readonly factor: number;
}

export function toPhoto(picture: Picture, range: readonly [number, number]): Photo {
  const factor = factorOf(picture.height, picture.width);
  return {pixels: shrink(paintPicture(picture, range), factor), factor};
}

/** The trace of a picture whose pixel `(row, column)` has its middle at `x = column`, `y = row`. */
export function photoTrace({pixels, factor}: Photo, left: number = 0): Trace {
  const middle = (factor - 1) / 2;
  return {
    type: "image",
    source: toDataUri(pixels),
    x0: left + middle,
    y0: middle,
    dx: factor,
    dy: factor,
    hovertemplate: `row %{y}, column %{x}<br>${colorOfPixel}<extra></extra>`
  };
}

/** How many pixels of a picture, each way, are one in a figure. */
const factorOf = (height: number, width: number): number =>
  Math.ceil(Math.max(height, width) / maxSide);

/** The PNG file of a photo for a front end without plotly. */
export const photoPng = ({pixels}: Photo): Uint8Array => toVisiblePng(pixels);

/** Axes without ticks, for a picture that is looked at and not measured; its height on the page. */
export function photoAxes(height: number, width: number): Record<string, unknown> {
  const {xaxis, yaxis} = pixelAxes(height, width) as Record<"xaxis" | "yaxis", object>;
  const bare = {showticklabels: false, ticks: "", title: {text: ""}};
  return {xaxis: {...xaxis, ...bare}, yaxis: {...yaxis, ...bare}};
}

/** Height to draw a photo at, in pixels of the page. */
export const photoHeight = (height: number, width: number): number =>
  Math.round(Math.max(140, Math.min(page.height, (page.width * height) / width)));
