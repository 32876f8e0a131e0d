import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {tf} from "../tensorflow.ts";
import {checkAlpha} from "./alpha.ts";
import {type ImageNetOptions, build, feed} from "./imageNet.ts";

export interface MobilenetV2Options extends ImageNetOptions {
  /** Width of the network: every layer has about so many times the paper's filters. Defaults to 1. */
  alpha?: number;
}

/** Table 2 of the paper: how much wider a block is inside, its filters, how many, stride of the first. */
const rows: readonly (readonly [expansion: number, filters: number, n: number, strides: number])[] =
  [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1]
  ];

/**
 * MobileNetV2: blocks of few maps, which are widened by 1×1, looked at map by map (depthwise, 3×3) and
 * brought back by a 1×1 without ReLU; where the shape stays the block's input is added:
 * 3,538,984 parameters, 14 MB.
 *
 * Layers have the names and the order of `keras.applications.MobileNetV2`. The paper does not say how
 * weights began; here, as in Keras, by Glorot & Bengio.
 *
 * @returns a model of `[n, 224, 224, 3]` to the probabilities of the classes `[n, classes]`
 * @throws RangeError if an option is none, or pictures are smaller than 32×32
 * @see Sandler, Howard, Zhu, Zhmoginov & Chen (2018), MobileNetV2: inverted residuals and linear
 *   bottlenecks, table 2
 *
 * @example
 * ```ts
 * mobilenetV2({blank: true}).countParams(); // 3538984
 * ```
 */
export function mobilenetV2({alpha = 1, ...options}: MobilenetV2Options = {}): LayersModel {
  checkAlpha("mobilenetV2", alpha);
  return build(
    {
      name: "mobilenetV2",
      modelName: `mobilenetv2_${alpha.toFixed(2)}_${options.inputShape?.[0] ?? 224}`,
      size: 224,
      least: 32,
      body(picture) {
        let x = conv(picture, "Conv1", {filters: eights(32 * alpha), kernelSize: 3, strides: 2});
        x = relu6(norm(x, "bn_Conv1"), "Conv1_relu");
        let id = 0;
        for (const [expansion, width, n, strides] of rows) {
          const filters = eights(Math.floor(width * alpha));
          for (let k = 0; k < n; ++k) {
            x = block(x, {id: id++, expansion, filters, strides: k === 0 ? strides : 1});
          }
        }
        const filters = alpha > 1 ? eights(1280 * alpha) : 1280;
        x = conv(x, "Conv_1", {filters, kernelSize: 1});
        return relu6(norm(x, "Conv_1_bn"), "out_relu");
      },
      top(maps, units) {
        const name = "global_average_pooling2d";
        const x = feed(maps, tf.layers.globalAveragePooling2d({name}));
        return feed(x, tf.layers.dense({name: "predictions", units, activation: "softmax"}));
      }
    },
    options
  );
}

interface Block {
  id: number;
  expansion: number;
  filters: number;
  strides: number;
}

function block(x: SymbolicTensor, {id, expansion, filters, strides}: Block): SymbolicTensor {
  const channels = x.shape[3] as number;
  const prefix = id === 0 ? "expanded_conv" : `block_${id}`;
  let y = x;
  if (id > 0) {
    y = conv(y, `${prefix}_expand`, {filters: expansion * channels, kernelSize: 1});
    y = relu6(norm(y, `${prefix}_expand_BN`), `${prefix}_expand_relu`);
  }
  if (strides === 2) {
    // So many zeros that a window is centred on every second pixel, the last one included.
    const sides = [1, 2].map((axis): [number, number] =>
      (y.shape[axis] as number) % 2 === 0 ? [0, 1] : [1, 1]
    );
    const padding = sides as [[number, number], [number, number]];
    y = feed(y, tf.layers.zeroPadding2d({name: `${prefix}_pad`, padding}));
  }
  const depthwise = {name: `${prefix}_depthwise`, kernelSize: 3, strides, useBias: false};
  const padding = strides === 1 ? "same" : "valid";
  y = feed(y, tf.layers.depthwiseConv2d({...depthwise, padding}));
  y = relu6(norm(y, `${prefix}_depthwise_BN`), `${prefix}_depthwise_relu`);
  y = norm(conv(y, `${prefix}_project`, {filters, kernelSize: 1}), `${prefix}_project_BN`);
  if (channels !== filters || strides !== 1) return y;
  return feed([x, y], tf.layers.add({name: `${prefix}_add`}));
}

/** The multiple of 8 nearest to a number of filters, but never less than nine tenths of it. */
function eights(filters: number): number {
  const near = Math.max(8, Math.floor((filters + 4) / 8) * 8);
  return near < 0.9 * filters ? near + 8 : near;
}

function conv(
  x: SymbolicTensor,
  name: string,
  settings: {filters: number; kernelSize: number; strides?: number}
): SymbolicTensor {
  return feed(x, tf.layers.conv2d({name, padding: "same", useBias: false, ...settings}));
}

const norm = (x: SymbolicTensor, name: string): SymbolicTensor =>
  feed(x, tf.layers.batchNormalization({name, epsilon: 1e-3, momentum: 0.999}));

const relu6 = (x: SymbolicTensor, name: string): SymbolicTensor =>
  feed(x, tf.layers.reLU({name, maxValue: 6}));
