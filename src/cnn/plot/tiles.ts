// Many small pictures in one plot: all tiles of a section lie on one pair of axes, side by side. One
// plot with 32 heat maps draws at once and scales as a whole; 32 plots would do neither.
import type {Trace} from "./figure.ts";
import {colorOfPixel} from "./image.ts";
import {blank, paint, paste, type Pixels, shrink, toDataUri} from "./pixels.ts";
import {colorbar, colorbarHeight, type Colorscale, heading} from "./theme.ts";
import {toRows} from "./values.ts";

/** One tile: the map of numbers it shows, or a picture in colour. */
export interface Tile {
  /** What stands above it; short. */
  label: string;
  /** What it is called when pointed at. */
  name: string;
  /** Its numbers: each `step`-th value of `data` from `start` on. */
  values?: {data: ArrayLike<number>; start: number; step: number};
  /** Its pixels, where it is a colour picture. */
  pixels?: Pixels;
  /** The values at the two ends of the colour scale; defaults to the section's. */
  range?: readonly [number, number];
}

/** Tiles of one size and colour scale. */
export interface Section {
  /** What stands above the section, when there are several. */
  title?: string;
  height: number;
  width: number;
  tiles: readonly Tile[];
  /** Tiles in a row; defaults to what a narrow page can hold. */
  columns?: number;
  colorscale: Colorscale;
  range: readonly [number, number];
  /** What a value is: `"weight"`, `"activation"`. */
  value: string;
}

export interface TilesOptions {
  title: string;
  note: string;
  /** Whether a colour bar explains the first section's colours. */
  explained?: boolean;
}

/** Width that a narrow page leaves for a plot, in pixels: what tiles and their labels must fit in. */
const narrow = 370;
const maxColumns = 8;
const characterWidth = 6.4;
/** Space between tiles, as a part of a tile. */
const gap = 0.08;
/** A section of more values than this is drawn from PNG files, not from numbers. */
const maxNumbers = 32_768;
/** Longest side of a tile's PNG file, in pixels. */
const maxTileSide = 128;

interface Geometry extends Section {
  columns: number;
  rows: number;
  /** Height of the line above each tile, as a part of a tile's height. */
  band: number;
  left: (k: number) => number;
  top: (k: number) => number;
  extent: {width: number; height: number};
  /** Height on a page of usual width, in pixels. */
  pixels: number;
}

/** Traces and layout of sections of tiles, one section below the other, and a PNG of them all. */
export function tiles(
  sections: readonly Section[],
  {title, note, explained = false}: TilesOptions
): {data: Trace[]; layout: Record<string, unknown>; png: () => Pixels} {
  const geometries = sections.map(place);
  const titleHeight = 24;
  const heights = geometries.map((g) => g.pixels + (g.title ? titleHeight : 0));
  const total = heights.reduce((sum, height) => sum + height, 0);
  const top = heading(title, note, {l: 14, r: 14, b: 14});
  if (explained) top.margin.t += colorbarHeight;

  const data: Trace[] = [];
  const annotations: Record<string, unknown>[] = [];
  const height = Math.round(total + top.margin.t + top.margin.b);
  const layout: Record<string, unknown> = {
    ...top,
    height,
    showlegend: false,
    annotations
  };
  let used = 0;
  geometries.forEach((g, k) => {
    const suffix = k === 0 ? "" : `${k + 1}`;
    const upper = 1 - (used + (g.title ? titleHeight : 0)) / total;
    used += heights[k];
    const lower = Math.max(0, 1 - used / total);
    Object.assign(layout, axes(g, suffix, [lower, upper]));
    if (g.title) {
      annotations.push({
        text: g.title,
        xref: `x${suffix} domain`,
        yref: `y${suffix} domain`,
        x: 0,
        y: 1,
        xanchor: "left",
        yanchor: "bottom",
        showarrow: false,
        font: {size: 12}
      });
    }
    data.push(...traces(g, suffix, explained && k === 0));
  });
  if (explained) layout.coloraxis = coloraxis(geometries[0], {...top, height});
  return {data, layout, png: () => paintAll(geometries)};
}

function place(section: Section): Geometry {
  const {tiles: shown, height, width} = section;
  const longest = Math.max(...shown.map(({label}) => label.length), 1);
  const fitting = Math.max(2, Math.floor(narrow / (longest * characterWidth + 4)));
  const most = Math.min(maxColumns, fitting, shown.length);
  // As many in each row as in the others, as far as it goes: 10 tiles are 5 and 5, not 8 and 2.
  const columns = section.columns ?? Math.ceil(shown.length / Math.ceil(shown.length / most));
  const rows = Math.ceil(shown.length / columns);
  const labelled = shown.some(({label}) => label !== "");
  const aspect = height / width;
  const band = labelled ? Math.min(1.5, (15 * columns) / narrow / aspect) : gap;
  const pitch = {x: width * (1 + gap), y: height * (1 + band)};
  const tilePixels = Math.min(200, Math.max(64, 600 / columns));
  return {
    ...section,
    columns,
    rows,
    band,
    left: (k) => (k % columns) * pitch.x,
    top: (k) => Math.floor(k / columns) * pitch.y + height * band,
    extent: {width: columns * pitch.x - width * gap, height: rows * pitch.y},
    pixels: Math.round(Math.min(900, rows * tilePixels * aspect * (1 + band)))
  };
}

/**
 * The axes of a section. They show no ticks, but have one at every row and column of a tile, whose
 * text is the row or column within the tile: that is what plotly says of a pixel that is pointed at.
 */
function axes(g: Geometry, suffix: string, domain: [number, number]): Record<string, unknown> {
  const hidden = {showgrid: false, zeroline: false, showticklabels: false, ticks: ""};
  const ticks = (starts: number[], length: number): Record<string, unknown> => ({
    tickmode: "array",
    tickvals: starts.flatMap((start) => Array.from({length}, (_, i) => rounded(start + i))),
    ticktext: starts.flatMap(() => Array.from({length}, (_, i) => `${i}`))
  });
  const columns = Array.from({length: g.columns}, (_, k) => g.left(k));
  const rows = Array.from({length: g.rows}, (_, k) => g.top(k * g.columns));
  return {
    [`xaxis${suffix}`]: {
      ...hidden,
      ...ticks(columns, g.width),
      anchor: `y${suffix}`,
      range: [-0.5, rounded(g.extent.width - 0.5)],
      constrain: "domain",
      constraintoward: "left"
    },
    [`yaxis${suffix}`]: {
      ...hidden,
      ...ticks(rows, g.height),
      anchor: `x${suffix}`,
      domain: domain.map(rounded),
      range: [rounded(g.extent.height - 0.5), -0.5],
      scaleanchor: `x${suffix}`,
      constrain: "domain",
      constraintoward: "top"
    }
  };
}

function traces(g: Geometry, suffix: string, shared: boolean): Trace[] {
  const on = {xaxis: `x${suffix}`, yaxis: `y${suffix}`};
  const drawn = g.tiles.length * g.height * g.width > maxNumbers;
  // Numbers in the cells where the narrowest page has room for them: three digits and a sign.
  const numbered = g.columns * g.width <= 13;
  const shown = g.tiles.map((tile, k): Trace => {
    if (tile.pixels || !tile.values || drawn) {
      const factor = Math.ceil(Math.max(g.height, g.width) / maxTileSide);
      const offset = (factor - 1) / 2;
      return {
        type: "image",
        source: toDataUri(shrink(pixelsOf(tile, g), factor)),
        x0: rounded(g.left(k) + offset),
        y0: rounded(g.top(k) + offset),
        dx: factor,
        dy: factor,
        name: tile.name,
        // plotly gives an image's pixels by their place on the axes, not by the axes' texts.
        hovertemplate: `${tile.name}${tile.pixels ? `<br>${colorOfPixel}` : ""}<extra></extra>`,
        ...on
      };
    }
    const {data, start, step} = tile.values;
    const [zmin, zmax] = tile.range ?? g.range;
    return {
      type: "heatmap",
      z: toRows(data, g.height, g.width, {start, step, digits: 4}),
      x0: rounded(g.left(k)),
      y0: rounded(g.top(k)),
      dx: 1,
      dy: 1,
      name: tile.name,
      ...(shared
        ? {coloraxis: "coloraxis"}
        : {zmin, zmax, colorscale: g.colorscale, showscale: false}),
      ...(numbered && {texttemplate: "%{z:.2~g}"}),
      hovertemplate: `${tile.name}<br>row %{y}, column %{x}<br>${g.value} %{z}<extra></extra>`,
      hoverongaps: false,
      ...on
    };
  });
  // A colour axis shows its bar only when a trace uses it; pictures from PNG files do not.
  if (shared && drawn) {
    shown.push({
      type: "scatter",
      mode: "markers",
      x: [null],
      y: [null],
      marker: {color: [0], coloraxis: "coloraxis"},
      hoverinfo: "skip",
      ...on
    });
  }
  if (g.tiles.some(({label}) => label !== "")) shown.push({...labels(g), ...on});
  return shown;
}

function labels(g: Geometry): Trace {
  const fitting = Math.floor(narrow / g.columns / characterWidth);
  return {
    type: "scatter",
    mode: "text",
    x: g.tiles.map((_, k) => rounded(g.left(k) - 0.5)),
    y: g.tiles.map((_, k) => rounded(g.top(k) - 0.5)),
    text: g.tiles.map(({label}) =>
      label.length > fitting ? `${label.slice(0, fitting - 1)}…` : label
    ),
    textposition: "top right",
    textfont: {size: 11},
    cliponaxis: false,
    hoverinfo: "skip"
  };
}

function coloraxis(
  {range: [cmin, cmax], colorscale, value}: Geometry,
  size: {height: number; margin: Record<string, number>}
): Record<string, unknown> {
  return {
    cmin,
    cmax,
    colorscale,
    colorbar: colorbar(value, size)
  };
}

function pixelsOf(tile: Tile, g: Geometry): Pixels {
  if (tile.pixels) return tile.pixels;
  const {data, start, step} = tile.values ?? {data: [], start: 0, step: 1};
  return paint(data, g.height, g.width, g.colorscale, tile.range ?? g.range, {start, step});
}

/** All sections as one picture, two pixels between tiles. */
function paintAll(geometries: readonly Geometry[]): Pixels {
  const space = 2;
  const factorOf = (g: Geometry): number => Math.ceil(Math.max(g.height, g.width) / maxTileSide);
  const sizes = geometries.map((g) => ({
    height: Math.ceil(g.height / factorOf(g)) + space,
    width: Math.ceil(g.width / factorOf(g)) + space
  }));
  const width = Math.max(...geometries.map((g, k) => g.columns * sizes[k].width)) - space;
  const height = geometries.reduce((sum, g, k) => sum + g.rows * sizes[k].height, 0) - space;
  const all = blank(height, width);
  let below = 0;
  geometries.forEach((g, k) => {
    g.tiles.forEach((tile, n) => {
      const top = below + Math.floor(n / g.columns) * sizes[k].height;
      const picture = shrink(pixelsOf(tile, g), factorOf(g));
      paste(all, picture, top, (n % g.columns) * sizes[k].width);
    });
    below += g.rows * sizes[k].height;
  });
  return all;
}

/** Positions need no more than this, and 0.1 + 0.2 would show. */
function rounded(value: number): number {
  return Number(value.toFixed(4));
}
