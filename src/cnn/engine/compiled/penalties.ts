import type {LayerVariable} from "@tensorflow/tfjs";
import type {Builder} from "./builder.ts";
import type {Layer} from "./layers/lowering.ts";
import {positive} from "./operations/activations.ts";
import {Unsupported} from "./unsupported.ts";

interface Regularizer {
  getClassName(): string;
  getConfig(): {l1?: number; l2?: number};
}

const regularized = {
  kernel: "kernelRegularizer",
  bias: "biasRegularizer",
  depthwiseKernel: "depthwiseRegularizer",
  pointwiseKernel: "pointwiseRegularizer",
  gamma: "gammaRegularizer",
  beta: "betaRegularizer"
};

/**
 * The penalties that a layer's regularisers add to the loss, `l1 Σ |w| + l2 Σ w²` each, one for every
 * call of the layer. Adds their gradients too.
 *
 * @returns names of numbers
 */
export function penalties(b: Builder, layer: Layer): string[] {
  const own = layer as unknown as Record<string, unknown>;
  const found = Object.entries(regularized).flatMap(([weight, field]) => {
    const regularizer = own[field] as Regularizer | null | undefined;
    const variable = own[weight] as LayerVariable | null | undefined;
    return regularizer && variable ? [{regularizer, variable}] : [];
  });
  if (found.length !== layer.losses.length) throw new Unsupported("a loss of its own");
  return found.flatMap(({regularizer, variable}) => {
    if (regularizer.getClassName() !== "L1L2") {
      throw new Unsupported(`the regulariser ${regularizer.getClassName()}`);
    }
    const {l1 = 0, l2 = 0} = regularizer.getConfig();
    const w = b.weight(variable);
    const terms: string[] = [];
    const sum = (name: string, factor: number): number =>
      terms.push(b.node("Mul", [b.node("ReduceSum", [name], {keepdims: 0}), b.number(factor)]));
    if (l1 !== 0) {
      sum(b.node("Abs", [w.name]), l1);
      b.accumulate(w, () => {
        const twice = b.node("Mul", [positive(b, w.name), b.number(2 * l1)]);
        return b.node("Sub", [twice, b.number(l1)]);
      });
    }
    if (l2 !== 0) {
      sum(b.node("Mul", [w.name, w.name]), l2);
      b.accumulate(w, () => b.node("Mul", [w.name, b.number(2 * l2)]));
    }
    return terms;
  });
}
