import {explorer} from "./explorer.ts";
import type {Figure, FigureSpec, Trace} from "./figure.ts";
import {boxTrace, captionTrace, layRows, type Panel, panelTrace} from "./panels.ts";
import {panelsLayout} from "./panelsLayout.ts";
import {colorscales, colorway, grey} from "./theme.ts";

export interface WindowExplorerOptions {
  title?: string;
  /** Kernel sizes f to choose from, in pixels; defaults to 1, 2, 3, 5, 7. */
  kernelSizes?: readonly number[];
  /** Paddings p to choose from, in pixels on each side; defaults to 0, 1, 2. */
  paddings?: readonly number[];
  /** Strides s to choose from, in pixels; defaults to 1, 2, 3. */
  strides?: readonly number[];
  /** What it shows first; defaults to f = 3, p = 0, s = 1, or the first of each. */
  start?: {kernelSize?: number; padding?: number; strides?: number};
}

interface Setting {
  height: number;
  width: number;
  f: number;
  p: number;
  s: number;
}

/** How much larger than usual the panels are: the cells of the picture hold numbers. */
const enlarged = 1.35;

/** Largest side of the picture: beyond, numbers no longer fit in the cells. */
const maxSide = 16;

/**
 * Lets kernel size, padding and stride be chosen by sliders: shows how often each pixel is used, the
 * pixels that no window reaches, and the size of the output. Where not even one window fits, says that
 * the choice is illegal.
 *
 *     ⌊(n + 2p − f) / s⌋ + 1      along each axis
 *
 * @param size - height and width of the picture, or both at once, in pixels; at most 16
 * @throws RangeError if the picture is larger, or a number is no whole one
 * @see Dumoulin & Visin (2016), A guide to convolution arithmetic for deep learning
 *
 * @example
 * ```ts
 * windowExplorer([6, 7], {start: {kernelSize: 3, strides: 2}});
 * ```
 */
export function windowExplorer(
  size: number | readonly [height: number, width: number],
  options: WindowExplorerOptions = {}
): Figure {
  const [height, width] = typeof size === "number" ? [size, size] : size;
  const {title = "Kernel size, padding and stride", start = {}} = options;
  const {kernelSizes = [1, 2, 3, 5, 7], paddings = [0, 1, 2], strides = [1, 2, 3]} = options;
  checkWhole("size", [height, width], 1, maxSide);
  checkWhole("kernelSizes", kernelSizes, 1);
  checkWhole("paddings", paddings, 0);
  checkWhole("strides", strides, 1);
  const most = Math.max(...paddings);
  const place = (values: readonly number[], wanted: number): number =>
    Math.max(0, values.indexOf(wanted));
  return explorer(
    [
      {
        name: "kernel size f (pixels)",
        values: kernelSizes,
        start: place(kernelSizes, start.kernelSize ?? 3)
      },
      {name: "padding p (pixels)", values: paddings, start: place(paddings, start.padding ?? 0)},
      {name: "stride s (pixels)", values: strides, start: place(strides, start.strides ?? 1)}
    ],
    ([f, p, s]) =>
      draw({height, width, f: kernelSizes[f], p: paddings[p], s: strides[s]}, {title, most}),
    {
      alt:
        `${title}. A picture of ${height}×${width} pixels: how many windows use each pixel, and the ` +
        "size of the output, for each choice; a choice is illegal where not even one window fits"
    }
  );
}

/** How many windows there are along an axis; below 1 where none fits. */
function outputLength(n: number, {f, p, s}: Setting): number {
  return Math.floor((n + 2 * p - f) / s) + 1;
}

/** How many windows use each pixel of the padded picture. */
function usageOf(setting: Setting): number[][] {
  const {height, width, f, p, s} = setting;
  const along = (n: number): number[] => {
    const used = new Array<number>(n + 2 * p).fill(0);
    for (let i = 0; i < outputLength(n, setting); ++i) {
      for (let a = 0; a < f; ++a) ++used[i * s + a];
    }
    return used;
  };
  const across = along(width);
  return along(height).map((row) => across.map((col) => row * col));
}

function draw(setting: Setting, {title, most}: {title: string; most: number}): FigureSpec {
  const {height, width, p} = setting;
  const [outHeight, outWidth] = [outputLength(height, setting), outputLength(width, setting)];
  const legal = outHeight > 0 && outWidth > 0;
  const used = usageOf(setting);
  // The frame is that of the widest padding, so that the picture stays where it is.
  const side = (n: number): number[] => Array.from({length: n + 2 * most}, (_, i) => i - most);
  const usage = side(height).map((row) =>
    side(width).map((col) => used[row + p]?.[col + p] ?? null)
  );
  const output = Array.from({length: height + 2 * most}, (_, i) =>
    Array.from({length: width + 2 * most}, (_, j) =>
      legal && i < outHeight && j < outWidth ? 1 : null
    )
  );
  const rows = layRows(1);
  const inputPanel: Panel = {
    title: `windows that use each pixel`,
    suffix: "",
    z: usage,
    first: [-most, -most],
    domain: {x: [0.09, 0.57], y: rows.upper},
    colorscale: colorscales.sequential,
    range: [0, Math.max(1, ...used.flat())],
    toward: "right"
  };
  const outputPanel: Panel = {
    title: legal ? `output ${outHeight}×${outWidth}` : "no output",
    suffix: "2",
    z: output,
    domain: {x: [0.71, 1], y: rows.upper},
    colorscale: [
      [0, colorway[5]],
      [1, colorway[5]]
    ],
    range: [0, 1],
    toward: "left"
  };
  const unreached = legal
    ? side(height).flatMap((row) =>
        side(width)
          .filter((col) => isInside(row, height) && isInside(col, width) && !used[row + p][col + p])
          .map((col) => [row, col])
      )
    : [];
  return {
    data: [
      {...panelTrace(inputPanel), texttemplate: "%{z}"},
      {...boxTrace("", [0, height - 1], [0, width - 1], grey), line: {color: grey, width: 3}},
      windowBox(0, 0, setting, legal),
      windowBox(outHeight - 1, outWidth - 1, setting, legal),
      {
        type: "scatter",
        mode: "markers",
        x: unreached.map(([, col]) => col),
        y: unreached.map(([row]) => row),
        marker: {symbol: "x", size: 11, color: colorway[1]},
        hovertemplate: "row %{y}, column %{x}<br>never used<extra></extra>",
        xaxis: "x",
        yaxis: "y"
      },
      {
        ...panelTrace(outputPanel),
        texttemplate: "",
        hovertemplate: "row %{y}, column %{x}<extra></extra>"
      },
      captionTrace("3", caption(setting, legal))
    ],
    layout: panelsLayout(
      [inputPanel, outputPanel],
      {...rows, height: Math.round(enlarged * rows.height)},
      {
        title,
        note: `a ${height}×${width} picture; ✕ marks pixels that no window reaches`,
        below: 24
      }
    )
  };
}

const isInside = (i: number, n: number): boolean => i >= 0 && i < n;

/** The outline of window (i, j). */
function windowBox(i: number, j: number, {f, p, s}: Setting, legal: boolean): Trace {
  const at = (k: number): number[] => [k * s - p, k * s - p + f - 1];
  const line = {color: colorway[1], width: 3, dash: legal ? "solid" : "dash"};
  // An illegal window is drawn where the first would be: it sticks out.
  return {...boxTrace("", at(legal ? i : 0), at(legal ? j : 0)), line};
}

/** The formula with its numbers, for each axis where they differ. */
function caption(setting: Setting, legal: boolean): string {
  const {height, width, f, p, s} = setting;
  if (!legal) {
    const n = Math.min(height, width) + 2 * p;
    return `<b>illegal</b>: a window of ${f} does not fit in ${n} pixels,<br>padding included`;
  }
  const along = (n: number): string =>
    `⌊(${n} + 2·${p} − ${f}) / ${s}⌋ + 1 = <b>${outputLength(n, setting)}</b>`;
  return height === width ? along(height) : `rows ${along(height)}<br>columns ${along(width)}`;
}

function checkWhole(name: string, values: readonly number[], least: number, most = Infinity): void {
  for (const value of values) {
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    const range = most < Infinity ? `${least} to ${most}` : `${least} up`;
    throw new RangeError(
      `windowExplorer: ${name} holds whole numbers from ${range}, but got ${value}`
    );
  }
}
