import {hasShapeAndData, kindOf, type NDArray, ndarray, zeros} from "../ndarray.ts";
import {cCells, sCells, type SeenWindows, windowsOfCells} from "./neocognitronCells.ts";

/** One stage of a neocognitron: a layer of S-cells and the layer of C-cells that reads it. */
export interface NeocognitronStage {
  /** What the S-cells look for, one template a plane, `[size, size, channels, planes]`. */
  readonly kernel: NDArray;
  /** How alike a window must be to a template for its S-cell to answer: the cosine of their angle. */
  readonly threshold: number;
  /** How many cells beyond the border an S-cell's window may reach. */
  readonly padding: number;
  /** Height and width of what a C-cell gathers, in S-cells. */
  readonly gather: number;
  /** Distance between neighbouring C-cells, in S-cells. */
  readonly strides: number;
}

/** A neocognitron that has learned: plain data. */
export interface Neocognitron {
  /** Height and width of the pictures it looks at. */
  readonly inputShape: readonly [number, number];
  readonly stages: readonly NeocognitronStage[];
}

export interface NeocognitronOptions {
  /** Most planes of each of the three stages; defaults to 12, 40 and 600. */
  planes?: readonly [number, number, number];
  /** The thresholds of the three stages, 0 to 1; the higher, the choosier the cells. Defaults to 0.6, 0.6, 0.72. */
  thresholds?: readonly [number, number, number];
}

/**
 * What each stage is, beside its planes: its windows, how much place its C-cells forgive, and how many
 * planes one picture may add at most, so that the first pictures do not take them all.
 */
const plan = [
  {size: 5, padding: 2, gather: 5, strides: 2, most: 2},
  {size: 5, padding: 2, gather: 5, strides: 2, most: 2},
  {size: 5, padding: 0, gather: 5, strides: 5, most: 1}
] as const;

/** Windows weaker than this part of the strongest are not worth a plane of their own. */
const leastStrength = 0.5;

/**
 * A neocognitron: S-cells that find features, C-cells that forgive their place, in three stages, each of
 * which learns by itself from pictures without labels. No gradient, no loss.
 *
 * A stage learns by one rule. Wherever a strong window meets S-cells that are all silent, a new plane is
 * made with that window as its template; windows that some plane knows already teach nothing. When a
 * stage has seen all pictures, the next one learns from its C-cells.
 *
 *     S  s = max(0, x · t − θ |x|) / (1 − θ)        template t of length 1
 *     C  c = max of the S-cells near by, the nearer the more
 *
 * @param images - pictures, `[n, height, width, 1]`, bright strokes on black; at least 20×20
 * @throws RangeError if there are no such pictures
 * @see Fukushima (1980), Neocognitron: a self-organizing neural network model for a mechanism of pattern
 *   recognition unaffected by shift in position
 * @see Fukushima (2013), Artificial vision by multi-layered neural networks: neocognitron and its
 *   advances, for the rule by which planes are added
 *
 * @example
 * ```ts
 * const net = neocognitron(digits); // [300, 28, 28, 1]
 * neocognitronMaps(net, digit).map(({name}) => name); // S1, C1, S2, C2, S3, C3
 * ```
 */
export function neocognitron(
  images: {readonly shape: readonly number[]; readonly data: ArrayLike<number>},
  {planes = [12, 40, 600], thresholds = [0.6, 0.6, 0.72]}: NeocognitronOptions = {}
): Neocognitron {
  const pictures = split(images);
  checkOptions(planes, thresholds);
  const [height, width] = pictures[0].shape;
  let layers = pictures; // what the stage that learns now is given, for each picture
  const stages = plan.map((shape, k): NeocognitronStage => {
    const kernel = learn(layers, shape, planes[k], thresholds[k]);
    const stage = {kernel, threshold: thresholds[k], ...shape};
    if (k < plan.length - 1) layers = layers.map((maps) => run(stage, maps).c);
    return stage;
  });
  return {inputShape: [height, width], stages};
}

/**
 * What every layer of a neocognitron makes of a picture.
 *
 * @param x - picture, `[height, width, 1]`
 * @returns name and maps `[height, width, planes]` of S1, C1, S2, C2, S3 and C3, as
 *   `plot.featureMaps` takes them
 * @throws RangeError if the picture has another size than those it learned from
 */
export function neocognitronMaps(net: Neocognitron, x: NDArray): {name: string; maps: NDArray}[] {
  const [height, width] = net.inputShape;
  if (!hasShapeAndData(x) || String(x.shape) !== String([height, width, 1])) {
    throw new RangeError(
      `neocognitronMaps: x has shape [${height},${width},1], but got ` +
        (hasShapeAndData(x) ? `[${x.shape}]` : kindOf(x))
    );
  }
  let maps = unitScale(x);
  return net.stages.flatMap((stage, k) => {
    const {s, c} = run(stage, maps);
    maps = c;
    return [
      {name: `S${k + 1}`, maps: s},
      {name: `C${k + 1}`, maps: c}
    ];
  });
}

function run(stage: NeocognitronStage, maps: NDArray): {s: NDArray; c: NDArray} {
  const {kernel, threshold, padding, gather, strides} = stage;
  const s = sCells(windowsOfCells(maps, kernel.shape[0], padding), kernel, threshold);
  return {s, c: cCells(s, gather, strides)};
}

/** Makes the templates of a stage: each a strong window that all planes before were silent to. */
function learn(
  layers: readonly NDArray[],
  {size, padding, most}: {size: number; padding: number; most: number},
  limit: number,
  threshold: number
): NDArray {
  const templates: Float32Array[] = [];
  for (const maps of layers) {
    if (templates.length === limit) break;
    const seen = windowsOfCells(maps, size, padding);
    const {taps, values, norms} = seen;
    const least = leastStrength * norms.reduce((a, b) => Math.max(a, b), 0);
    // Strong windows first: a faint border of a stroke is no feature.
    let silent = Array.from(norms.keys())
      .filter((place) => norms[place] > 0 && norms[place] >= least)
      .sort((a, b) => norms[b] - norms[a])
      .filter(
        (place) => !templates.some((template) => likeness(seen, place, template) > threshold)
      );
    const full = Math.min(limit, templates.length + most);
    while (silent.length > 0 && templates.length < full) {
      const [place] = silent;
      const template = values
        .slice(place * taps, (place + 1) * taps)
        .map((value) => value / norms[place]);
      templates.push(template);
      silent = silent.filter((other) => likeness(seen, other, template) <= threshold);
    }
  }
  return toKernel(templates, size, layers[0].shape[2]);
}

/** Cosine of the angle between a window and a template. */
function likeness(
  {taps, values, norms}: SeenWindows,
  place: number,
  template: Float32Array
): number {
  let sum = 0;
  for (let tap = 0; tap < taps; ++tap) sum += values[place * taps + tap] * template[tap];
  return sum / norms[place];
}

function toKernel(templates: readonly Float32Array[], size: number, channels: number): NDArray {
  const kernel = zeros([size, size, channels, templates.length]);
  templates.forEach((template, k) => {
    template.forEach((weight, tap) => (kernel.data[tap * templates.length + k] = weight));
  });
  return kernel;
}

/** The pictures one by one, their brightness from 0 to 1. */
function split(images: {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}): NDArray[] {
  const {shape} = images;
  const [n = 0, height = 0, width = 0, channels] = shape;
  if (shape.length !== 4 || channels !== 1 || n < 1 || Math.min(height, width) < 20) {
    throw new RangeError(
      `neocognitron: images are pictures [n, height, width, 1] of at least 20×20 pixels, ` +
        `but got shape [${shape}]`
    );
  }
  const size = height * width;
  return Array.from({length: n}, (_, k) =>
    unitScale(
      ndarray(
        [height, width, 1],
        Array.from({length: size}, (_, i) => images.data[k * size + i])
      )
    )
  );
}

/** Bytes as 0 to 1; what is there already stays. */
function unitScale(x: NDArray): NDArray {
  const isBytes = x.data.some((value) => value > 1);
  return isBytes
    ? ndarray(
        x.shape,
        Array.from(x.data, (value) => value / 255)
      )
    : x;
}

function checkOptions(planes: readonly number[], thresholds: readonly number[]): void {
  if (planes.length !== 3 || !planes.every((n) => Number.isInteger(n) && n >= 1)) {
    throw new RangeError(
      `neocognitron: planes are three whole numbers from 1 up, but got [${planes}]`
    );
  }
  if (thresholds.length !== 3 || !thresholds.every((t) => t >= 0 && t < 1)) {
    throw new RangeError(
      `neocognitron: thresholds are three numbers from 0 to below 1, but got [${thresholds}]`
    );
  }
}
