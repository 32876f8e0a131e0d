import type {LayersModel, SymbolicTensor} from "@tensorflow/tfjs";
import {random, tf} from "@convnotes/cnn";

type Make = (x: SymbolicTensor) => unknown;

/** A model of some 6 to 13 layers, joined at random: another for every seed. */
export function randomModel(seed: number): LayersModel {
  const source = random(seed);
  const pick = <T>(of: readonly T[]): T => of[source.integer(of.length)];
  const L = tf.layers;
  const activations = [
    "linear",
    "relu",
    "tanh",
    "sigmoid",
    "elu",
    "swish",
    "relu6",
    "selu",
    "softplus"
  ];
  const orders = [
    [1, 2, 3],
    [2, 1, 3],
    [3, 1, 2],
    [2, 3, 1],
    [1, 3, 2]
  ];
  const makes: Make[] = [
    (x) =>
      L.globalAveragePooling2d({dataFormat: "channelsLast"}).apply(
        L.zeroPadding2d({padding: 1}).apply(x)
      ),
    (x) =>
      L.conv2d({
        filters: 1 + source.integer(6),
        kernelSize: pick([1, 3]),
        padding: pick(["same", "valid"] as const),
        activation: pick(activations) as never,
        useBias: source.integer(2) === 1
      }).apply(x),
    (x) => L.batchNormalization().apply(x),
    (x) =>
      L.activation({
        activation: pick(["relu", "tanh", "softsign", "hardSigmoid", "softmax"] as const)
      }).apply(x),
    (x) => L.maxPooling2d({poolSize: 2, strides: 1, padding: "same"}).apply(x),
    (x) => L.averagePooling2d({poolSize: 3, strides: 1, padding: "same"}).apply(x),
    (x) =>
      L.depthwiseConv2d({
        kernelSize: 3,
        padding: "same",
        depthMultiplier: 1 + source.integer(2)
      }).apply(x),
    (x) => L.separableConv2d({filters: 2, kernelSize: 3, padding: "same"}).apply(x),
    (x) => L.conv2dTranspose({filters: 2, kernelSize: 3, padding: "same"}).apply(x),
    (x) => L.dense({units: 1 + source.integer(5), activation: "relu"}).apply(x),
    (x) => L.permute({dims: pick(orders)}).apply(x),
    (x) => L.leakyReLU({alpha: 0.2}).apply(x),
    (x) => L.dropout({rate: 0.3}).apply(x),
    (x) => L.upSampling2d({size: [2, 2]}).apply(x),
    (x) => L.rescaling({scale: 0.5, offset: 0.1}).apply(x),
    (x) => L.reLU({maxValue: 0.5}).apply(x),
    (x) => L.prelu({alphaInitializer: "glorotNormal"}).apply(x)
  ];
  const input = tf.input({shape: [8, 8, 3]});
  const values = [input];
  for (let count = 6 + source.integer(8); count > 0; --count) {
    const x = values[values.length - 1 - source.integer(Math.min(3, values.length))];
    const [, height, width] = x.shape as number[];
    const partner = values.find((y) => y !== x && y.shape.join() === x.shape.join());
    if (partner && source.integer(3) === 0) {
      const merge = pick([
        "add",
        "multiply",
        "average",
        "maximum",
        "minimum",
        "concatenate"
      ] as const);
      values.push(L[merge]().apply([x, partner]) as SymbolicTensor);
      continue;
    }
    // Small and large pictures go no further down or up.
    const make =
      height < 4 || width < 4 || height * width > 900
        ? makes[2]
        : makes[1 + source.integer(makes.length - 1)];
    values.push(make(x) as SymbolicTensor);
  }
  const last = values[values.length - 1];
  const flat = pick<Make>([(x) => L.flatten().apply(x), makes[0]])(last) as SymbolicTensor;
  const answer = L.dense({units: 3, activation: "softmax"}).apply(flat) as SymbolicTensor;
  const model = tf.model({inputs: input, outputs: [answer, last]});
  // No zeros, as biases and averages start with, that would hide a mistake.
  model.setWeights(
    model.getWeights().map((weight) =>
      tf.tensor(
        Float32Array.from({length: weight.size}, () => 0.05 + 0.3 * Math.abs(source.normal())),
        weight.shape
      )
    )
  );
  return model;
}
