import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {LocalResponseNormalization} from "../layers/localResponseNormalization.ts";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";
import {gaussian} from "./initializers.ts";

export interface AlexnetOptions extends ImageNetOptions {
  /**
   * 2 as in the paper, each half of the filters on a graphics card of its own, which see all maps in
   * the third convolution only; or 1. Defaults to 1.
   */
  towers?: 1 | 2;
}

interface Convolution {
  filters: number;
  kernelSize: number;
  strides?: number;
  padding?: "valid" | "same";
  /** What the biases begin at: 1 gives the ReLU after them something to pass on from the start. */
  bias: 0 | 1;
  /** Whether each tower sees the maps of all of them. */
  seesAll?: boolean;
}

/**
 * AlexNet, which won ImageNet's challenge of 2012: five convolutions and three dense layers with ReLU,
 * local response normalisation, overlapping max pooling and dropout.
 *
 *     one tower   62,378,344 parameters, 250 MB
 *     two towers  60,965,224, 244 MB, as in the paper
 *
 * The paper says pictures of 224×224; its own sizes of maps need 227. First weights are the paper's:
 * normal with a deviation of 0.01, biases 1 in conv2, conv4, conv5, fc6 and fc7, and 0 elsewhere.
 *
 * @returns a model of `[n, 227, 227, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if the towers are neither 1 nor 2, an option is none, or pictures are smaller than 67×67
 * @see Krizhevsky, Sutskever & Hinton (2012), ImageNet classification with deep convolutional neural
 *   networks, §3.5
 *
 * @example
 * ```ts
 * alexnet({towers: 2, blank: true}).countParams(); // 60965224
 * ```
 */
export function alexnet({towers = 1, ...options}: AlexnetOptions = {}): LayersModel {
  if (towers !== 1 && towers !== 2) {
    throw new RangeError(`alexnet: towers is 1 or 2, but got ${String(towers)}`);
  }
  return build(
    {
      name: "alexnet",
      size: 227,
      least: 67,
      body: (picture) => maps(picture, towers),
      top(x, units) {
        x = feed(x, tf.layers.flatten({name: "flatten"}));
        for (const k of [6, 7]) {
          const dense = {name: `fc${k}`, units: 4096, activation: "relu", ...gaussian(1)} as const;
          x = feed(x, tf.layers.dense(dense));
          x = feed(x, tf.layers.dropout({name: `drop${k}`, rate: 0.5}));
        }
        const last = {name: "fc8", units, activation: "softmax", ...gaussian(0)} as const;
        return feed(x, tf.layers.dense(last));
      }
    },
    options
  );
}

/** Everything up to the last pooling. */
function maps(picture: SymbolicTensor, towers: number): SymbolicTensor {
  const suffixes = towers === 1 ? [""] : ["_a", "_b"];
  /** What each tower makes of its own maps, or of all. */
  let xs: SymbolicTensor[] = suffixes.map(() => picture);
  const each = (layer: (suffix: string) => Parameters<typeof feed>[1]): void => {
    xs = xs.map((x, t) => feed(x, layer(suffixes[t])));
  };
  const conv = (name: string, {filters, seesAll, bias, ...rest}: Convolution): void => {
    if (seesAll && towers === 2) {
      const all = feed(xs, tf.layers.concatenate({name: `${name}_input`}));
      xs = xs.map(() => all);
    }
    const settings = {filters: filters / towers, activation: "relu", ...gaussian(bias)} as const;
    each((suffix) => tf.layers.conv2d({name: name + suffix, ...settings, ...rest}));
  };
  const norm = {depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75};
  const pool = (k: number): void =>
    each((suffix) => tf.layers.maxPooling2d({name: `pool${k}${suffix}`, poolSize: 3, strides: 2}));
  const normAndPool = (k: number): void => {
    each((suffix) => new LocalResponseNormalization({name: `norm${k}${suffix}`, ...norm}));
    pool(k);
  };

  conv("conv1", {filters: 96, kernelSize: 11, strides: 4, bias: 0});
  normAndPool(1);
  conv("conv2", {filters: 256, kernelSize: 5, padding: "same", bias: 1});
  normAndPool(2);
  conv("conv3", {filters: 384, kernelSize: 3, padding: "same", bias: 0, seesAll: true});
  conv("conv4", {filters: 384, kernelSize: 3, padding: "same", bias: 1});
  conv("conv5", {filters: 256, kernelSize: 3, padding: "same", bias: 1});
  pool(5);
  return towers === 1 ? xs[0] : feed(xs, tf.layers.concatenate({name: "pool5"}));
}
