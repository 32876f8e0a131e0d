import {extentOf, type Mechanism} from "./mechanism.ts";

/** Every unit has a weight for each number of the pixel that it is given: `kernel[input, unit]`. */
export const dense: Mechanism = {
  sum({inputs: [x], weights}, {row, column, channel: unit}) {
    const [, , depth] = extentOf(x);
    const {shape, data} = weights.kernel!;
    const terms = Array.from({length: depth}, (_, channel) => ({
      input: 0,
      row,
      column,
      channel,
      weight: data[channel * shape[1] + unit]
    }));
    return {terms, height: 1, width: 1, depth, bias: weights.bias?.data[unit] ?? 0};
  },
  uses({weights}, _, {row, column, channel}) {
    const {shape, data} = weights.kernel!;
    return Array.from({length: shape[1]}, (_, unit) => ({
      unit: {row, column, channel: unit},
      weight: data[channel * shape[1] + unit]
    }));
  }
};
