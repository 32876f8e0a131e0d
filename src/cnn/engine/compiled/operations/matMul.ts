import type {Builder, Value, Weight} from "../builder.ts";

/**
 * `y = x · kernel + bias` over the last axis.
 *
 * @param x - `[..., in]`, not an image
 * @param kernel - `[in, out]`
 * @param bias - `[out]`
 */
export function matMul(b: Builder, x: Value, kernel: Weight, bias: Weight | undefined): Value {
  const [inputs, outputs] = kernel.shape;
  const outer = x.shape.slice(0, -1);
  const flat = (name: string, width: number): string =>
    outer.length === 0 ? name : b.node("Reshape", [name, b.graph.integers([-1, width])]);
  const unflat = (name: string, width: number): string =>
    outer.length === 0
      ? name
      : b.node("Reshape", [name, b.graph.integers([batchLength(b), ...outer, width])]);
  const rows = flat(x.name, inputs);
  const y = b.node("Gemm", bias ? [rows, kernel.name, bias.name] : [rows, kernel.name]);
  return b.value(unflat(y, outputs), [...outer, outputs], [x, kernel, bias], (dy) => {
    const dyRows = flat(dy, outputs);
    b.accumulate(bias, () => b.node("ReduceSum", [dyRows, b.graph.integers([0])], {keepdims: 0}));
    b.accumulate(kernel, () => b.node("Gemm", [rows, dyRows], {transA: 1}));
    b.accumulate(x, () => unflat(b.node("Gemm", [dyRows, kernel.name], {transB: 1}), inputs));
  });
}

/** The length of the batch as a reshape takes it: −1 where only the run will tell. */
function batchLength({batch}: Builder): number {
  return typeof batch === "number" ? batch : -1;
}
