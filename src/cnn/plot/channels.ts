import {type Figure, figure} from "./figure.ts";
import {type ImageOptions, rangeOf} from "./image.ts";
import {checkLabels, shownOf} from "./imageGrid.ts";
import {toVisiblePng} from "./pixels.ts";
import {colorscales} from "./theme.ts";
import {tiles} from "./tiles.ts";
import {factsOf, inWords, sentence, short, readArray, type Values} from "./values.ts";

export interface ChannelsOptions extends ImageOptions {
  /** What each channel is called; defaults to red, green and blue for three, else to numbers. */
  names?: readonly string[];
  /** Most channels to show, the first ones; defaults to 32. */
  limit?: number;
}

/**
 * Shows the channels of a picture one by one, each as a grey picture: what a convolution is given.
 *
 * @param x - picture, `[height, width, channels]`, with any number of channels
 * @throws RangeError if it has another number of axes, or there are not as many names as channels
 *
 * @example
 * ```ts
 * channels(photo, {title: "A photo, as a network sees it"}); // red, green, blue
 * ```
 */
export function channels(
  x: Values,
  {title = "Channels of a picture", range, names, limit = 32}: ChannelsOptions = {}
): Figure {
  const {shape, data} = readArray(x, "channels", "x", [3], "a picture [height, width, channels]");
  const [height, width, count] = shape;
  checkLabels(names, count, "channels", "channel");
  const named =
    names ??
    (count === 3 ? ["red", "green", "blue"] : Array.from({length: count}, (_, c) => `${c}`));
  const shown = Math.min(count, limit);
  const ends = range ?? rangeOf(data);
  const number = shownOf(shown, count, "channel");
  const drawn = tiles(
    [
      {
        height,
        width,
        tiles: named.slice(0, shown).map((label, c) => ({
          label,
          name: `channel ${c}${names || count === 3 ? ` (${label})` : ""}`,
          values: {data, start: c, step: count}
        })),
        colorscale: colorscales.gray,
        range: ends,
        value: "value"
      }
    ],
    {
      title,
      note: `${number} of ${height}×${width} pixels; ${short(ends[0])} is black, ${short(ends[1])} white`
    }
  );
  const facts = named
    .slice(0, Math.min(shown, 8))
    .map((name, c) => `${name}: ${inWords(factsOf(slice(data, c, count)))}`);
  return figure(drawn, {
    alt: `${sentence(title)} ${number} of ${height}×${width} pixels. ${sentence(facts.join("; "))}`,
    png: () => toVisiblePng(drawn.png())
  });
}

function slice(data: ArrayLike<number>, start: number, step: number): Float64Array {
  const values = new Float64Array(data.length / step);
  for (let i = 0; i < values.length; ++i) values[i] = data[start + i * step];
  return values;
}
