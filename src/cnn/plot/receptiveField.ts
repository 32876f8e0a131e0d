import {type Figure, figure, type Trace} from "./figure.ts";
import {
  paintPicture,
  pictureAxes,
  pictureHeight,
  pictureTrace,
  pixelAxes,
  rangeOf,
  toPicture
} from "./image.ts";
import {toVisiblePng} from "./pixels.ts";
import {colorway, dashes, heading} from "./theme.ts";
import {sentence, readArray, type Values} from "./values.ts";

/**
 * What the units of one layer see of the input, along both axes: unit i sees the pixels `start + i·jump` to
 * `start + i·jump + size − 1`.
 */
export interface FieldOfLayer {
  /** The layer's name. */
  name: string;
  /** How many pixels of the input one unit sees, along each axis. */
  size: number;
  /** How many pixels of the input lie between neighbouring units. */
  jump: number;
  /** The first pixel that the first unit sees; below 0 when it begins in the padding. */
  start: number;
}

export interface ReceptiveFieldOptions {
  title?: string;
  /** Row of the unit in the last layer; defaults to the one nearest to the middle of the picture. */
  row?: number;
  /** Column of the unit in the last layer; defaults likewise. */
  col?: number;
  /** The values that are black and white; defaults as for `image`. */
  range?: readonly [number, number];
}

const maxLayers = 12;

/**
 * Draws, on the input picture, what one unit of the last layer sees, and what the unit in the middle of
 * its field sees in each layer before: one box inside the other.
 *
 * @param x - picture, as `image` takes it
 * @param layers - what the units of each layer see, from the first layer to the last, as
 *   `scratch.receptiveField` gives it
 * @throws RangeError if there is no layer, more than 12, or a field is not a whole number of pixels
 *
 * @example
 * ```ts
 * receptiveField(digit, scratch.receptiveField([
 *   {name: "conv1", kernelSize: 5}, {name: "pool1", kernelSize: 2, strides: 2}
 * ]), {row: 6, col: 6});
 * ```
 */
export function receptiveField(
  x: Values,
  layers: readonly FieldOfLayer[],
  {title = "Receptive field", row, col, range}: ReceptiveFieldOptions = {}
): Figure {
  const picture = toPicture(
    readArray(x, "receptiveField", "x", [2, 3], pictureAxes),
    "receptiveField"
  );
  check(layers);
  const {height, width} = picture;
  const last = layers[layers.length - 1];
  const unit = [
    row ?? nearest(last, (height - 1) / 2),
    col ?? nearest(last, (width - 1) / 2)
  ] as const;
  const centre = unit.map((i) => last.start + i * last.jump + (last.size - 1) / 2);
  const boxes = layers.map((layer) => {
    const [i, j] = layer === last ? unit : centre.map((position) => nearest(layer, position));
    return {
      ...layer,
      i,
      j,
      top: layer.start + i * layer.jump,
      left: layer.start + j * layer.jump
    };
  });
  const least = Math.min(0, ...boxes.map(({top}) => top), ...boxes.map(({left}) => left));
  const most = (length: number, ends: number[]): number => Math.max(length, ...ends);
  const bottom = most(
    height,
    boxes.map(({top, size}) => top + size)
  );
  const right = most(
    width,
    boxes.map(({left, size}) => left + size)
  );
  const axes = pixelAxes(height, width) as Record<string, Record<string, unknown>>;
  axes.xaxis.range = [least - 0.7, right - 0.3];
  axes.yaxis.range = [bottom - 0.3, least - 0.7];
  const ends = range ?? rangeOf(picture.data);
  const whole = last.size >= Math.max(height, width);
  const unitName = `unit (row ${unit[0]}, column ${unit[1]}) of ${last.name}`;
  const top = heading(title, `${unitName} sees ${last.size}×${last.size} pixels`);
  // The legend takes a line for about every three boxes of a narrow page.
  const legendHeight = 24 * Math.ceil(boxes.length / 2);
  top.margin.t += legendHeight;
  return figure(
    {
      data: [pictureTrace(picture, ends), ...boxes.map(boxTrace)],
      layout: {
        ...top,
        ...axes,
        height: pictureHeight(bottom - least, right - least) + top.margin.t + top.margin.b + 10,
        showlegend: true
      }
    },
    {
      alt:
        `${sentence(title)} Of a picture of ${height}×${width} pixels, ` +
        boxes
          .map(
            ({name, size, i, j, top: first, left}) =>
              `${name}'s unit (${i}, ${j}) sees ${size}×${size} pixels ` +
              `(rows ${first} to ${first + size - 1}, columns ${left} to ${left + size - 1})`
          )
          .join("; ") +
        `.${whole ? ` ${sentence(`${last.name} sees as much as the whole picture`)}` : ""}`,
      png: () => toVisiblePng(paintPicture(picture, ends))
    }
  );
}

function check(layers: readonly FieldOfLayer[]): void {
  if (layers.length === 0 || layers.length > maxLayers) {
    throw new RangeError(
      `receptiveField: expected 1 to ${maxLayers} layers, but got ${layers.length}`
    );
  }
  for (const {name, size, jump, start} of layers) {
    if (!Number.isInteger(size) || size < 1 || !(jump > 0) || !Number.isFinite(start)) {
      throw new RangeError(
        `receptiveField: size and jump are 1 or more pixels and start is a pixel, but ${name} has ` +
          `size ${size}, jump ${jump}, start ${start}`
      );
    }
  }
}

/** The unit of a layer whose field has its middle nearest to a pixel. */
function nearest({size, jump, start}: FieldOfLayer, pixel: number): number {
  return Math.max(0, Math.round((pixel - start - (size - 1) / 2) / jump));
}

function boxTrace(
  {
    name,
    size,
    i,
    j,
    top,
    left
  }: {name: string; size: number; i: number; j: number; top: number; left: number},
  k: number
): Trace {
  const [above, below, before, after] = [
    top - 0.5,
    top + size - 0.5,
    left - 0.5,
    left + size - 0.5
  ];
  return {
    type: "scatter",
    mode: "lines",
    name: `${name} ${size}×${size}`,
    x: [before, after, after, before, before],
    y: [above, above, below, below, above],
    // From yellow on, as the boxes lie on a picture, not on the page.
    line: {
      color: [colorway[4], colorway[5], colorway[1], colorway[2], colorway[3], colorway[0]][k % 6],
      dash: dashes[k % dashes.length],
      width: 3
    },
    hovertemplate: `${name}, unit (${i}, ${j})<br>sees ${size}×${size} pixels<extra></extra>`
  };
}
