import {type Figure, figure, type Trace} from "./figure.ts";
import {paintPicture, pictureAxes, rangeOf, toPicture} from "./image.ts";
import {blank, paint, type Pixels, toVisiblePng} from "./pixels.ts";
import {colorscales, colorway} from "./theme.ts";
import {type Tile, tiles} from "./tiles.ts";
import {
  factsOf,
  isNumbers,
  type Numbers,
  readArray,
  sentence,
  short,
  type Values
} from "./values.ts";

/** A map over the picture, with its name. */
export interface NamedMap {
  name: string;
  /** One value for each pixel, `[height, width]`; what is below 0 counts as 0. */
  map: Values;
}

export interface OverlayOptions {
  title?: string;
  /** A box to draw on every picture, in pixels: where the object is. */
  box?: {top: number; left: number; height: number; width: number};
  /** The values that are black and white in the picture; defaults as for `image`. */
  range?: readonly [number, number];
  /**
   * `"heat"`: amounts, in colours. `"mask"`: which pixels belong to the thing; what is less than a half
   * fades to grey, the rest keeps its colours and gets an outline. Defaults to `"heat"`.
   */
  as?: "heat" | "mask";
}

/** How much of the colour covers the picture where the map is greatest. */
const strongest = 0.78;

/**
 * Lays maps over a picture, such as those of Grad-CAM, occlusion and saliency: the picture in grey, the map
 * in colours that grow brighter and denser with it; or, with `as: "mask"`, the picture in its own colours
 * where the mask is, and in grey around it. In a large picture, a white line is drawn around what is
 * more than half of the greatest value.
 *
 * @param x - picture, as `image` takes it
 * @param maps - one map `[height, width]`, or several with their names, each in a picture of its own
 * @throws RangeError if a map has another size than the picture, or there is none
 *
 * @example
 * ```ts
 * const cam = await inspect.gradCam(model, photo);
 * overlay(photo, [{name: "Grad-CAM", map: cam.map}], {title: "Where the network sees the cat"});
 * ```
 */
export function overlay(
  x: Values,
  maps: Values | readonly NamedMap[],
  {title = "What counts in the picture", box, range, as = "heat"}: OverlayOptions = {}
): Figure {
  const picture = toPicture(readArray(x, "overlay", "x", [2, 3], pictureAxes), "overlay");
  const {height, width} = picture;
  const ends = range ?? rangeOf(picture.data);
  const named = isNamed(maps) ? maps : [{name: "map", map: maps}];
  if (named.length === 0) throw new RangeError("overlay: expected at least one map, but got none");
  const read = named.map(({name, map}) => {
    const array = readArray(map, "overlay", name, [2], "a map [height, width]");
    if (array.shape[0] !== height || array.shape[1] !== width) {
      throw new RangeError(
        `overlay: a map has the size of the picture [${height},${width}], but ${name} is [${array.shape}]`
      );
    }
    return {name, ...array, facts: factsOf(array.data)};
  });
  const isMask = as === "mask";
  const half = (most: number): number => (isMask ? 0.5 : most / 2);
  const lines = read.map(({data, facts}) => outline(data, height, width, half(facts.max), isMask));
  const hasLine = lines.some((line) => line.size > 0);
  const painted = paintPicture(picture, ends);
  const grey = greyOf(painted);
  const shown: Tile[] = [
    {label: "picture", name: "the picture", pixels: painted},
    ...read.map(({name, data, facts}, k) => ({
      label: name,
      name: isMask
        ? `${name}, ${percentInside(data)} of the pixels`
        : `${name}, greatest value ${short(facts.max)}`,
      pixels: isMask
        ? cutOut(painted, data, lines[k])
        : laidOver(grey, data, brightest(data), lines[k])
    }))
  ];
  const drawn = tiles(
    [
      {
        height,
        width,
        tiles: shown,
        columns: Math.min(shown.length, shown.length === 4 ? 2 : 3),
        colorscale: colorscales.sequential,
        range: [0, 1],
        value: "part of the greatest"
      }
    ],
    {
      title,
      note: isMask
        ? "in colour: what belongs to it; in grey: what does not"
        : `from dark (nothing) to yellow (most)${hasLine ? "; white line: half of the most" : ""}`
    }
  );
  const boxes = box ? shown.map((_, k) => boxOn(drawn.data[k], box)) : [];
  const facts = read.map(({name, data, facts}) => {
    if (isMask) return `${name}: ${percentInside(data)} of the pixels`;
    const peak = Array.from(data).indexOf(facts.max);
    return `${name}: greatest (${short(facts.max)}) at row ${Math.floor(peak / width)}, column ${peak % width}`;
  });
  return figure(
    {data: [...drawn.data, ...boxes], layout: drawn.layout},
    {
      alt:
        `${sentence(title)} A picture of ${height}×${width} pixels with ${facts.join("; ")}.` +
        (box
          ? ` The box goes from row ${box.top}, column ${box.left} to row ${box.top + box.height - 1}, column ${box.left + box.width - 1}.`
          : ""),
      png: () => toVisiblePng(drawn.png())
    }
  );
}

function isNamed(maps: Values | readonly NamedMap[]): maps is readonly NamedMap[] {
  if (!Array.isArray(maps) || isNumbers(maps)) return false;
  return maps.length === 0 || (typeof maps[0] === "object" && "map" in (maps[0] as object));
}

/** The same picture in grey, a little darker, so that the colours stand out. */
function greyOf({height, width, data}: Pixels): Pixels {
  const grey = blank(height, width);
  for (let p = 0; p < height * width; ++p) {
    const light = 0.299 * data[4 * p] + 0.587 * data[4 * p + 1] + 0.114 * data[4 * p + 2];
    grey.data.set(
      [light, light, light].map((v) => Math.round(20 + 0.8 * v)),
      4 * p
    );
    grey.data[4 * p + 3] = data[4 * p + 3];
  }
  return grey;
}

/** The value of the brightest colour: what all but the greatest half per cent reach, or one speck decides. */
function brightest(map: Numbers["data"]): number {
  const sorted = Float64Array.from(map).filter(Number.isFinite).sort();
  const high = sorted[Math.floor(0.995 * (sorted.length - 1))] ?? 0;
  return Math.max(0, high > 0 ? high : (sorted.at(-1) ?? 0));
}

const percentInside = (mask: Numbers["data"]): string =>
  `${short((100 * Array.from(mask).filter((v) => v >= 0.5).length) / mask.length, 3)} %`;

/** The picture in its colours where the mask is a half or more, in faint grey where not; a line between. */
function cutOut(picture: Pixels, mask: Numbers["data"], line: ReadonlySet<number>): Pixels {
  const {height, width, data} = picture;
  const cut = blank(height, width);
  for (let p = 0; p < height * width; ++p) {
    const light = 0.299 * data[4 * p] + 0.587 * data[4 * p + 1] + 0.114 * data[4 * p + 2];
    for (let c = 4 * p; c < 4 * p + 3; ++c) {
      const value = mask[p] >= 0.5 ? data[c] : 30 + 0.3 * light;
      cut.data[c] = line.has(p) ? 255 : Math.round(value);
    }
    cut.data[4 * p + 3] = data[4 * p + 3];
  }
  return cut;
}

function laidOver(
  grey: Pixels,
  map: Numbers["data"],
  most: number,
  line: ReadonlySet<number>
): Pixels {
  const {height, width} = grey;
  const colors = paint(map, height, width, colorscales.sequential, [0, most || 1]);
  const mixed = blank(height, width);
  for (let p = 0; p < height * width; ++p) {
    const level = most > 0 ? Math.min(1, Math.max(0, map[p] / most)) : 0;
    const part = strongest * Math.sqrt(level);
    for (let c = 4 * p; c < 4 * p + 3; ++c) {
      const value = grey.data[c] * (1 - part) + colors.data[c] * part;
      mixed.data[c] = line.has(p) ? 255 : Math.round(value);
    }
    mixed.data[4 * p + 3] = grey.data[4 * p + 3];
  }
  return mixed;
}

/**
 * The pixels on the border of what is at least so much. None where the map is so scattered, or the picture
 * so small, that they would hide it.
 */
function outline(
  map: Numbers["data"],
  height: number,
  width: number,
  least: number,
  isMask: boolean
): ReadonlySet<number> {
  const line = new Set<number>();
  if (Math.min(height, width) < (isMask ? 96 : 64) || !(least > 0)) return line;
  // As wide as a reader sees where the picture is drawn small.
  const reach = Math.max(1, Math.round(Math.min(height, width) / 90));
  const isOut = (row: number, column: number): boolean =>
    row >= 0 && row < height && column >= 0 && column < width && map[row * width + column] < least;
  let inside = 0;
  for (let row = 0; row < height; ++row) {
    for (let column = 0; column < width; ++column) {
      if (map[row * width + column] < least) continue;
      ++inside;
      const near = [[-reach, 0], [reach, 0], [0, -reach], [0, reach]]; // prettier-ignore
      if (near.some(([down, right]) => isOut(row + down, column + right))) {
        line.add(row * width + column);
      }
    }
  }
  return line.size < 0.6 * inside ? line : new Set();
}

/** A box on one of the tiles; a tile of a large picture has fewer pixels, each standing for several. */
function boxOn(tile: Trace, {top, left, height, width}: NonNullable<OverlayOptions["box"]>): Trace {
  const {x0, y0, dx} = tile as {x0: number; y0: number; dx: number};
  const [x, y] = [x0, y0].map((start) => Number((start - (dx - 1) / 2).toFixed(4)));
  const [l, r, t, b] = [
    x + left - 0.5,
    x + left + width - 0.5,
    y + top - 0.5,
    y + top + height - 0.5
  ];
  return {
    type: "scatter",
    mode: "lines",
    x: [l, r, r, l, l],
    y: [t, t, b, b, t],
    line: {color: colorway[1], width: 2, dash: "dash"},
    hoverinfo: "skip",
    xaxis: "x",
    yaxis: "y"
  };
}
