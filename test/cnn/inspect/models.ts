// Small models of every make, for what looks into models.
import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {seedModel} from "../../../src/cnn/layers/seedModel.ts";
import {ndarray, type NDArray, sizeOf} from "../../../src/cnn/ndarray.ts";
import {random} from "../../../src/cnn/random.ts";
import {tf} from "../../../src/cnn/tensorflow.ts";

/** Normal numbers. */
export function noise(shape: readonly number[], seed: number, scale = 1): NDArray {
  const source = random(seed);
  return ndarray(
    shape,
    Array.from({length: sizeOf(shape)}, () => scale * source.normal())
  );
}

/**
 * A functional model of every kind of layer that the microscope knows: padding, strides, batch
 * normalisation, two branches that are added and two that are joined, depthwise and separable
 * convolutions, poolings of all kinds, a clipped ReLU, dropout.
 */
export function residual(seed = 1): LayersModel {
  const {layers} = tf;
  const input = tf.input({shape: [12, 14, 2], name: "picture"});
  const feed = (x: SymbolicTensor | SymbolicTensor[], layer: {apply(x: never): unknown}) =>
    layer.apply(x as never) as SymbolicTensor;
  let x = feed(input, layers.zeroPadding2d({padding: [[1, 2], [0, 1]], name: "pad"})); // prettier-ignore
  x = feed(
    x,
    layers.conv2d({filters: 4, kernelSize: 3, strides: 2, padding: "same", name: "conv"})
  );
  x = feed(x, layers.batchNormalization({name: "norm"}));
  x = feed(x, layers.reLU({maxValue: 1, name: "relu"}));
  let y = feed(x, layers.conv2d({filters: 4, kernelSize: [3, 1], padding: "same", activation: "tanh", name: "branch"})); // prettier-ignore
  y = feed(y, layers.dropout({rate: 0.5, name: "dropout"}));
  x = feed([x, y], layers.add({name: "add"}));
  const pooled = feed(x, layers.maxPooling2d({poolSize: 3, strides: 2, padding: "same", name: "max"})); // prettier-ignore
  const mean = feed(x, layers.averagePooling2d({poolSize: 2, strides: 2, name: "mean"})); // prettier-ignore
  x = feed([pooled, mean], layers.concatenate({name: "joined"}));
  x = feed(x, layers.depthwiseConv2d({kernelSize: 2, depthMultiplier: 2, padding: "same", activation: "relu", name: "depthwise"})); // prettier-ignore
  x = feed(x, layers.separableConv2d({filters: 5, kernelSize: 2, activation: "relu", name: "separable"})); // prettier-ignore
  x = feed(x, layers.activation({activation: "elu", name: "elu"}));
  const flat = feed(x, layers.flatten({name: "flatten"}));
  const global = feed(x, layers.globalAveragePooling2d({name: "average"}));
  const most = feed(x, layers.globalMaxPooling2d({name: "greatest"}));
  x = feed([flat, global, most], layers.concatenate({name: "all"}));
  x = feed(x, layers.dense({units: 6, activation: "relu", name: "hidden"}));
  x = feed(x, layers.dense({units: 3, activation: "softmax", name: "classes"}));
  const model = seedModel(tf.model({inputs: input, outputs: x}), seed);
  // As if it had learned: nothing is 0, no variance is 1.
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map((weight, k) => {
        const drift = tf.tensor(noise(weight.shape, 100 + k, 0.3).data, weight.shape);
        return weight.add(drift.abs());
      })
    );
  });
  return model;
}
