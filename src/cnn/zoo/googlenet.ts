import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {LocalResponseNormalization} from "../layers/localResponseNormalization.ts";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";
import {caffeXavier} from "./initializers.ts";

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

export interface GooglenetOptions extends ImageNetOptions {
  /**
   * Whether two more heads, on the maps after modules 4a and 4d, tell the classes apart too, which bring
   * gradients to the lower layers in training. The model has three outputs then, the main one first; the
   * paper weighs the losses 1, 0.3 and 0.3. Defaults to false.
   */
  auxiliary?: boolean;
}

/**
 * GoogLeNet, which is Inception v1, and won ImageNet's challenge of 2014: in each module convolutions of
 * 1×1, 3×3 and 5×5 and a pooling look at the same maps side by side: 6,998,552 parameters, 28 MB; with
 * the auxiliary heads 13,378,280, 54 MB.
 *
 * Keras has no GoogLeNet; layers are named as in Caffe's model, `_` for `/`, and their first weights are
 * Caffe's too.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, pictures are smaller than 32×32, or too small for the heads
 * @see Szegedy et al. (2015), Going deeper with convolutions, table 1 and §5
 *
 * @example
 * ```ts
 * googlenet({blank: true}).countParams(); // 6998552
 * ```
 */
export function googlenet({auxiliary = false, ...options}: GooglenetOptions = {}): LayersModel {
  const {includeTop = true} = options;
  if (auxiliary && !includeTop) {
    throw new RangeError("googlenet: auxiliary heads are part of the top, but includeTop is false");
  }
  /** Maps that the auxiliary heads look at. */
  const seen: SymbolicTensor[] = [];
  return build(
    {
      name: "googlenet",
      size: 224,
      // An auxiliary head pools windows of 5×5 on maps of a sixteenth.
      least: auxiliary ? 65 : 32,
      inputName: "data",
      body(picture) {
        let x = conv(picture, "conv1_7x7_s2", 64, 7, 2);
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
          if (module === "4a" || module === "4d") seen.push(x);
        }
        return x;
      },
      top(maps, classes) {
        const x = feed(maps, tf.layers.globalAveragePooling2d({name: "pool5_7x7_s1"}));
        const main = classifier(x, "loss3_classifier", "pool5_drop_7x7_s1", 0.4, classes);
        if (!auxiliary) return main;
        return [main, ...seen.map((each, k) => head(each, `loss${k + 1}`, classes))];
      }
    },
    options
  );
}

/** An auxiliary head: 5×5 mean pooling, 1×1 convolution, a dense layer, the classes. */
function head(maps: SymbolicTensor, name: string, classes: number): SymbolicTensor {
  const pooling = {name: `${name}_ave_pool`, poolSize: 5, strides: 3};
  let x = feed(maps, tf.layers.averagePooling2d(pooling));
  x = conv(x, `${name}_conv`, 128, 1);
  x = feed(x, tf.layers.flatten({name: `${name}_flatten`}));
  const dense = {name: `${name}_fc`, units: 1024, activation: "relu", ...caffeXavier()} as const;
  x = feed(x, tf.layers.dense(dense));
  return classifier(x, `${name}_classifier`, `${name}_drop_fc`, 0.7, classes);
}

function classifier(
  x: SymbolicTensor,
  name: string,
  dropName: string,
  rate: number,
  units: number
): SymbolicTensor {
  const {kernelInitializer} = caffeXavier();
  const y = feed(x, tf.layers.dropout({name: dropName, rate}));
  return feed(y, tf.layers.dense({name, units, activation: "softmax", kernelInitializer}));
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
  const same = {padding: "same", activation: "relu", ...caffeXavier()} as const;
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
