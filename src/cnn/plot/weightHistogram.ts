import {type Figure, figure} from "./figure.ts";
import {colorway, dashes, heading} from "./theme.ts";
import {
  factsOf,
  inWords,
  plural,
  round,
  sentence,
  short,
  readArray,
  type Values
} from "./values.ts";

/** The weights of a layer. */
export interface LayerWeights {
  /** The layer's name. */
  name: string;
  /** Its weights, of any shape. */
  weights: Values;
}

export interface WeightHistogramOptions {
  title?: string;
  /** Into how many bins of equal width the values fall; defaults to 40. */
  bins?: number;
}

const maxLayers = 6;
const ranks = [0, 1, 2, 3, 4, 5];

/**
 * Draws how the weights of one layer, or of up to 6, are distributed: the share of weights in each bin, so
 * that layers of different sizes compare.
 *
 * @param layers - weights of one layer, of any shape, or of several, each with its name
 * @throws RangeError if there is no layer or more than 6, or the number of bins is not a whole one
 *
 * @example
 * ```ts
 * weightHistogram([{name: "conv1", weights: kernel1}, {name: "conv2", weights: kernel2}]);
 * ```
 */
export function weightHistogram(
  layers: Values | readonly LayerWeights[],
  {title = "Distribution of the weights", bins = 40}: WeightHistogramOptions = {}
): Figure {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`weightHistogram: bins is a whole number of 1 or more, but got ${bins}`);
  }
  const named: readonly LayerWeights[] = isLayers(layers)
    ? layers
    : [{name: "weights", weights: layers}];
  if (named.length === 0 || named.length > maxLayers) {
    throw new RangeError(
      `weightHistogram: expected 1 to ${maxLayers} layers, but got ${named.length}`
    );
  }
  const read = named.map(({name, weights}) => {
    const {data} = readArray(weights, "weightHistogram", name, ranks, "an array of weights");
    return {name, data, facts: factsOf(data)};
  });
  const finite = read.filter(({facts}) => facts.gaps < facts.count);
  const [low, high] = widened(
    Math.min(...finite.map(({facts}) => facts.min)),
    Math.max(...finite.map(({facts}) => facts.max))
  );
  const width = (high - low) / bins;
  const centres = Array.from({length: bins}, (_, i) => round(low + (i + 0.5) * width));
  const single = read.length === 1;
  return figure(
    {
      data: read.map(({name, data, facts}, k) => {
        const counts = countIn(data, low, width, bins);
        const total = facts.count - facts.gaps;
        const y = counts.map((count) => round(total ? (100 * count) / total : 0, 4));
        return {
          name,
          x: centres,
          y,
          customdata: counts,
          hovertemplate: `${name}<br>about %{x:.3~g}<br>%{y:.3~g} % (%{customdata})<extra></extra>`,
          ...(single
            ? {type: "bar", width: round(width), marker: {color: colorway[0], line: {width: 0}}}
            : {
                type: "scatter",
                mode: "lines",
                line: {shape: "hvh", color: colorway[k], dash: dashes[k], width: 2}
              })
        };
      }),
      layout: {
        ...heading(
          title,
          single
            ? `${plural(read[0].data.length, "weight")}, standard deviation ${short(read[0].facts.std, 3)}`
            : "",
          {l: 64, legend: !single}
        ),
        height: 380,
        bargap: 0,
        showlegend: !single,
        xaxis: {
          title: {text: "weight"},
          zeroline: true,
          range: [round(low - width / 2), round(high + width / 2)]
        },
        yaxis: {
          title: {text: single ? "share of weights (%)" : "share of the layer's weights (%)"},
          rangemode: "tozero"
        }
      }
    },
    {
      alt: `${sentence(title)} ${read
        .map(({name, facts}) =>
          sentence(
            `${single ? "" : `${name}: `}${plural(facts.count, "weight")}, ${inWords(facts)}` +
              (Number.isNaN(facts.std) ? "" : `, standard deviation ${short(facts.std)}`)
          )
        )
        .join(" ")}`
    }
  );
}

function isLayers(layers: Values | readonly LayerWeights[]): layers is readonly LayerWeights[] {
  if (!Array.isArray(layers)) return false;
  return (
    layers.length === 0 ||
    (layers as unknown[]).every(
      (layer) => typeof layer === "object" && layer !== null && "weights" in layer
    )
  );
}

/** The range of the bins: at least some width, and a usual one where no value is finite. */
function widened(low: number, high: number): readonly [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [-1, 1];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

function countIn(values: ArrayLike<number>, low: number, width: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; ++i) {
    if (!Number.isFinite(values[i])) continue;
    // The greatest value belongs to the last bin, whose upper end it is.
    ++counts[Math.min(bins - 1, Math.max(0, Math.floor((values[i] - low) / width)))];
  }
  return counts;
}
