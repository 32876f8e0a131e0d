import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {checkAlpha} from "./alpha.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";

export interface MobilenetV1Options extends ImageNetOptions {
  /** Width of the network: every layer has so many times the paper's filters. Defaults to 1. */
  alpha?: number;
  /** Maps that a depthwise convolution makes of each map; defaults to 1. */
  depthMultiplier?: number;
  /** Share of the pooled values that training leaves out at a time; defaults to Keras's 0.001. */
  dropout?: number;
}

/** Filters of the pointwise convolutions, and the strides of the depthwise ones before them. */
const blocks: readonly (readonly [filters: number, strides: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array.from({length: 5}, () => [512, 1] as const),
  [1024, 2],
  [1024, 1]
];

/**
 * MobileNet, for telephones: each convolution is taken apart into one that looks at every map by itself
 * (depthwise, 3×3) and one that mixes maps pixel by pixel (pointwise, 1×1): 4,253,864 parameters, 17 MB.
 *
 * Layers have the names and the order of `keras.applications.MobileNet`. The paper does not say how
 * weights began; here, as in Keras, by Glorot & Bengio.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see Howard et al. (2017), MobileNets: efficient convolutional neural networks for mobile vision
 *   applications, table 1
 *
 * @example
 * ```ts
 * mobilenetV1({blank: true}).countParams(); // 4253864
 * mobilenetV1({alpha: 0.25, blank: true}).countParams(); // 475544
 * ```
 */
export function mobilenetV1({
  alpha = 1,
  depthMultiplier = 1,
  dropout = 1e-3,
  ...options
}: MobilenetV1Options = {}): LayersModel {
  checkAlpha("mobilenetV1", alpha);
  if (!Number.isInteger(depthMultiplier) || depthMultiplier < 1) {
    throw new RangeError(
      `mobilenetV1: depthMultiplier is a whole number from 1 up, but got ${depthMultiplier}`
    );
  }
  if (!(dropout >= 0 && dropout < 1)) {
    throw new RangeError(`mobilenetV1: dropout is from 0 to below 1, but got ${dropout}`);
  }
  const width = (filters: number): number => Math.floor(filters * alpha);
  return build(
    {
      name: "mobilenetV1",
      modelName: `mobilenet_${alpha.toFixed(2)}_${options.inputShape?.[0] ?? 224}`,
      size: 224,
      least: 32,
      body(picture) {
        const first = {
          name: "conv1",
          filters: width(32),
          kernelSize: 3,
          strides: 2,
          useBias: false
        };
        let x = feed(picture, tf.layers.conv2d({...first, padding: "same"}));
        x = normRelu(x, "conv1");
        blocks.forEach(([filters, strides], k) => {
          const block = {id: k + 1, filters: width(filters), strides, depthMultiplier};
          x = separable(x, block);
        });
        return x;
      },
      top(maps, classes) {
        const channels = maps.shape[3] as number;
        let x = feed(maps, tf.layers.globalAveragePooling2d({name: "global_average_pooling2d"}));
        x = feed(x, tf.layers.reshape({name: "reshape_1", targetShape: [1, 1, channels]}));
        x = feed(x, tf.layers.dropout({name: "dropout", rate: dropout}));
        const conv = {
          name: "conv_preds",
          filters: classes,
          kernelSize: 1,
          padding: "same"
        } as const;
        x = feed(x, tf.layers.conv2d(conv));
        x = feed(x, tf.layers.reshape({name: "reshape_2", targetShape: [classes]}));
        return feed(x, tf.layers.activation({name: "predictions", activation: "softmax"}));
      }
    },
    options
  );
}

interface Separable {
  id: number;
  filters: number;
  strides: number;
  depthMultiplier: number;
}

function separable(
  x: SymbolicTensor,
  {id, filters, strides, depthMultiplier}: Separable
): SymbolicTensor {
  let y = x;
  if (strides === 2) {
    const padding: [[number, number], [number, number]] = [
      [0, 1],
      [0, 1]
    ];
    y = feed(y, tf.layers.zeroPadding2d({name: `conv_pad_${id}`, padding}));
  }
  const depthwise = {
    name: `conv_dw_${id}`,
    kernelSize: 3,
    strides,
    depthMultiplier,
    useBias: false
  };
  const padding = strides === 1 ? "same" : "valid";
  y = feed(y, tf.layers.depthwiseConv2d({...depthwise, padding}));
  y = normRelu(y, `conv_dw_${id}`);
  const pointwise = {name: `conv_pw_${id}`, filters, kernelSize: 1, useBias: false};
  y = feed(y, tf.layers.conv2d({...pointwise, padding: "same"}));
  return normRelu(y, `conv_pw_${id}`);
}

/** Batch normalisation, and ReLU that ends at 6, which numbers of few bits can hold. */
function normRelu(x: SymbolicTensor, name: string): SymbolicTensor {
  const y = feed(x, tf.layers.batchNormalization({name: `${name}_bn`, epsilon: 1e-3}));
  return feed(y, tf.layers.reLU({name: `${name}_relu`, maxValue: 6}));
}
