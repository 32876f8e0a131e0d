import type {Builder, Value} from "../builder.ts";
import {Unsupported} from "../unsupported.ts";
import {blockedRelu, inBlocks} from "./blockedConv.ts";

type Activation = (b: Builder, x: Value) => Value;

/** An activation without a gradient here: it runs in inference only. */
const forward =
  (name: string, compute: (b: Builder, x: Value) => string): Activation =>
  (b, x) => {
    if (b.training) throw new Unsupported(`the activation ${name}`);
    return b.value(compute(b, x), x.shape, [], () => {});
  };

/** An activation whose slope follows from its own output. */
const smooth =
  (
    compute: (b: Builder, x: string) => string,
    slope: (b: Builder, y: string) => string
  ): Activation =>
  (b, x) => {
    const y = compute(b, x.name);
    return b.value(y, x.shape, [x], (dy) => {
      b.accumulate(x, () => b.node("Mul", [dy, slope(b, y)]));
    });
  };

/** The activations by the names that layers know them by. */
export const activations: Readonly<Record<string, Activation>> = {
  linear: (_, x) => x,
  relu,
  relu6: smooth(
    (b, x) => b.node("Clip", [x, b.number(0), b.number(6)]),
    (b, y) => b.node("Mul", [positive(b, y), positive(b, b.node("Sub", [b.number(6), y]))])
  ),
  tanh: smooth(
    (b, x) => b.node("Tanh", [x]),
    (b, y) => b.node("Sub", [b.number(1), b.node("Mul", [y, y])])
  ),
  sigmoid: smooth(
    (b, x) => b.node("Sigmoid", [x]),
    (b, y) => b.node("Mul", [y, b.node("Sub", [b.number(1), y])])
  ),
  // For x < 0 the output is eˣ − 1, so its slope is the output + 1.
  elu: smooth(
    (b, x) => b.node("Elu", [x]),
    (b, y) => b.node("Add", [b.node("Min", [y, b.number(0)]), b.number(1)])
  ),
  softplus: smooth(
    (b, x) => b.node("Softplus", [x]),
    (b, y) => b.node("Sub", [b.number(1), b.node("Exp", [b.node("Neg", [y])])])
  ),
  selu: forward("selu", (b, x) => b.node("Selu", [x.name])),
  hardSigmoid: forward("hardSigmoid", (b, x) => b.node("HardSigmoid", [x.name])),
  softsign: forward("softsign", (b, x) => b.node("Softsign", [x.name])),
  softmax,
  logSoftmax: forward("logSoftmax", (b, x) =>
    b.node("LogSoftmax", [x.name], {axis: channelAxis(x)})
  ),
  swish(b, x) {
    const gate = b.node("Sigmoid", [x.name]);
    const y = b.node("Mul", [x.name, gate]);
    return b.value(y, x.shape, [x], (dy) => {
      b.accumulate(x, () => {
        const bent = b.node("Mul", [y, b.node("Sub", [b.number(1), gate])]);
        return b.node("Mul", [dy, b.node("Add", [gate, bent])]);
      });
    });
  }
};

/** `max(x, 0)`. Not computed before somebody reads it: a max pool goes around it. */
export function relu(b: Builder, x: Value): Value {
  let made: Pick<Value, "name" | "blocked"> | undefined;
  const make = (): Pick<Value, "name" | "blocked"> =>
    (made ??= x.blocked ? blockedRelu(b, x.blocked, x.shape[0]) : {name: b.node("Relu", [x.name])});
  const y = {
    get name() {
      return make().name;
    },
    shape: x.shape,
    tracked: x.tracked,
    reluOf: x,
    ...(x.blocked && {blocked: () => make().blocked!()})
  };
  b.record(y, (dy) => {
    b.accumulate(x, () => {
      const [gradient, blocks] = [b.blocks.get(dy), make().blocked?.()];
      const product = (a: string, of: string): string => b.node("Mul", [a, positive(b, of)]);
      if (!gradient || !blocks) return product(dy, make().name);
      return inBlocks(b, product(gradient, blocks), x.shape[0]).name;
    });
  });
  return y;
}

/** `max(x, alpha · x)`. */
export function leakyRelu(b: Builder, x: Value, alpha: number): Value {
  const name = b.node("LeakyRelu", [x.name], {alpha: {float: alpha}});
  return b.value(name, x.shape, [x], (dy) => {
    b.accumulate(x, () => {
      const slope = b.node("Add", [
        b.node("Mul", [positive(b, x.name), b.number(1 - alpha)]),
        b.number(alpha)
      ]);
      return b.node("Mul", [dy, slope]);
    });
  });
}

/** Softmax over the channels, or over the only axis. */
function softmax(b: Builder, x: Value): Value {
  const axis = channelAxis(x);
  const y = b.node("Softmax", [x.name], {axis});
  return b.value(y, x.shape, [x], (dy) => {
    b.accumulate(x, () => {
      const along = b.node("ReduceSum", [b.node("Mul", [dy, y]), b.graph.integers([axis])]);
      return b.node("Mul", [y, b.node("Sub", [dy, along])]);
    });
  });
}

/** The axis that TensorFlow.js calls the last: the channels of an image. */
export function channelAxis({shape}: Value): number {
  return shape.length === 3 ? 1 : shape.length;
}

/** 1 where x > 0, else 0: one pass, where a comparison, a cast and a choice take three slow ones. */
export function positive(b: Builder, x: string): string {
  return b.node("HardSigmoid", [x], {alpha: {float: 3e38}, beta: {float: 0}}); // max(0, min(1, αx))
}

/** 1 where x ≥ 0, else 0. */
export function notNegative(b: Builder, x: string): string {
  return b.node("HardSigmoid", [x], {alpha: {float: 3e38}, beta: {float: 1}});
}
