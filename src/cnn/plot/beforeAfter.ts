import {type Figure, figure, type Trace} from "./figure.ts";
import {pictureAxes, rangeOf, toPicture} from "./image.ts";
import {photoAxes, photoHeight, photoPng, photoTrace, toPhoto} from "./photo.ts";
import {blank, paste, type Pixels} from "./pixels.ts";
import {colorway, grey, heading} from "./theme.ts";
import {readArray, sentence, type Values} from "./values.ts";

export interface BeforeAfterOptions {
  title?: string;
  /** What the two pictures are; defaults to `["before", "after"]`. */
  labels?: readonly [string, string];
  /** The values that are black and white; defaults as for `image`, for each picture. */
  range?: readonly [number, number];
}

/** Steps of the slider; the first picture is cut into as many strips. */
const steps = 20;
const sliderHeight = 70;

/**
 * Lays one picture over another of the same size, with a slider that uncovers the second from left to
 * right.
 *
 * Both pictures are in the figure once: the first in strips, which the slider hides one by one. So it works
 * without any code running, in an exported report as well.
 *
 * @param a - picture, as `image` takes it
 * @param b - another of the same height and width
 * @throws RangeError if the two differ in height or width
 *
 * @example
 * ```ts
 * beforeAfter(bicubic, sharp, {labels: ["bicubic", "network"], title: "Twice as large"});
 * ```
 */
export function beforeAfter(
  a: Values,
  b: Values,
  {title = "Before and after", labels = ["before", "after"], range}: BeforeAfterOptions = {}
): Figure {
  const [first, second] = [a, b].map((x, k) =>
    toPicture(readArray(x, "beforeAfter", "ab"[k], [2, 3], pictureAxes), "beforeAfter")
  );
  const {height, width} = first;
  if (second.height !== height || second.width !== width) {
    throw new RangeError(
      `beforeAfter: both pictures have one size, but a has ${height}×${width} pixels and b ` +
        `${second.height}×${second.width}`
    );
  }
  const [before, after] = [first, second].map((picture) =>
    toPhoto(picture, range ?? rangeOf(picture.data))
  );
  const {pixels, factor} = before;
  const columns = Array.from({length: steps + 1}, (_, k) => Math.round((k * pixels.width) / steps));
  const strips = columns.slice(0, -1).map((left, k): Trace => {
    // One more than its own: the strip after it is never hidden before it, and no line shows between two.
    const right = Math.min(pixels.width, columns[k + 1] + 1);
    const strip = {pixels: columnsOf(pixels, left, right), factor};
    return {...photoTrace(strip, left * factor), visible: k >= steps / 2};
  });
  const cuts = columns.map((column) => Math.min(width, column * factor));
  const top = heading(title, `left of the line: ${labels[1]}; right of it: ${labels[0]}`, {
    l: 14,
    r: 14,
    b: 14 + sliderHeight
  });
  return figure(
    {
      data: [photoTrace(after), ...strips],
      layout: {
        ...top,
        ...photoAxes(height, width),
        height: photoHeight(height, width) + top.margin.t + top.margin.b,
        showlegend: false,
        shapes: [cutLine(cuts[steps / 2], height)],
        sliders: [slider(cuts, labels[1])]
      }
    },
    {
      alt:
        `${sentence(title)} Two pictures of ${height}×${width} pixels, one over the other: ` +
        `${labels[0]} and ${labels[1]}. A slider uncovers the second, 0 to 100 %.`,
      png: () => photoPng({pixels: besides(pixels, after.pixels), factor})
    }
  );
}

/** Some columns of a picture; at least one, so that every strip is a picture. */
function columnsOf(pixels: Pixels, left: number, right: number): Pixels {
  const width = Math.max(1, right - left);
  const from = Math.min(left, pixels.width - width);
  const strip = blank(pixels.height, width);
  for (let row = 0; row < pixels.height; ++row) {
    const start = (row * pixels.width + from) * 4;
    strip.data.set(pixels.data.subarray(start, start + width * 4), row * width * 4);
  }
  return strip;
}

function besides(a: Pixels, b: Pixels): Pixels {
  const both = blank(a.height, 2 * a.width + 4);
  paste(both, a, 0, 0);
  paste(both, b, 0, a.width + 4);
  return both;
}

function cutLine(at: number, height: number): Record<string, unknown> {
  return {
    type: "line",
    x0: at - 0.5,
    x1: at - 0.5,
    y0: -0.5,
    y1: height - 0.5,
    line: {color: "#ffffff", width: 3}
  };
}

function slider(cuts: readonly number[], label: string): Record<string, unknown> {
  return {
    active: steps / 2,
    x: 0,
    len: 1,
    y: 0,
    yanchor: "top",
    pad: {t: 8, l: 10, r: 18, b: 0},
    bgcolor: "rgba(127,127,127,0.15)",
    activebgcolor: colorway[1],
    bordercolor: grey,
    font: {color: grey, size: 11},
    tickcolor: grey,
    ticklen: 4,
    minorticklen: 2,
    currentvalue: {
      prefix: `${label}: `,
      suffix: " %",
      xanchor: "left",
      font: {size: 13, color: grey},
      offset: 6
    },
    steps: cuts.map((at, k) => ({
      label: `${(100 * k) / steps}`,
      method: "update",
      // The second picture, the strips of the first, and the line between them.
      args: [
        {visible: [true, ...Array.from({length: steps}, (_, strip) => strip >= k)]},
        {"shapes[0].x0": at - 0.5, "shapes[0].x1": at - 0.5}
      ]
    }))
  };
}
