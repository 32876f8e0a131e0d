import {type Figure, figure, type Trace} from "./figure.ts";
import {pictureAxes, rangeOf, toPicture} from "./image.ts";
import {photoAxes, photoHeight, photoPng, photoTrace, toPhoto} from "./photo.ts";
import {colorway, dashes, heading} from "./theme.ts";
import {list, plural, readArray, sentence, short, type Values} from "./values.ts";

/** A box around something, in pixels of the picture, from its upper left corner. */
export interface LabelledBox {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** What is in it; boxes of one label have one colour and one kind of line. */
  readonly label?: string;
  /** How sure the network is, 0 to 1. */
  readonly score?: number;
}

export interface BoxesOptions {
  title?: string;
  /** The values that are black and white; defaults as for `image`. */
  range?: readonly [number, number];
}

/** A line of letters on the narrowest page: their height and mean width, in pixels of the page. */
const letter = {height: 17, width: 6.6};
/** Width of the narrowest page's plot, in pixels. */
const narrow = 350;

/**
 * Draws boxes on a picture, each with its label and how sure the network is.
 *
 * @param x - picture, as `image` takes it
 * @param found - the boxes, in pixels; they may reach beyond the picture
 * @throws RangeError if a box has no size, or a side that is no number
 *
 * @example
 * ```ts
 * boxes(photo, await applications.detect(photo), {title: "What is there, and where"});
 * ```
 */
export function boxes(
  x: Values,
  found: readonly LabelledBox[],
  {title = "Where things are", range}: BoxesOptions = {}
): Figure {
  const picture = toPicture(readArray(x, "boxes", "x", [2, 3], pictureAxes), "boxes");
  found.forEach(check);
  const {height, width} = picture;
  const photo = toPhoto(picture, range ?? rangeOf(picture.data));
  const labels = [...new Set(found.map(({label = ""}) => label))];
  const note = found.length === 0 ? "no box" : plural(found.length, "box").replace("boxs", "boxes");
  const top = heading(title, note, {l: 14, r: 14, b: 14});
  return figure(
    {
      data: [
        photoTrace(photo),
        ...found.map((box) => outline(box, labels.indexOf(box.label ?? "")))
      ],
      layout: {
        ...top,
        ...photoAxes(height, width),
        height: photoHeight(height, width) + top.margin.t + top.margin.b,
        showlegend: false,
        annotations: signs(found, height, width)
      }
    },
    {
      alt:
        `${sentence(title)} A picture of ${height}×${width} pixels with ` +
        `${found.length === 0 ? "no box, 0 things found" : list(found.map(inWords))}.`,
      png: () => photoPng(photo)
    }
  );
}

function check({top, left, height, width}: LabelledBox, k: number): void {
  if ([top, left].every(Number.isFinite) && height > 0 && width > 0) return;
  throw new RangeError(
    `boxes: a box has a place and a size in pixels, but box ${k} has top ${top}, left ${left}, ` +
      `height ${height}, width ${width}`
  );
}

const nameOf = ({label, score}: LabelledBox): string =>
  [label, score === undefined ? undefined : short(score, 2)].filter(Boolean).join(" ");

function inWords(box: LabelledBox): string {
  const [top, left, bottom, right] = [
    box.top,
    box.left,
    box.top + box.height,
    box.left + box.width
  ].map(Math.round);
  return `${nameOf(box) || "a box"} from row ${top}, column ${left} to row ${bottom}, column ${right}`;
}

function outline(box: LabelledBox, k: number): Trace {
  const {top, left, height, width} = box;
  // A pixel's middle lies at its number, so the picture begins at −0.5.
  const [l, r, t, b] = [left, left + width, top, top + height].map((at) => at - 0.5);
  return {
    type: "scatter",
    mode: "lines",
    x: [l, r, r, l, l],
    y: [t, t, b, b, t],
    line: {color: colorway[k % colorway.length], width: 3, dash: dashes[k % dashes.length]},
    name: nameOf(box),
    hovertemplate: `${nameOf(box) || "box"}<br>row %{y}, column %{x}<extra></extra>`
  };
}

/** The labels, each at a corner of its box where it lies on no other, if there is such a corner. */
function signs(
  found: readonly LabelledBox[],
  height: number,
  width: number
): Record<string, unknown>[] {
  const scale = Math.max(width / narrow, height / photoHeight(height, width));
  const placed: {x: number; y: number; width: number}[] = [];
  const line = letter.height * scale;
  return found.flatMap((box) => {
    const text = nameOf(box);
    if (text === "") return [];
    const long = (text.length * letter.width + 8) * scale;
    const corners = [
      box.top - line,
      box.top,
      box.top + box.height - line,
      box.top + box.height
    ].flatMap((y) => [
      {x: box.left, y, width: long},
      {x: box.left + box.width - long, y, width: long}
    ]);
    const isFree = (one: (typeof corners)[number]): boolean =>
      one.y >= 0 &&
      one.y + line <= height &&
      one.x >= 0 &&
      one.x + long <= width &&
      placed.every(
        (other) =>
          Math.abs(one.y - other.y) >= line ||
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x
      );
    const at = corners.find(isFree) ?? {
      ...corners[0],
      x: Math.max(0, Math.min(box.left, width - long)),
      y: Math.max(0, box.top)
    };
    placed.push(at);
    return [
      {
        text,
        x: Math.round(at.x * 10) / 10 - 0.5,
        y: Math.round(at.y * 10) / 10 - 0.5,
        xanchor: "left",
        yanchor: "top",
        showarrow: false,
        borderpad: 1,
        bgcolor: "#333333",
        font: {size: 11, color: "#ffffff"}
      }
    ];
  });
}
