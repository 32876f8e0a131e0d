import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {LocalResponseNormalization} from "../layers/localResponseNormalization.ts";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, feed, picture, toModel} from "./imageNet.ts";

/**
 * Filters of an inception module, as table 1 of the paper lists them: 1×1; 3×3 and the 1×1 before it;
 * 5×5 and the 1×1 before it; the 1×1 after pooling.
 */
type Module = readonly [
  one: number,
  threeReduce: number,
  three: number,
  fiveReduce: number,
  five: number,
  poolProjection: number
];

const modules: Readonly<Record<string, Module>> = {
  "3a": [64, 96, 128, 16, 32, 32],
  "3b": [128, 128, 192, 32, 96, 64],
  "4a": [192, 96, 208, 16, 48, 64],
  "4b": [160, 112, 224, 24, 64, 64],
  "4c": [128, 128, 256, 24, 64, 64],
  "4d": [112, 144, 288, 32, 64, 64],
  "4e": [256, 160, 320, 32, 128, 128],
  "5a": [256, 160, 320, 32, 128, 128],
  "5b": [384, 192, 384, 48, 128, 128]
};

/**
 * GoogLeNet, which is Inception v1, and won ImageNet's challenge of 2014: in each module convolutions of
 * 1×1, 3×3 and 5×5 and a pooling look at the same maps side by side: 6,998,552 parameters.
 *
 * Without the two auxiliary heads, which serve training only. Keras has no GoogLeNet; layers are named
 * as in the authors' Caffe model, `_` for `/`.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @see Szegedy et al. (2015), Going deeper with convolutions, table 1
 *
 * @example
 * ```ts
 * googlenet({blank: true}).countParams(); // 6998552
 * ```
 */
export function googlenet(options: ImageNetOptions = {}): LayersModel {
  const input = picture("data", 224);
  let x = conv(input, "conv1_7x7_s2", 64, 7, 2);
  x = pool(x, "pool1_3x3_s2", 2);
  x = norm(x, "pool1_norm1");
  x = conv(x, "conv2_3x3_reduce", 64, 1);
  x = conv(x, "conv2_3x3", 192, 3);
  x = norm(x, "conv2_norm2");
  x = pool(x, "pool2_3x3_s2", 2);
  for (const [module, filters] of Object.entries(modules)) {
    x = inception(x, `inception_${module}`, filters);
    if (module === "3b") x = pool(x, "pool3_3x3_s2", 2);
    if (module === "4e") x = pool(x, "pool4_3x3_s2", 2);
  }
  x = feed(x, tf.layers.globalAveragePooling2d({name: "pool5_7x7_s1"}));
  x = feed(x, tf.layers.dropout({name: "pool5_drop_7x7_s1", rate: 0.4}));
  const {classes: units = 1000} = options;
  x = feed(x, tf.layers.dense({name: "loss3_classifier", units, activation: "softmax"}));
  return toModel("googlenet", input, x, options);
}

function inception(
  x: SymbolicTensor,
  name: string,
  [one, threeReduce, three, fiveReduce, five, poolProjection]: Module
): SymbolicTensor {
  const branches = [
    conv(x, `${name}_1x1`, one, 1),
    conv(conv(x, `${name}_3x3_reduce`, threeReduce, 1), `${name}_3x3`, three, 3),
    conv(conv(x, `${name}_5x5_reduce`, fiveReduce, 1), `${name}_5x5`, five, 5),
    conv(pool(x, `${name}_pool`, 1), `${name}_pool_proj`, poolProjection, 1)
  ];
  return feed(branches, tf.layers.concatenate({name: `${name}_output`}));
}

function conv(
  x: SymbolicTensor,
  name: string,
  filters: number,
  kernelSize: number,
  strides = 1
): SymbolicTensor {
  const same = {padding: "same", activation: "relu"} as const;
  return feed(x, tf.layers.conv2d({name, filters, kernelSize, strides, ...same}));
}

function pool(x: SymbolicTensor, name: string, strides: number): SymbolicTensor {
  return feed(x, tf.layers.maxPooling2d({name, poolSize: 3, strides, padding: "same"}));
}

/** Over 5 channels; Caffe's alpha of 1e-4 is shared out among them. */
function norm(x: SymbolicTensor, name: string): SymbolicTensor {
  const shares = {depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75};
  return feed(x, new LocalResponseNormalization({name, ...shares}));
}
