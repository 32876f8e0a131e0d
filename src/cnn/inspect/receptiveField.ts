import type {LayersModel} from "@tensorflow/tfjs";
import {type Graph, graphOf, type Layer, type Step, stepOf} from "./graph.ts";
import {layerWindows, pixelsOf} from "./layerWindows.ts";
import {pictureShape} from "./picture.ts";

/** A rectangle of pixels. */
export interface Box {
  /** Its first row; below 0 where it begins in the padding. */
  top: number;
  /** Its first column, likewise. */
  left: number;
  height: number;
  width: number;
}

/** What one unit sees of the picture. */
export interface UnitField extends Box {
  /** The part of it that lies in the picture, and that the unit can really depend on. */
  seen: Box;
}

export interface UnitFieldOptions {
  /** Name of the layer, as `summary` shows it. */
  layer: string;
  /** Row of the unit in the layer's maps; defaults to 0. */
  row?: number;
  /** Column of the unit; defaults to 0. */
  column?: number;
  /** Height and width of the picture, for a model that takes any; defaults to what the model says. */
  size?: readonly [height: number, width: number];
}

/**
 * What one unit of any layer sees of the picture, in any model: followed back through padding, strides,
 * branches and joins, step by step. A unit of a dense layer, and of a kind of layer that is not known,
 * sees all.
 *
 * @returns its box on the picture, as large as for every unit of the layer; in `seen` without padding
 * @throws RangeError if there is no such layer, or the picture's size is not known
 * @see Araujo et al. (2019), Computing receptive fields of convolutional neural networks, Distill
 *
 * @example
 * ```ts
 * receptiveField(zoo.lenet5(), {layer: "conv2d_1", row: 0, column: 2});
 * // {top: 0, left: 4, height: 14, width: 14, seen: {…}}
 * ```
 */
export function receptiveField(
  model: LayersModel,
  {layer, row = 0, column = 0, size}: UnitFieldOptions
): UnitField {
  const caller = "receptiveField";
  const graph = graphOf(caller, model);
  const step = stepOf(caller, graph, layer);
  const [height, width] = size ?? pictureShape(caller, model);
  if (height === null || width === null) {
    throw new RangeError(
      `${caller}: the size of the picture is needed, as ${model.name} takes any (size)`
    );
  }
  return fieldsOf(graph, step.outputs[0], [height, width])(row, column);
}

/** First and last pixel along both axes; undefined for nothing. */
interface Region {
  rows: readonly [first: number, last: number];
  columns: readonly [first: number, last: number];
}

/** The fields of the units of a value, by row and column. */
export function fieldsOf(
  graph: Graph,
  slot: number,
  size: readonly [height: number, width: number]
): (row: number, column: number) => UnitField {
  const sizes = sizesOf(graph, size);
  return (row, column) => {
    const unit: Region = {rows: [row, row], columns: [column, column]};
    const all = boxOf(reach(graph, slot, unit, sizes, false));
    return {...all, seen: boxOf(reach(graph, slot, unit, sizes, true))};
  };
}

const boxOf = ({rows: [top, bottom], columns: [left, right]}: Region): Box => ({
  top,
  left,
  height: bottom - top + 1,
  width: right - left + 1
});

/** Height and width of every value, 1 by 1 for those that are no maps. */
function sizesOf(
  {steps, inputs, model}: Graph,
  size: readonly [number, number]
): (readonly [number, number])[] {
  const sizes: (readonly [number, number])[] = [];
  const shapes: (readonly (number | null)[])[] = [];
  for (const slot of inputs) {
    sizes[slot] = size;
    shapes[slot] = [null, ...size, model.inputs[0].shape[3]];
  }
  for (const {layer, inputs, outputs} of steps) {
    const given = inputs.map((slot) => shapes[slot]) as number[][];
    const known = layer.computeOutputShape(given.length === 1 ? given[0] : given);
    const results = (Array.isArray(known[0]) ? known : [known]) as number[][];
    outputs.forEach((slot, k) => {
      const shape = results[k];
      shapes[slot] = shape;
      sizes[slot] = shape.length === 4 ? [shape[1], shape[2]] : [1, 1];
    });
  }
  return sizes;
}

/**
 * The pixels of the picture that a region of a value comes from.
 *
 * @param clips - whether what lies in the padding on the way is left out, as nothing comes from there
 */
function reach(
  {steps, inputs}: Graph,
  slot: number,
  region: Region,
  sizes: readonly (readonly [number, number])[],
  clips: boolean
): Region {
  const regions = new Map<number, Region>([[slot, region]]);
  for (const step of steps.toReversed()) {
    const wanted = step.outputs.flatMap((output) => regions.get(output) ?? []);
    if (wanted.length === 0) continue;
    for (const input of step.inputs) {
      const [height, width] = sizes[input];
      const before = neededOf(step, wanted.reduce(union), [height, width], sizes[step.outputs[0]]);
      const kept = clips ? clip(before, height, width) : before;
      const other = regions.get(input);
      if (kept) regions.set(input, other ? union(other, kept) : kept);
    }
  }
  // A unit that lies in the padding alone sees nothing: a box of no pixels at its place.
  return (
    inputs.map((input) => regions.get(input)).find(Boolean) ?? {rows: [0, -1], columns: [0, -1]}
  );
}

const union = (a: Region, b: Region): Region => ({
  rows: [Math.min(a.rows[0], b.rows[0]), Math.max(a.rows[1], b.rows[1])],
  columns: [Math.min(a.columns[0], b.columns[0]), Math.max(a.columns[1], b.columns[1])]
});

function clip({rows, columns}: Region, height: number, width: number): Region | undefined {
  const [top, bottom] = [Math.max(0, rows[0]), Math.min(height - 1, rows[1])];
  const [left, right] = [Math.max(0, columns[0]), Math.min(width - 1, columns[1])];
  return top > bottom || left > right ? undefined : {rows: [top, bottom], columns: [left, right]};
}

/** Layers whose pixel (i, j) depends on pixel (i, j) of what they are given alone. */
const pointwise = new Set([
  ...["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax"],
  ...["BatchNormalization", "LayerNormalization", "LocalResponseNormalization"],
  ...["Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout"],
  ...["RandomFlip", "RandomTranslation", "RandomRotation", "RandomZoom"], // in use they do nothing
  ...["RandomBrightness", "RandomContrast"],
  ...["Add", "Average", "Multiply", "Maximum", "Minimum", "Concatenate", "Dense"]
]);

/** What a step needs of one thing that it is given for a region of what it gives. */
function neededOf(
  {kind, layer}: Step,
  {rows, columns}: Region,
  [height, width]: readonly [number, number],
  output: readonly [number, number]
): Region {
  const windows = layerWindows({kind, layer}, [height, width]);
  if (windows) {
    const [down, across] = windows;
    return {
      rows: [pixelsOf(down, rows[0])[0], pixelsOf(down, rows[1]).at(-1)!],
      columns: [pixelsOf(across, columns[0])[0], pixelsOf(across, columns[1]).at(-1)!]
    };
  }
  const moved = (top: number, left: number): Region => ({
    rows: [rows[0] + top, rows[1] + top],
    columns: [columns[0] + left, columns[1] + left]
  });
  if (kind === "ZeroPadding2D") {
    const {padding} = layer as Layer & {padding: [[number, number], [number, number]]};
    return moved(-padding[0][0], -padding[1][0]);
  }
  if (kind === "Cropping2D") {
    const {cropping} = layer as Layer & {cropping: [[number, number], [number, number]]};
    return moved(cropping[0][0], cropping[1][0]);
  }
  if (kind === "UpSampling2D") {
    const {size} = layer as Layer & {size: [number, number]};
    const down = (span: readonly [number, number], factor: number): [number, number] => [
      Math.floor(span[0] / factor),
      Math.floor(span[1] / factor)
    ];
    return {rows: down(rows, size[0]), columns: down(columns, size[1])};
  }
  const isOneToOne = output[0] === height && output[1] === width;
  if (pointwise.has(kind) && isOneToOne) return {rows, columns};
  return {rows: [0, height - 1], columns: [0, width - 1]};
}
