import {type Figure, figure, type Trace} from "./figure.ts";
import {paint, paintColor, type Pixels, toDataUri, toVisiblePng} from "./pixels.ts";
import {colorscales, heading} from "./theme.ts";
import {
  factsOf,
  inWords,
  sentence,
  short,
  readArray,
  toRows,
  type Values,
  type Numbers
} from "./values.ts";

export interface ImageOptions {
  /** What the picture shows; defaults to its size. */
  title?: string;
  /**
   * The values that are black and white (or no and full colour); defaults to 0 and 1 when no value lies
   * outside, else to 0 and 255, else to the least and the greatest value.
   */
  range?: readonly [number, number];
}

/** A picture read from an array: grey (1 channel), colour (3), or colour and opacity (4). */
export interface Picture {
  data: Numbers["data"];
  height: number;
  width: number;
  channels: 1 | 3 | 4;
}

/** Up to this many pixels along each side a picture is drawn from numbers, beyond from a PNG file. */
const maxNumbersSide = 64;

/**
 * Shows a picture, row 0 on top, its pixels square; pointing at one gives its row, column and value.
 *
 * @param x - picture, `[height, width]`, `[height, width, 1]` (grey), `[height, width, 3]` (red, green,
 *   blue) or `[height, width, 4]` (and opacity)
 * @returns a figure with a PNG file for front ends without plotly
 * @throws RangeError if it has another shape, or no pixels
 *
 * @example
 * ```ts
 * image([[0, 255], [255, 0]], {title: "A chequer"}).alt;
 * // "A chequer. Grey picture of 2×2 pixels, values from 0 to 255, mean 127.5."
 * ```
 */
export function image(x: Values, {title, range}: ImageOptions = {}): Figure {
  const picture = toPicture(readArray(x, "image", "x", [2, 3], pictureAxes), "image");
  const {height, width, channels} = picture;
  const facts = factsOf(picture.data);
  const ends = range ?? rangeOf(picture.data);
  const kind = channels === 1 ? "grey" : "colour";
  const size = `${kind} picture of ${height}×${width} pixels`;
  const note =
    channels === 1
      ? `${height}×${width} pixels; ${short(ends[0])} is black, ${short(ends[1])} white`
      : `${height}×${width} pixels in colour`;
  return figure(
    {
      data: [pictureTrace(picture, ends)],
      layout: {
        ...heading(title ?? sentence(size).slice(0, -1), note),
        ...pixelAxes(height, width),
        height: pictureHeight(height, width) + 120
      }
    },
    {
      alt: `${title ? `${sentence(title)} ` : ""}${sentence(`${sentence(size).slice(0, -1)}, ${inWords(facts)}`)}`,
      png: () => toVisiblePng(paintPicture(picture, ends))
    }
  );
}

export const pictureAxes =
  "a picture [height, width] or [height, width, channels] of 1, 3 or 4 channels";

/** Reads a picture out of an array of shape `[height, width]` or `[height, width, channels]`. */
export function toPicture({shape, data}: Numbers, caller: string): Picture {
  const [height, width, channels = 1] = shape;
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new RangeError(
      `${caller}: a picture has 1, 3 or 4 channels, but got ${channels} ([${shape}])`
    );
  }
  return {data, height, width, channels};
}

/** The values that are black and white: 0 and 1, or 0 and 255, or the least and the greatest. */
export function rangeOf(values: ArrayLike<number>): readonly [number, number] {
  const {min, max} = factsOf(values);
  if (Number.isNaN(min) || (min >= 0 && max <= 1)) return [0, 1];
  if (min >= 0 && max <= 255) return [0, 255];
  return min < max ? [min, max] : [min - 0.5, max + 0.5];
}

export function paintPicture(
  {data, height, width, channels}: Picture,
  range: readonly [number, number]
): Pixels {
  if (channels === 1) return paint(data, height, width, colorscales.gray, range);
  return paintColor(data, height, width, channels, range);
}

/** What plotly says of a pixel of a colour picture that is pointed at. */
export const colorOfPixel = "red, green, blue %{z[0]}, %{z[1]}, %{z[2]}";

/** The trace of a picture whose pixel `(row, col)` has its centre at `x = col`, `y = row`. */
export function pictureTrace(picture: Picture, range: readonly [number, number]): Trace {
  const {data, height, width, channels} = picture;
  const where = "row %{y}, column %{x}<br>";
  if (channels === 1 && Math.max(height, width) <= maxNumbersSide) {
    return {
      type: "heatmap",
      z: toRows(data, height, width),
      zmin: range[0],
      zmax: range[1],
      colorscale: colorscales.gray,
      showscale: false,
      hoverongaps: false,
      hovertemplate: `${where}value %{z}<extra></extra>`
    };
  }
  return {
    type: "image",
    source: toDataUri(paintPicture(picture, range)),
    hovertemplate:
      where + (channels === 1 ? "brightness %{z[0]} of 255" : colorOfPixel) + "<extra></extra>"
  };
}

/** Axes on which pixels are square and row 0 is on top. */
export function pixelAxes(height: number, width: number): Record<string, unknown> {
  const axis = {
    showgrid: false,
    zeroline: false,
    // A frame, or a white picture would have no edge on a white page.
    showline: true,
    mirror: true,
    ticks: "outside",
    constrain: "domain"
  };
  const ticks = (n: number): object => (n <= 12 ? {dtick: 1} : {tickformat: "d", nticks: 8});
  return {
    xaxis: {
      ...axis,
      ...ticks(width),
      title: {text: "column (pixels)"},
      range: [-0.5, width - 0.5],
      constraintoward: "left"
    },
    yaxis: {
      ...axis,
      ...ticks(height),
      title: {text: "row (pixels)"},
      range: [height - 0.5, -0.5],
      scaleanchor: "x",
      constraintoward: "top"
    }
  };
}

/** Height to draw a picture at, in pixels of the page. */
export function pictureHeight(height: number, width: number): number {
  return Math.round(Math.min(420, Math.max(140, (520 * height) / width)));
}
