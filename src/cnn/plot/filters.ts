import {type Figure, figure} from "./figure.ts";
import {checkLimit, shownOf} from "./imageGrid.ts";
import {toVisiblePng} from "./pixels.ts";
import {colorscales} from "./theme.ts";
import {type Tile, tiles} from "./tiles.ts";
import {factsOf, inWords, sentence, short, readArray, type Values} from "./values.ts";

export interface FiltersOptions {
  title?: string;
  /**
   * The input channel whose weights are shown; defaults to all of them where there are at most 4, a row
   * of tiles for each filter, and to channel 0 where there are more.
   */
  channel?: number;
  /** Most filters to show, the first ones; defaults to 32. */
  limit?: number;
  /** The weight at the end of the colour scale, so that figures compare; defaults to the largest one shown. */
  range?: number;
}

/**
 * Shows the filters of a convolutional layer: blue weights are negative, white ones zero, red positive.
 *
 * The colour scale is the same for all filters and symmetric around 0, so that equal colours are equal
 * weights and no weight looks positive that is not.
 *
 * @param kernel - weights, `[kernelHeight, kernelWidth, inChannels, filters]`, or one filter
 *   `[kernelHeight, kernelWidth]`
 * @throws RangeError if it has another number of axes, or no such channel
 *
 * @example
 * ```ts
 * filters([[1, 0, -1], [1, 0, -1], [1, 0, -1]], {title: "A vertical edge"});
 * ```
 */
export function filters(
  kernel: Values,
  {title = "Filters", channel, limit = 32, range}: FiltersOptions = {}
): Figure {
  const array = readArray(
    kernel,
    "filters",
    "kernel",
    [2, 4],
    "[kernelHeight, kernelWidth, inChannels, filters] or [kernelHeight, kernelWidth]"
  );
  checkLimit(limit, "filters");
  const [height, width, inChannels = 1, count = 1] = array.shape;
  if (
    channel !== undefined &&
    !(Number.isInteger(channel) && channel >= 0 && channel < inChannels)
  ) {
    throw new RangeError(
      `filters: channel is one of 0 to ${inChannels - 1}, but got ${channel} (kernel [${array.shape}])`
    );
  }
  const only = channel ?? (inChannels > 4 ? 0 : undefined);
  const shownChannels = only === undefined ? Array.from({length: inChannels}, (_, c) => c) : [only];
  const shown = Math.min(count, limit);
  const facts = factsOf(array.data);
  if (range !== undefined && !(range > 0 && range < Infinity)) {
    throw new RangeError(`filters: range is a weight above 0, but got ${range}`);
  }
  const limitValue = range ?? (Math.max(Math.abs(facts.min), Math.abs(facts.max)) || 1);
  const end = Number.isFinite(limitValue) ? limitValue : 1;
  const perFilter = shownChannels.length;
  const drawn = tiles(
    [
      {
        height,
        width,
        tiles: Array.from({length: shown * perFilter}, (_, k): Tile => {
          const f = Math.floor(k / perFilter);
          const c = shownChannels[k % perFilter];
          const of = inChannels > 1 ? `, input channel ${c}` : "";
          return {
            label: count === 1 && perFilter === 1 ? "" : perFilter > 1 ? `${f}, ch ${c}` : `${f}`,
            name: `filter ${f}${of}`,
            values: {data: array.data, start: c * count + f, step: inChannels * count}
          };
        }),
        // Whole filters in a row, so that the channels of one stand side by side.
        columns: perFilter > 1 ? perFilter * Math.min(shown, Math.floor(6 / perFilter)) : undefined,
        colorscale: colorscales.diverging,
        range: [-end, end],
        value: "weight"
      }
    ],
    {title, note: noteOf(), explained: true}
  );
  return figure(drawn, {
    alt: `${sentence(title)} ${sentence(`${noteOf()}, weights: ${inWords(facts)}`)} Colours from −${short(end)} to ${short(end)}, symmetric around 0.`,
    png: () => toVisiblePng(drawn.png())
  });

  function noteOf(): string {
    const size = `${shownOf(shown, count, "filter")} of ${height}×${width} weights`;
    if (inChannels === 1) return size;
    return only === undefined
      ? `${size}, ${inChannels} input channels each`
      : `${size}, input channel ${only} of ${inChannels}`;
  }
}
