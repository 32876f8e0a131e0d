import type {NDArray} from "../../ndarray.ts";
import {layerWindows, pixelsOf, windowsAt} from "../layerWindows.ts";
import {extentOf, type Mechanism, type Term, type Use, type Workings} from "./mechanism.ts";

/**
 * Makes the mechanism of a layer with windows out of what its weights are.
 *
 * @param channelsOf - the channels of the input that a filter looks at
 * @param filtersOf - the filters that look at a channel
 * @param weightOf - the weight of a tap
 */
function windowed(
  channelsOf: (workings: Workings, filter: number) => number[],
  filtersOf: (workings: Workings, channel: number) => number[],
  weightOf: (workings: Workings) => (tap: number, channel: number, filter: number) => number
): Mechanism {
  return {
    sum(workings, {row, column, channel: filter}) {
      const [rows, columns] = layerWindows(workings.step, workings.inputs[0].shape)!;
      const channels = channelsOf(workings, filter);
      const weight = weightOf(workings);
      const terms = pixelsOf(rows, row).flatMap((r, a) =>
        pixelsOf(columns, column).flatMap((c, b) =>
          channels.map((channel): Term => ({
            input: 0,
            row: r,
            column: c,
            channel,
            weight: weight(a * columns.taps + b, channel, filter)
          }))
        )
      );
      const bias = workings.weights.bias?.data[filter] ?? 0;
      return {terms, height: rows.taps, width: columns.taps, depth: channels.length, bias};
    },
    uses(workings, _, {row, column, channel}) {
      const [rows, columns] = layerWindows(workings.step, workings.inputs[0].shape)!;
      const filters = filtersOf(workings, channel);
      const weight = weightOf(workings);
      return windowsAt(rows, row).flatMap(({i, tap: a}) =>
        windowsAt(columns, column).flatMap(({i: j, tap: b}) =>
          filters.map((filter): Use => ({
            unit: {row: i, column: j, channel: filter},
            weight: weight(a * columns.taps + b, channel, filter)
          }))
        )
      );
    }
  };
}

const upTo = (n: number): number[] => Array.from({length: n}, (_, k) => k);
const allChannels = ({inputs}: Workings): number[] => upTo(extentOf(inputs[0])[2]);
const allFilters = ({output}: Workings): number[] => upTo(extentOf(output)[2]);

/** Every filter looks at all channels: `kernel[tap, channel, filter]`. */
export const conv2d: Mechanism = windowed(allChannels, allFilters, ({weights}) => {
  const {shape, data} = weights.kernel!;
  const [, , channels, filters] = shape;
  return (tap, channel, filter) => data[(tap * channels + channel) * filters + filter];
});

/** Every filter looks at one channel. */
export const depthwiseConv2d: Mechanism = windowed(
  ({weights}, filter) => [Math.floor(filter / multiplier(weights.depthwise_kernel!))],
  ({weights}, channel) => {
    const each = multiplier(weights.depthwise_kernel!);
    return upTo(each).map((m) => channel * each + m);
  },
  ({weights}) => {
    const {shape, data} = weights.depthwise_kernel!;
    const [, , channels, each] = shape;
    return (tap, channel, filter) => data[(tap * channels + channel) * each + (filter % each)];
  }
);

const multiplier = ({shape}: NDArray): number => shape[3];

/** Two layers in one, which together are a convolution: the weights of both multiplied. */
export const separableConv2d: Mechanism = windowed(allChannels, allFilters, ({weights}) => {
  const depthwise = weights.depthwise_kernel!;
  const pointwise = weights.pointwise_kernel!;
  const [, , channels, each] = depthwise.shape;
  const filters = pointwise.shape[3];
  return (tap, channel, filter) => {
    let sum = 0;
    for (let m = 0; m < each; ++m) {
      const down = depthwise.data[(tap * channels + channel) * each + m];
      sum += down * pointwise.data[(channel * each + m) * filters + filter];
    }
    return sum;
  };
});
