import type {Builder, Value} from "../builder.ts";

export interface LocalResponseNormOptions {
  /** How many channels to either side count as neighbours. */
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/**
 * Local response normalisation over channels.
 *
 *     d[c] = bias + alpha · Σ x[l]²,  y = x · d^(−beta)      over c − r ≤ l ≤ c + r
 *     dx = dy · d^(−beta) − 2 alpha beta x · Σ dy[l] · x[l] · d[l]^(−beta − 1)
 *
 * @param x - image, `[channels, height, width]`
 * @see Krizhevsky et al. (2012), ImageNet classification with deep convolutional neural networks, §3.3
 */
export function localResponseNorm(
  b: Builder,
  x: Value,
  {depthRadius, bias, alpha, beta}: LocalResponseNormOptions
): Value {
  const size = 2 * depthRadius + 1;
  if (!x.tracked) {
    // ONNX shares alpha out among the neighbours.
    const [shared, power, least] = [alpha * size, beta, bias].map((float) => ({float}));
    const attributes = {size, alpha: shared, beta: power, bias: least};
    return b.value(b.node("LRN", [x.name], attributes), x.shape, [x], () => {});
  }
  const [channels, height, width] = x.shape;
  const n = b.batch as number;
  /** `factor` times the sum over neighbours: a mean over a window that slides along the channels. */
  const overNeighbours = (name: string, factor: number): string => {
    const rows = b.node("Reshape", [name, b.graph.integers([n, 1, channels, height * width])]);
    const window = {kernel_shape: [size, 1], pads: [depthRadius, 0, depthRadius, 0]};
    const means = b.node("AveragePool", [rows], {...window, count_include_pad: 1});
    const scaled = b.node("Mul", [means, b.number(factor * size)]);
    return b.node("Reshape", [scaled, b.graph.integers([n, ...x.shape])]);
  };
  const squares = overNeighbours(b.node("Mul", [x.name, x.name]), alpha);
  const divisor = b.node("Add", [squares, b.number(bias)]);
  const scale = b.node("Pow", [divisor, b.number(-beta)]);
  return b.value(b.node("Mul", [x.name, scale]), x.shape, [x], (dy) => {
    b.accumulate(x, () => {
      const own = b.node("Mul", [dy, scale]);
      const shares = b.node("Div", [b.node("Mul", [own, x.name]), divisor]);
      const others = overNeighbours(shares, 2 * alpha * beta);
      return b.node("Sub", [own, b.node("Mul", [x.name, others])]);
    });
  });
}
