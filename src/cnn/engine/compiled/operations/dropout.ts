import type {Builder, Value} from "../builder.ts";
import {innerName, outerShape} from "./layout.ts";

/**
 * Dropout: each value is 0 with probability `rate`, else divided by `1 − rate`. The mask is an input of
 * the graph, which the host draws from the layer's seed, as TensorFlow.js draws it.
 */
export function dropout(b: Builder, x: Value, rate: number, layer: object): Value {
  const outer = outerShape(x);
  const shape = [b.batch as number, ...outer];
  const mask = b.graph.input(`mask${b.masks.length}`, shape);
  b.masks.push({name: mask, shape, rate, layer});
  const inner = innerName(b, mask, outer);
  return b.value(b.node("Mul", [x.name, inner]), x.shape, [x], (dy) => {
    b.accumulate(x, () => b.node("Mul", [dy, inner]));
  });
}
