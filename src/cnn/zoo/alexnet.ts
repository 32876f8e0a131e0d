import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {LocalResponseNormalization} from "../layers/localResponseNormalization.ts";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, feed, picture, toModel} from "./imageNet.ts";

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
  /** Whether each tower sees the maps of all of them. */
  seesAll?: boolean;
}

/**
 * AlexNet, which won ImageNet's challenge of 2012: five convolutions and three dense layers with ReLU,
 * local response normalisation, overlapping max pooling and dropout.
 *
 *     one tower   62,378,344 parameters
 *     two towers  60,965,224, as in the paper
 *
 * The paper says pictures of 224×224; its own sizes of maps need 227.
 *
 * @returns a model of `[n, 227, 227, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if the towers are neither 1 nor 2
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
  const input = picture("input_1", 227);
  const suffixes = towers === 1 ? [""] : ["_a", "_b"];
  /** What each tower makes of its own maps, or of all. */
  let maps: SymbolicTensor[] = suffixes.map(() => input);
  const each = (layer: (suffix: string) => Parameters<typeof feed>[1]): void => {
    maps = maps.map((x, t) => feed(x, layer(suffixes[t])));
  };
  const conv = (name: string, {filters, seesAll, ...rest}: Convolution): void => {
    if (seesAll && towers === 2) {
      const all = feed(maps, tf.layers.concatenate({name: `${name}_input`}));
      maps = maps.map(() => all);
    }
    each((suffix) =>
      tf.layers.conv2d({
        name: name + suffix,
        filters: filters / towers,
        activation: "relu",
        ...rest
      })
    );
  };
  const norm = {depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75};
  const pool = (k: number): void =>
    each((suffix) => tf.layers.maxPooling2d({name: `pool${k}${suffix}`, poolSize: 3, strides: 2}));
  const normAndPool = (k: number): void => {
    each((suffix) => new LocalResponseNormalization({name: `norm${k}${suffix}`, ...norm}));
    pool(k);
  };

  conv("conv1", {filters: 96, kernelSize: 11, strides: 4});
  normAndPool(1);
  conv("conv2", {filters: 256, kernelSize: 5, padding: "same"});
  normAndPool(2);
  conv("conv3", {filters: 384, kernelSize: 3, padding: "same", seesAll: true});
  conv("conv4", {filters: 384, kernelSize: 3, padding: "same"});
  conv("conv5", {filters: 256, kernelSize: 3, padding: "same"});
  pool(5);

  let x = towers === 1 ? maps[0] : feed(maps, tf.layers.concatenate({name: "pool5"}));
  x = feed(x, tf.layers.flatten({name: "flatten"}));
  for (const k of [6, 7]) {
    x = feed(x, tf.layers.dense({name: `fc${k}`, units: 4096, activation: "relu"}));
    x = feed(x, tf.layers.dropout({name: `drop${k}`, rate: 0.5}));
  }
  const {classes: units = 1000} = options;
  x = feed(x, tf.layers.dense({name: "fc8", units, activation: "softmax"}));
  return toModel("alexnet", input, x, options);
}
