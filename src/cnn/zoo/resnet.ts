import type {LayersModel} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";
import {heNormal} from "./initializers.ts";
import {type Parts, basicBlock, bottleneck, relu} from "./residualBlocks.ts";

/**
 * ResNet-18, of two convolutions a block: 11,689,512 trained parameters, and 9,600 moving means and
 * variances of batch normalisation; 47 MB.
 *
 * Keras has no ResNet-18. Layers are those of torchvision, whose convolutions have no biases, under names
 * as Keras gives to ResNet-50's.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, table 1
 *
 * @example
 * ```ts
 * resnet18({blank: true}).countParams(); // 11699112
 * ```
 */
export function resnet18(options: ImageNetOptions = {}): LayersModel {
  return resnet("resnet18", {block: "basic", depths: [2, 2, 2, 2]}, options);
}

/**
 * ResNet-34: 21,797,672 trained parameters, and 17,024 moving means and variances; 87 MB. Otherwise as
 * ResNet-18.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, table 1
 *
 * @example
 * ```ts
 * resnet34({blank: true}).countParams(); // 21814696
 * ```
 */
export function resnet34(options: ImageNetOptions = {}): LayersModel {
  return resnet("resnet34", {block: "basic", depths: [3, 4, 6, 3]}, options);
}

/**
 * ResNet-50, of the family that won ImageNet's challenge of 2015: each block of three convolutions adds
 * to what it was given: 25,636,712 parameters, 103 MB, of which batch normalisation's moving means and
 * variances (53,120) are not trained.
 *
 * Layers have the names and the order of `keras.applications.ResNet50`, whose convolutions have biases.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, table 1
 *
 * @example
 * ```ts
 * resnet50({blank: true}).countParams(); // 25636712
 * ```
 */
export function resnet50(options: ImageNetOptions = {}): LayersModel {
  return resnet("resnet50", {block: "bottleneck", depths: [3, 4, 6, 3]}, options);
}

/**
 * ResNet-101: 44,707,176 parameters, 179 MB. Otherwise as ResNet-50, layers as in
 * `keras.applications.ResNet101`.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, table 1
 *
 * @example
 * ```ts
 * resnet101({blank: true}).countParams(); // 44707176
 * ```
 */
export function resnet101(options: ImageNetOptions = {}): LayersModel {
  return resnet("resnet101", {block: "bottleneck", depths: [3, 4, 23, 3]}, options);
}

/**
 * ResNet-152, the deepest: 60,419,944 parameters, 242 MB. Otherwise as ResNet-50, layers as in
 * `keras.applications.ResNet152`.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, table 1
 *
 * @example
 * ```ts
 * resnet152({blank: true}).countParams(); // 60419944
 * ```
 */
export function resnet152(options: ImageNetOptions = {}): LayersModel {
  return resnet("resnet152", {block: "bottleneck", depths: [3, 8, 36, 3]}, options);
}

interface Architecture {
  block: "basic" | "bottleneck";
  /** Blocks of each of the four stages. */
  depths: readonly number[];
}

/** Convolutions and normalisation as Keras has them in the deeper networks, torchvision in the shallower. */
const parts: Readonly<Record<Architecture["block"], Parts>> = {
  bottleneck: {
    conv(x, name, {kernelSize, ...rest}) {
      const padding = kernelSize === 3 ? "same" : "valid";
      return feed(
        x,
        tf.layers.conv2d({name, kernelSize, padding, ...rest, ...heNormal(x, kernelSize)})
      );
    },
    norm: (x, name) => feed(x, tf.layers.batchNormalization({name, epsilon: 1.001e-5}))
  },
  basic: {
    conv(x, name, {kernelSize, strides = 1, ...rest}) {
      const settings = {name, kernelSize, strides, useBias: false, ...rest};
      const weights = heNormal(x, kernelSize);
      if (kernelSize !== 3 || strides === 1) {
        const padding = kernelSize === 3 ? "same" : "valid";
        return feed(x, tf.layers.conv2d({padding, ...settings, ...weights}));
      }
      // A zero on every side, as torchvision has it: "same" would add one below and to the right only.
      const padded = feed(
        x,
        tf.layers.zeroPadding2d({name: name.replace("conv", "pad"), padding: 1})
      );
      return feed(padded, tf.layers.conv2d({...settings, ...weights}));
    },
    norm: (x, name) => feed(x, tf.layers.batchNormalization({name, epsilon: 1e-5, momentum: 0.9}))
  }
};

function resnet(
  name: string,
  {block, depths}: Architecture,
  options: ImageNetOptions
): LayersModel {
  const {norm} = parts[block];
  const useBias = block === "bottleneck";
  const add = block === "bottleneck" ? bottleneck : basicBlock;
  return build(
    {
      name,
      size: 224,
      least: 32,
      poolNames: {avg: "avg_pool", max: "max_pool"},
      body(picture) {
        let x = feed(picture, tf.layers.zeroPadding2d({name: "conv1_pad", padding: 3}));
        const first = {filters: 64, kernelSize: 7, strides: 2, useBias, ...heNormal(x, 7)};
        x = feed(x, tf.layers.conv2d({name: "conv1_conv", ...first}));
        x = relu(norm(x, "conv1_bn"), "conv1_relu");
        x = feed(x, tf.layers.zeroPadding2d({name: "pool1_pad", padding: 1}));
        x = feed(x, tf.layers.maxPooling2d({name: "pool1_pool", poolSize: 3, strides: 2}));
        depths.forEach((depth, stage) => {
          for (let b = 1; b <= depth; ++b) {
            x = add(parts[block], x, `conv${stage + 2}_block${b}`, {
              filters: 64 * 2 ** stage,
              strides: b === 1 && stage > 0 ? 2 : 1,
              project: b === 1 && (stage > 0 || block === "bottleneck")
            });
          }
        });
        return x;
      },
      top(maps, units) {
        const x = feed(maps, tf.layers.globalAveragePooling2d({name: "avg_pool"}));
        return feed(x, tf.layers.dense({name: "predictions", units, activation: "softmax"}));
      }
    },
    options
  );
}
