import type {Tensor, serialization} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";

export interface LocalResponseNormalizationArgs {
  name?: string;
  /** How many channels to either side count as neighbours; defaults to 5. */
  depthRadius?: number;
  /** What is divided by when all neighbours are silent; defaults to 1. */
  bias?: number;
  /** How much the neighbours' activity counts; defaults to 1. */
  alpha?: number;
  /** Power of the divisor; defaults to 0.5. */
  beta?: number;
}

/**
 * The layer of `scratch.localResponseNorm`, which TensorFlow.js has as an operation only: a strongly
 * excited channel damps its neighbours at the same pixel. It has no weights.
 *
 *     y[c] = x[c] / (bias + alpha · Σ x[l]²)^beta   over c − depthRadius ≤ l ≤ c + depthRadius
 *
 * @see Krizhevsky et al. (2012), ImageNet classification with deep convolutional neural networks, §3.3
 */
export class LocalResponseNormalization extends tf.layers.Layer {
  static readonly className = "LocalResponseNormalization";
  readonly #options: Required<Omit<LocalResponseNormalizationArgs, "name">>;

  constructor({
    name,
    depthRadius = 5,
    bias = 1,
    alpha = 1,
    beta = 0.5
  }: LocalResponseNormalizationArgs = {}) {
    super({name});
    this.#options = {depthRadius, bias, alpha, beta};
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x] = [inputs].flat();
    const {depthRadius, bias, alpha, beta} = this.#options;
    return tf.tidy(() => tf.localResponseNormalization(x as never, depthRadius, bias, alpha, beta));
  }

  override getConfig(): serialization.ConfigDict {
    return {...super.getConfig(), ...this.#options};
  }
}

tf.serialization.registerClass(LocalResponseNormalization);
