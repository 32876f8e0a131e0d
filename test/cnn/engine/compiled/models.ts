import type {LayersModel, SymbolicTensor, Tensor} from "@tensorflow/tfjs";
import {random, tf} from "@convnotes/cnn";
import {LocalResponseNormalization} from "../../../../src/cnn/layers/localResponseNormalization.ts";

/** A small Keras-like seed for every layer in turn, so that two builds of a model start equal. */
function initializers(seed: number): () => {kernelInitializer: never} {
  let next = seed;
  return () => ({kernelInitializer: tf.initializers.glorotUniform({seed: ++next}) as never});
}

/** LeNet-5 with tanh and average pools. */
export function lenet(): LayersModel {
  const init = initializers(10);
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 6,
        kernelSize: 5,
        padding: "same",
        activation: "tanh",
        ...init()
      }),
      tf.layers.averagePooling2d({poolSize: 2}),
      tf.layers.conv2d({filters: 16, kernelSize: 5, activation: "tanh", ...init()}),
      tf.layers.averagePooling2d({poolSize: 2}),
      tf.layers.flatten(),
      tf.layers.dense({units: 120, activation: "tanh", ...init()}),
      tf.layers.dense({units: 84, activation: "tanh", ...init()}),
      tf.layers.dense({units: 10, activation: "softmax", ...init()})
    ]
  });
}

/** Batch normalisation after convolutions without bias, overlapping max pools, dropout. */
export function noisyNet(): LayersModel {
  const init = initializers(20);
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [12, 12, 2],
        filters: 8,
        kernelSize: 3,
        padding: "same",
        useBias: false,
        ...init()
      }),
      tf.layers.batchNormalization(),
      tf.layers.activation({activation: "relu"}),
      tf.layers.maxPooling2d({poolSize: 3, strides: 2}),
      tf.layers.dropout({rate: 0.25}),
      tf.layers.conv2d({
        filters: 12,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "relu",
        ...init()
      }),
      tf.layers.batchNormalization({momentum: 0.9}),
      tf.layers.flatten(),
      tf.layers.dense({units: 16, useBias: false, ...init()}),
      tf.layers.batchNormalization(),
      tf.layers.activation({activation: "relu"}),
      tf.layers.dropout({rate: 0.5}),
      tf.layers.dense({units: 4, activation: "softmax", ...init()})
    ]
  });
}

/** Local response normalisation, twice, as in AlexNet but so strong that its gradient counts. */
export function competingNet(): LayersModel {
  const init = initializers(40);
  const conv = {kernelSize: 3, activation: "relu", padding: "same"} as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({inputShape: [10, 9, 2], filters: 7, ...conv, ...init()}),
      new LocalResponseNormalization({depthRadius: 2, bias: 2, alpha: 0.5, beta: 0.75}),
      tf.layers.maxPooling2d({poolSize: 3, strides: 2}),
      tf.layers.conv2d({filters: 6, ...conv, ...init()}),
      new LocalResponseNormalization({depthRadius: 4, bias: 1, alpha: 0.2, beta: 1.5}),
      tf.layers.flatten(),
      tf.layers.dense({units: 5, activation: "softmax", ...init()})
    ]
  });
}

/** Kernels larger than the maps they slide over, down to a single pixel. */
export function tinyMapsNet(): LayersModel {
  const init = initializers(60);
  const conv = {filters: 9, kernelSize: 5, padding: "same", activation: "relu"} as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({inputShape: [4, 3, 8], ...conv, ...init()}),
      tf.layers.maxPooling2d({poolSize: 2, padding: "same"}),
      tf.layers.conv2d({...conv, ...init()}),
      tf.layers.maxPooling2d({poolSize: 3, strides: 2, padding: "same"}),
      tf.layers.conv2d({...conv, ...init()}),
      tf.layers.flatten(),
      tf.layers.dense({units: 4, activation: "softmax", ...init()})
    ]
  });
}

/** Convolutions of a picture's few channels, and of filters that fill a processor's blocks; each is pooled. */
export function pooledNet(): LayersModel {
  const init = initializers(70);
  const conv = {kernelSize: 3, activation: "relu", padding: "same"} as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({filters: 32, inputShape: [12, 16, 3], ...conv, ...init()}),
      tf.layers.maxPooling2d({poolSize: 2}),
      tf.layers.conv2d({filters: 16, ...conv, ...init()}),
      tf.layers.maxPooling2d({poolSize: 2}),
      tf.layers.flatten(),
      tf.layers.dense({units: 4, activation: "softmax", ...init()})
    ]
  });
}

/** A convolution from maps that are not small to maps that are. */
export function shrinkingNet(): LayersModel {
  const init = initializers(60);
  const conv = {kernelSize: 3, activation: "relu"} as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({filters: 20, inputShape: [19, 19, 1], ...conv, ...init()}),
      tf.layers.conv2d({filters: 18, ...conv, ...init()}), // 17 × 17 to 15 × 15
      tf.layers.maxPooling2d({poolSize: 5}),
      tf.layers.flatten(),
      tf.layers.dense({units: 4, activation: "softmax", ...init()})
    ]
  });
}

/**
 * Convolutions of many channels, in multiples of what a processor takes at once and not: same, valid,
 * of even and odd and oblong kernels, strided.
 */
export function wideNet(): LayersModel {
  const init = initializers(50);
  const conv = (
    filters: number,
    kernelSize: number | [number, number],
    options: object = {}
  ): ReturnType<typeof tf.layers.conv2d> =>
    tf.layers.conv2d({filters, kernelSize, activation: "relu", ...init(), ...options});
  return tf.sequential({
    layers: [
      conv(32, 3, {inputShape: [15, 14, 3], padding: "same"}),
      conv(32, 3, {padding: "same"}),
      tf.layers.maxPooling2d({poolSize: 2}),
      conv(20, [4, 2]),
      conv(48, 3, {padding: "same", activation: "linear"}),
      tf.layers.maxPooling2d({poolSize: 2, strides: 1}),
      tf.layers.activation({activation: "relu"}),
      conv(64, [2, 5], {padding: "same"}),
      conv(16, 3, {padding: "same", strides: 2, useBias: false}),
      conv(16, 1),
      tf.layers.flatten(),
      tf.layers.dense({units: 4, activation: "softmax", ...init()})
    ]
  });
}

/** Residual blocks, one of them with a strided projection. */
export function smallResNet(): LayersModel {
  const init = initializers(30);
  const conv = (
    x: SymbolicTensor,
    filters: number,
    kernelSize: number,
    strides = 1
  ): SymbolicTensor =>
    tf.layers
      .batchNormalization()
      .apply(
        tf.layers
          .conv2d({filters, kernelSize, strides, padding: "same", useBias: false, ...init()})
          .apply(x)
      ) as SymbolicTensor;
  const relu = (x: SymbolicTensor): SymbolicTensor =>
    tf.layers.activation({activation: "relu"}).apply(x) as SymbolicTensor;
  const input = tf.input({shape: [16, 16, 3]});
  let x = relu(conv(input, 8, 3));
  for (const [filters, strides] of [
    [8, 1],
    [12, 2]
  ]) {
    const inner = conv(relu(conv(x, filters, 3, strides)), filters, 3);
    const shortcut = strides === 1 ? x : conv(x, filters, 1, strides);
    x = relu(tf.layers.add().apply([inner, shortcut]) as SymbolicTensor);
  }
  x = tf.layers.globalAveragePooling2d({dataFormat: "channelsLast"}).apply(x) as SymbolicTensor;
  const output = tf.layers
    .dense({units: 4, activation: "softmax", ...init()})
    .apply(x) as SymbolicTensor;
  return tf.model({inputs: input, outputs: output});
}

/** Inception modules: four branches joined, pools of stride 1 among them. */
export function smallInception(): LayersModel {
  const init = initializers(40);
  const conv = (x: SymbolicTensor, filters: number, kernelSize: number): SymbolicTensor =>
    tf.layers
      .conv2d({filters, kernelSize, padding: "same", activation: "relu", ...init()})
      .apply(x) as SymbolicTensor;
  const block = (x: SymbolicTensor, n: number): SymbolicTensor =>
    tf.layers
      .concatenate()
      .apply([
        conv(x, n, 1),
        conv(conv(x, n, 1), 2 * n, 3),
        conv(conv(x, n, 1), n, 5),
        conv(
          tf.layers
            .maxPooling2d({poolSize: 3, strides: 1, padding: "same"})
            .apply(x) as SymbolicTensor,
          n,
          1
        )
      ]) as SymbolicTensor;
  const input = tf.input({shape: [14, 14, 1]});
  let x = conv(input, 6, 3);
  x = tf.layers.maxPooling2d({poolSize: 3, strides: 2, padding: "same"}).apply(x) as SymbolicTensor;
  x = block(x, 3);
  x = tf.layers
    .averagePooling2d({poolSize: 3, strides: 2, padding: "same"})
    .apply(x) as SymbolicTensor;
  x = block(x, 4);
  x = tf.layers.globalAveragePooling2d({dataFormat: "channelsLast"}).apply(x) as SymbolicTensor;
  const output = tf.layers
    .dense({units: 4, activation: "softmax", ...init()})
    .apply(x) as SymbolicTensor;
  return tf.model({inputs: input, outputs: output});
}

/** A seeded batch: standard normal inputs and class numbers that follow from them. */
export function batch(model: LayersModel, n: number, seed: number): {x: Tensor[]; y: Tensor[]} {
  const source = random(seed);
  const x = model.inputs.map(({shape}) => {
    const whole = [n, ...(shape.slice(1) as number[])];
    const size = whole.reduce((all, length) => all * length, 1);
    return tf.tensor(
      Float32Array.from({length: size}, () => source.normal()),
      whole
    );
  });
  const y = model.outputs.map(({shape}) => {
    const classes = shape[shape.length - 1]!;
    return tf.tensor(
      Int32Array.from({length: n}, () => source.integer(classes)),
      [n],
      "int32"
    );
  });
  return {x, y};
}

/** The largest difference between two lists of numbers. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; ++i) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}
