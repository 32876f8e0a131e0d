import {type Figure, figure} from "./figure.ts";
import {checkLimit, shownOf} from "./imageGrid.ts";
import {grey, heading} from "./theme.ts";
import {sentence} from "./values.ts";

/** One layer of a network, as a summary lists it. */
export interface ArchitectureRow {
  /** The layer's name: `"conv1"`. */
  name: string;
  /** Its kind: `"conv2d"`, `"maxPooling2d"`, `"dense"`. */
  kind: string;
  /** Shape of its output for one example, `[height, width, channels]` or `[units]`; a leading `null`, the batch, is passed over. */
  shape: readonly (number | null)[];
}

export interface ArchitectureOptions {
  title?: string;
  /** Most layers to draw, the first ones; defaults to 40. */
  limit?: number;
}

/** Layers side by side: what a narrow page can label. */
const columns = 5;
const characters = 11;
const rowPixels = 150;
const maxSheets = 6;
const fills: readonly (readonly [RegExp, string, string])[] = [
  [/conv/i, "#9ecae1", "#0072b2"],
  [/pool/i, "#fdcc8a", "#b35806"],
  [/dense|softmax|output/i, "#a6dbb4", "#00694c"],
  [/input/i, "#e0e0e0", "#555555"]
];
const otherFill = ["", "#dcc5de", "#7b4a85"] as const;

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Draws a network as LeNet's authors did: each layer a stack of sheets, as large as its feature maps and
 * the higher the more channels it has; a layer without rows and columns is a bar.
 *
 * Sizes grow with the square root of the height and width and with the logarithm of the channels, or the
 * small ones could not be seen.
 *
 * @param rows - the layers in order, the input first
 * @throws RangeError if there is no layer, or a shape holds anything but lengths
 *
 * @example
 * ```ts
 * architecture([
 *   {name: "input", kind: "input", shape: [32, 32, 1]},
 *   {name: "C1", kind: "conv2d", shape: [28, 28, 6]},
 *   {name: "S2", kind: "averagePooling2d", shape: [14, 14, 6]}
 * ]);
 * ```
 */
export function architecture(
  rows: readonly ArchitectureRow[],
  {title = "Architecture", limit = 40}: ArchitectureOptions = {}
): Figure {
  if (rows.length === 0) {
    throw new RangeError("architecture: expected at least one layer, but got none");
  }
  checkLimit(limit, "architecture");
  const layers = rows.map(({name, kind, shape}) => ({name, kind, shape: lengths(name, shape)}));
  const shown = layers.slice(0, limit);
  const largest = Math.max(1, ...shown.map(({shape}) => (shape.length > 1 ? shape[0] : 1)));
  const widest = Math.max(1, ...shown.map(({shape}) => (shape.length === 1 ? shape[0] : 1)));
  const drawn = shown.map(({shape}, k) => sheets(shape, {largest, widest}, k));
  const lines = Math.ceil(shown.length / columns);
  const across = Math.min(columns, shown.length);
  const number = shownOf(shown.length, layers.length, "layer");
  const top = heading(title, `${number}, each with its kind and output shape`, {
    l: 12,
    r: 12,
    b: 10
  });
  const hidden = {visible: false, constrain: "domain"};
  return figure(
    {
      data: [
        {
          type: "scatter",
          mode: "text",
          x: shown.map((_, k) => k % columns),
          y: shown.map((_, k) => Math.floor(k / columns) * 1.5 + 0.48),
          text: shown.map(label),
          customdata: shown.map(({name, kind, shape}) => `${name}, ${kind}<br>${shape.join("×")}`),
          textposition: "bottom center",
          textfont: {size: 10},
          cliponaxis: false,
          hovertemplate: "%{customdata}<extra></extra>"
        }
      ],
      layout: {
        ...top,
        height: lines * rowPixels + top.margin.t + top.margin.b,
        showlegend: false,
        hovermode: "closest",
        shapes: drawn.flatMap((boxes, k) => boxes.map((box) => rectangle(box, shown[k].kind))),
        annotations: shown.slice(1).map((_, k) => arrow(k + 1, drawn)),
        xaxis: {...hidden, range: [-0.55, across - 0.45], constraintoward: "left"},
        yaxis: {
          ...hidden,
          range: [lines * 1.5 - 0.55, -0.5],
          scaleanchor: "x",
          constraintoward: "top"
        }
      }
    },
    {
      alt:
        `${sentence(title)} ${number}: ` +
        `${shown.map(({name, kind, shape}) => `${name}${isSaid(name, kind) ? "" : ` (${kind})`} ${shape.join("×")}`).join(" → ")}.`
    }
  );
}

function lengths(name: string, shape: readonly (number | null)[]): number[] {
  const axes = shape[0] === null ? shape.slice(1) : shape;
  if (axes.length === 0 || !axes.every((n) => Number.isInteger(n) && (n as number) > 0)) {
    throw new RangeError(
      `architecture: an output shape holds lengths of 1 or more, but ${name} has [${shape.map(String)}]`
    );
  }
  return axes as number[];
}

/** The sheets of a layer, the hindmost first; its place is that of layer `k`. */
function sheets(
  shape: readonly number[],
  {largest, widest}: {largest: number; widest: number},
  k: number
): Box[] {
  const x = k % columns;
  const y = Math.floor(k / columns) * 1.5;
  if (shape.length === 1) {
    const height = 0.12 + (0.7 * Math.log(1 + shape[0])) / Math.log(1 + widest);
    return [{left: x - 0.05, top: y - height / 2, width: 0.1, height}];
  }
  const [tall, wide] = shape.length === 2 ? [shape[0], 1] : shape;
  const channels = shape[shape.length - 1];
  const count = Math.min(maxSheets, 1 + Math.round(Math.log2(channels) / 1.6));
  const step = 0.045;
  const side = 0.56;
  const height = Math.max(0.05, side * Math.sqrt(tall / largest));
  const width = Math.max(0.05, side * Math.sqrt(wide / largest));
  const spread = (count - 1) * step;
  return Array.from({length: count}, (_, s) => ({
    left: x - width / 2 + spread / 2 - s * step,
    top: y - height / 2 - spread / 2 + s * step,
    width,
    height
  }));
}

function rectangle({left, top, width, height}: Box, kind: string): Record<string, unknown> {
  const [, fillcolor, color] = fills.find(([pattern]) => pattern.test(kind)) ?? otherFill;
  return {
    type: "rect",
    x0: rounded(left),
    x1: rounded(left + width),
    y0: rounded(top),
    y1: rounded(top + height),
    fillcolor,
    line: {color, width: 1}
  };
}

/** An arrow into layer `k`: from its neighbour, or from the left where it is the first in its line. */
function arrow(k: number, drawn: readonly Box[][]): Record<string, unknown> {
  const x = k % columns;
  const y = Math.floor(k / columns) * 1.5;
  const end = Math.min(...drawn[k].map(({left}) => left)) - 0.03;
  const before = Math.max(...drawn[k - 1].map(({left, width}) => left + width)) + 0.02;
  const start = x === 0 ? -0.53 : before;
  return {
    text: "",
    x: rounded(end),
    y,
    ax: rounded(Math.min(start, end - 0.08)),
    ay: y,
    xref: "x",
    yref: "y",
    axref: "x",
    ayref: "y",
    showarrow: true,
    arrowhead: 2,
    arrowsize: 1,
    arrowwidth: 1.2,
    arrowcolor: grey
  };
}

/** Whether a layer's name says its kind already: `average_pooling2d_1` of an `AveragePooling2D`. */
function isSaid(name: string, kind: string): boolean {
  const [a, b] = [name, kind].map((text) => text.replaceAll("_", "").toLowerCase());
  return a.startsWith(b);
}

/** Name, kind where the name does not say it, and shape: four lines at most, for which there is room. */
function label({name, kind, shape}: ArchitectureRow): string {
  const lines = fit(name, 2);
  const kindLines = isSaid(name, kind) ? [] : fit(kind, 3 - lines.length);
  return [`<b>${lines.join("<br>")}</b>`, ...kindLines, shape.join("×")].join("<br>");
}

/** A name in at most so many lines, broken between its words; what is longer still is cut. */
function fit(text: string, most: number): string[] {
  const words = text.split(/(?<=_)|(?<=[a-z])(?=[A-Z])/);
  const lines = [""];
  for (const word of words) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length > characters) lines.push(word);
    else lines[last] += word;
  }
  if (lines.length > most) lines.splice(most - 1, Infinity, lines.slice(most - 1).join(""));
  return lines.map(cut);
}

function cut(line: string): string {
  return line.length > characters ? `${line.slice(0, characters - 1)}…` : line;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
