import {type Figure, figure} from "./figure.ts";
import {checkLimit, shownOf} from "./imageGrid.ts";
import {toVisiblePng} from "./pixels.ts";
import {colorscales} from "./theme.ts";
import {type Section, tiles} from "./tiles.ts";
import {
  factsOf,
  inWords,
  isNumbers,
  sentence,
  short,
  readArray,
  type Values,
  type Numbers
} from "./values.ts";

/** What a layer makes of one picture. */
export interface LayerMaps {
  /** The layer's name. */
  name: string;
  /** Its feature maps, `[height, width, channels]`. */
  maps: Values;
}

export interface FeatureMapsOptions {
  title?: string;
  /** Most maps to show of each layer, the first ones; defaults to 32 of one layer, 8 of each of several. */
  limit?: number;
  /**
   * What has the full range of colours: `"layer"`, so that maps of a layer can be compared, or each
   * `"map"`, so that weak ones are seen too; defaults to `"layer"`.
   */
  normalize?: "layer" | "map";
}

/**
 * Shows what a convolutional layer, or several, make of one picture: one tile for each feature map, from
 * dark (least) to bright (most).
 *
 * @param layers - feature maps of one layer, `[height, width, channels]` (or `[1, height, width,
 *   channels]`, a batch of one), or of several, each with its name
 * @throws RangeError if there is no layer, or one has another number of axes
 *
 * @example
 * ```ts
 * featureMaps([
 *   {name: "conv1", maps: relu1},
 *   {name: "conv2", maps: relu2}
 * ]);
 * ```
 */
export function featureMaps(
  layers: Values | readonly LayerMaps[],
  {title = "Feature maps", limit, normalize = "layer"}: FeatureMapsOptions = {}
): Figure {
  const several = isLayers(layers);
  const named = several
    ? layers.map(({name, maps}) => ({name, maps: toMaps(maps, name)}))
    : [{name: "", maps: toMaps(layers, "layers")}];
  if (named.length === 0) {
    throw new RangeError("featureMaps: expected at least one layer, but got none");
  }
  const most = limit ?? (several ? 8 : 32);
  checkLimit(most, "featureMaps");
  const described = named.map(({name, maps}) => {
    const [height, width, count] = maps.shape;
    const number = shownOf(Math.min(count, most), count, "map");
    return {name, maps, text: `${number} of ${height}×${width}`};
  });
  const sections = described.map(({name, maps, text}): Section => {
    const [height, width, count] = maps.shape;
    const facts = factsOf(maps.data);
    return {
      ...(several && {
        title: `<b>${name}</b>: ${text}, ${short(facts.min, 3)} … ${short(facts.max, 3)}`
      }),
      height,
      width,
      tiles: Array.from({length: Math.min(count, most)}, (_, c) => ({
        label: `${c}`,
        name: `${name && `${name}, `}map ${c}`,
        values: {data: maps.data, start: c, step: count},
        ...(normalize === "map" && {range: ends(every(maps.data, c, count))})
      })),
      colorscale: colorscales.sequential,
      range: ends(maps.data),
      value: "activation"
    };
  });
  const scale =
    normalize === "map"
      ? "each map from dark (its least) to bright (its most)"
      : several
        ? "each layer from dark (least) to bright (most)"
        : "";
  const drawn = tiles(sections, {
    title,
    note: [several ? "" : described[0].text, scale].filter(Boolean).join("; "),
    explained: !several && normalize === "layer"
  });
  const facts = described.map(({name, maps, text}) => {
    const silent = silentMaps(maps);
    return sentence(
      `${name && `${name}: `}${text}, activations: ${inWords(factsOf(maps.data))}` +
        (silent ? `; ${silent} of ${maps.shape[2]} maps are zero everywhere` : "")
    );
  });
  return figure(drawn, {
    alt: `${sentence(title)} ${facts.join(" ")}`,
    png: () => toVisiblePng(drawn.png())
  });
}

function isLayers(layers: Values | readonly LayerMaps[]): layers is readonly LayerMaps[] {
  if (!Array.isArray(layers)) return false;
  return layers.length === 0 || (layers as unknown[]).every((layer) => hasMaps(layer));
}

function hasMaps(layer: unknown): boolean {
  return typeof layer === "object" && layer !== null && "maps" in layer && !isNumbers(layer);
}

function toMaps(maps: Values, name: string): Numbers {
  const axes = "feature maps [height, width, channels] of one picture";
  const array = readArray(maps, "featureMaps", name, [3, 4], axes);
  if (array.shape.length === 3) return array;
  const [batch, ...shape] = array.shape;
  if (batch !== 1) {
    throw new RangeError(`featureMaps: ${name} is ${axes}, but got shape [${array.shape}]`);
  }
  return {shape, data: array.data};
}

function every(data: ArrayLike<number>, start: number, step: number): number[] {
  const values: number[] = [];
  for (let i = start; i < data.length; i += step) values.push(data[i]);
  return values;
}

/** The range of the colours: from 0, or from the least value where that is negative. */
function ends(values: ArrayLike<number>): readonly [number, number] {
  const {min, max} = factsOf(values);
  const low = Math.min(0, min) || 0;
  const high = Math.max(max, 0) || 0;
  return low < high ? [low, high] : [low, low + 1];
}

function silentMaps({shape: [, , count], data}: Numbers): number {
  let silent = 0;
  for (let c = 0; c < count; ++c) {
    if (every(data, c, count).every((value) => value === 0)) ++silent;
  }
  return silent;
}
