import {channelAxis} from "../operations/activations.ts";
import {add, average, concatenate, extreme, multiply, scale, shift} from "../operations/merge.ts";
import {Unsupported} from "../unsupported.ts";
import {innerAxis} from "./activation.ts";
import {configOf, type Lowerings} from "./lowering.ts";

/** Layers that join branches, and that take every value times and plus a number. */
export const merges: Lowerings = {
  Add: (b, _, inputs) => add(b, inputs),
  Average: (b, _, inputs) => average(b, inputs),
  Multiply: (b, _, inputs) => multiply(b, inputs),
  Maximum: (b, _, inputs) => extreme(b, "Max", inputs),
  Minimum: (b, _, inputs) => extreme(b, "Min", inputs),

  Concatenate(b, layer, inputs) {
    const {axis} = configOf<{axis: number}>(layer);
    if (innerAxis(inputs[0], axis) !== channelAxis(inputs[0])) {
      throw new Unsupported(`joining along axis ${axis}`);
    }
    return concatenate(b, inputs);
  },

  Rescaling(b, layer, [x]) {
    const {scale: factor, offset} = configOf<{scale: number; offset: number}>(layer);
    return shift(b, scale(b, x, factor), offset);
  }
};
