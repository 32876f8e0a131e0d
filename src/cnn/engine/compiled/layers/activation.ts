import type {Value} from "../builder.ts";
import {activations, leakyRelu} from "../operations/activations.ts";
import {extreme} from "../operations/merge.ts";
import {outerShape} from "../operations/layout.ts";
import {Unsupported} from "../unsupported.ts";
import {activate} from "./convolution.ts";
import {configOf, type Lowerings} from "./lowering.ts";

/** Layers that bend every value by itself. */
export const activationLayers: Lowerings = {
  Activation: (b, layer, [x]) => activate(b, x, configOf<{activation: string}>(layer).activation),

  ReLU(b, layer, [x]) {
    const {maxValue} = configOf<{maxValue?: number | null}>(layer);
    const y = activations.relu(b, x);
    if (maxValue === undefined || maxValue === null) return y;
    const limit = {name: b.number(maxValue), shape: x.shape.map(() => 1), tracked: false};
    return extreme(b, "Min", [y, limit]);
  },

  LeakyReLU: (b, layer, [x]) => leakyRelu(b, x, configOf<{alpha: number}>(layer).alpha),

  // TensorFlow.js reads no alpha here: it is 1, whatever the layer was given.
  ELU: (b, _, [x]) => activations.elu(b, x),

  Softmax(b, layer, [x]) {
    const {axis} = configOf<{axis?: number | number[] | null}>(layer);
    const last = outerShape(x).length;
    if (axis !== undefined && axis !== null && axis !== -1 && axis !== last) {
      throw new Unsupported(`a softmax over axis ${axis}`);
    }
    return activations.softmax(b, x);
  },

  PReLU(b, layer, [x]) {
    const {alpha} = layer as unknown as {alpha: Parameters<typeof b.weight>[0]};
    if (b.training) throw new Unsupported("training it");
    const weight = b.weight(alpha);
    const slope = weight.shape.length === 3 ? b.transposed(weight, [2, 0, 1]) : weight.name;
    return b.value(b.node("PRelu", [x.name, slope]), x.shape, [], () => {});
  },

  ThresholdedReLU(b, layer, [x]) {
    const {theta} = configOf<{theta: number}>(layer);
    if (b.training) throw new Unsupported("training through it");
    const y = b.node("ThresholdedRelu", [x.name], {alpha: {float: theta}});
    return b.value(y, x.shape, [], () => {});
  }
};

/** The axis that TensorFlow.js counts from the batch, in a graph's layout. */
export function innerAxis(x: Value, axis: number): number {
  const rank = x.shape.length + 1;
  const outer = axis < 0 ? axis + rank : axis;
  return x.shape.length === 3 ? [0, 2, 3, 1][outer] : outer;
}
