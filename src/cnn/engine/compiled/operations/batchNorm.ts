import type {Builder, Value, Weight} from "../builder.ts";

export interface BatchNormWeights {
  /** `[channels]`; without it 1. */
  gamma?: Weight;
  /** `[channels]`; without it 0. */
  beta?: Weight;
}

/**
 * Batch normalisation with learned statistics: `y = gamma (x − mean) / √(variance + ε) + beta`. The
 * runtime folds it into the convolution before it.
 *
 * @param x - channels on the first axis after the batch
 */
export function batchNormInference(
  b: Builder,
  x: Value,
  {gamma, beta}: BatchNormWeights,
  {mean, variance}: {mean: Weight; variance: Weight},
  epsilon: number
): Value {
  const [channels] = x.shape;
  const filled = (value: number): string =>
    b.graph.constant([channels], new Float32Array(channels).fill(value));
  const name = b.node(
    "BatchNormalization",
    [x.name, gamma?.name ?? filled(1), beta?.name ?? filled(0), mean.name, variance.name],
    {epsilon: {float: epsilon}}
  );
  return b.value(name, x.shape, [], () => {});
}

/**
 * Batch normalisation with the statistics of the batch.
 *
 *     x̂ = (x − mean) / √(variance + ε),  y = gamma x̂ + beta
 *     dx = gamma / √(variance + ε) · (dy − mean(dy) − x̂ · mean(dy · x̂))
 *
 * @param x - channels on the first axis after the batch
 * @returns the value, and the statistics, `[channels]`
 * @see Ioffe and Szegedy (2015), Batch normalization, section 3
 */
export function batchNormTraining(
  b: Builder,
  x: Value,
  {gamma, beta}: BatchNormWeights,
  epsilon: number
): {y: Value; mean: string; variance: string} {
  const [channels, ...pixels] = x.shape;
  const axes = b.graph.integers([0, ...pixels.map((_, axis) => axis + 2)]);
  const row = b.graph.integers([1, channels, ...pixels.map(() => 1)]);
  const spread = (vector: string): string => b.node("Reshape", [vector, row]);
  const count = (b.batch as number) * pixels.reduce((all, length) => all * length, 1);
  const share = b.number(1 / count);
  const mean = (name: string): string =>
    b.node("Mul", [b.node("ReduceSum", [name, axes], {keepdims: 0}), share]);

  const average = mean(x.name);
  const centred = b.node("Sub", [x.name, spread(average)]);
  const variance = mean(b.node("Mul", [centred, centred]));
  const deviation = b.node("Sqrt", [b.node("Add", [variance, b.number(epsilon)])]);
  const scale = b.node("Div", [gamma?.name ?? b.number(1), deviation]);
  const scaled = b.node("Mul", [centred, spread(scale)]);
  const name = beta ? b.node("Add", [scaled, spread(beta.name)]) : scaled;

  const y = b.value(name, x.shape, [x, gamma, beta], (dy) => {
    const sumOf = (one: string): string => b.node("ReduceSum", [one, axes], {keepdims: 0});
    const dyTotal = sumOf(dy);
    const inverse = b.node("Reciprocal", [deviation]);
    const dyAlong = b.node("Mul", [sumOf(b.node("Mul", [dy, centred])), inverse]); // Σ dy · x̂
    b.accumulate(beta, () => dyTotal);
    b.accumulate(gamma, () => dyAlong);
    b.accumulate(x, () => {
      const slope = b.node("Mul", [b.node("Mul", [dyAlong, share]), inverse]);
      const rest = b.node("Sub", [dy, spread(b.node("Mul", [dyTotal, share]))]);
      const along = b.node("Mul", [centred, spread(slope)]);
      return b.node("Mul", [b.node("Sub", [rest, along]), spread(scale)]);
    });
  });
  return {y, mean: average, variance};
}
