// What is timed, on TensorFlow.js's layers API: the same networks as in torch_peer.py.

/** @typedef {import("@tensorflow/tfjs")} TensorFlow */

/**
 * Networks that are trained, in batches of 128: their input, and their layers in Keras's words.
 * A number is a 3 × 3 convolution with so many filters, "pool" a max pool.
 */
const trained = {
  lenet: {
    input: [32, 32, 1],
    layers: (L) => [
      L.conv2d({inputShape: [32, 32, 1], filters: 6, kernelSize: 5, activation: "tanh"}),
      L.averagePooling2d({poolSize: 2}),
      L.conv2d({filters: 16, kernelSize: 5, activation: "tanh"}),
      L.averagePooling2d({poolSize: 2}),
      L.flatten(),
      L.dense({units: 120, activation: "tanh"}),
      L.dense({units: 84, activation: "tanh"}),
      L.dense({units: 10, activation: "softmax"})
    ]
  },
  keras: {
    input: [28, 28, 1],
    layers: (L) => [
      L.conv2d({inputShape: [28, 28, 1], filters: 32, kernelSize: 3, activation: "relu"}),
      L.maxPooling2d({poolSize: 2}),
      L.conv2d({filters: 32, kernelSize: 3, activation: "relu"}),
      L.maxPooling2d({poolSize: 2}),
      L.flatten(),
      L.dense({units: 128, activation: "relu"}),
      L.dense({units: 10, activation: "softmax"})
    ]
  },
  vgg: {
    input: [32, 32, 3],
    layers: (L) => [
      ...[32, 32, 0, 64, 64, 0, 128, 128, 0].map((filters, i) =>
        filters
          ? L.conv2d({
              ...(i === 0 && {inputShape: [32, 32, 3]}),
              filters,
              kernelSize: 3,
              padding: "same",
              activation: "relu"
            })
          : L.maxPooling2d({poolSize: 2})
      ),
      L.flatten(),
      L.dense({units: 128, activation: "relu"}),
      L.dense({units: 10, activation: "softmax"})
    ]
  }
};

/** One convolution: 64 channels to 64, 3 × 3, same, on 32 images of 56 × 56. */
export const convolution = {batch: 32, size: 56, channels: 64};
export const convolutionOperations =
  2 * convolution.batch * convolution.size ** 2 * 9 * convolution.channels ** 2;

export const workloads = [
  ...Object.keys(trained),
  "resnet50-1",
  "resnet50-8",
  "conv-forward",
  "conv-dInput",
  "conv-dKernel"
];

/**
 * Gets a workload ready.
 *
 * @param {TensorFlow} tf
 * @param {string} name - one of `workloads`
 * @param {{train?: Function, infer?: Function, eager?: boolean}} compiled - our compiled steps; without, plain
 *   TensorFlow.js, operation by operation if asked for
 * @returns {{images: number, step: () => Promise<unknown> | unknown}}
 */
export function workload(tf, name, compiled = {}) {
  if (name in trained) return training(tf, trained[name], compiled);
  const [kind, what] = name.split("-");
  return kind === "resnet50" ? inference(tf, Number(what), compiled) : kernel(tf, what);
}

function training(tf, {input, layers}, {train, eager}) {
  const images = 128;
  const model = tf.sequential({layers: layers(tf.layers)});
  const x = tf.randomUniform([images, ...input], 0, 1, "float32", 1);
  const y = tf.tidy(() =>
    tf.oneHot(tf.range(0, images, 1, "int32").mod(tf.scalar(10, "int32")), 10).cast("float32")
  );
  if (train) return {images, step: train(model, x, y)};
  // A function is unknown to the compiler, which then leaves the step to single operations.
  const loss = eager ? tf.metrics.categoricalCrossentropy : "categoricalCrossentropy";
  model.compile({optimizer: tf.train.sgd(0.05), loss});
  return {images, step: () => model.trainOnBatch(x, y)};
}

function inference(tf, images, {infer}) {
  const L = tf.layers;
  const input = tf.input({shape: [224, 224, 3]});
  const unit = (x, filters, kernelSize, strides, relu = true) => {
    const y = L.batchNormalization().apply(
      L.conv2d({filters, kernelSize, strides, padding: "same", useBias: false}).apply(x)
    );
    return relu ? L.activation({activation: "relu"}).apply(y) : y;
  };
  let x = unit(input, 64, 7, 2);
  x = L.maxPooling2d({poolSize: 3, strides: 2, padding: "same"}).apply(x);
  for (const [filters, blocks, strides] of [
    [64, 3, 1],
    [128, 4, 2],
    [256, 6, 2],
    [512, 3, 2]
  ]) {
    for (let block = 0; block < blocks; ++block) {
      const step = block ? 1 : strides;
      const y = unit(unit(unit(x, filters, 1, 1), filters, 3, step), 4 * filters, 1, 1, false);
      const shortcut = block ? x : unit(x, 4 * filters, 1, step, false);
      x = L.activation({activation: "relu"}).apply(L.add().apply([y, shortcut]));
    }
  }
  x = L.globalAveragePooling2d({dataFormat: "channelsLast"}).apply(x);
  const model = tf.model({
    inputs: input,
    outputs: L.dense({units: 1000, activation: "softmax"}).apply(x)
  });
  const data = tf.randomUniform([images, 224, 224, 3], 0, 1, "float32", 1);
  if (infer) return {images, step: infer(model, data)};
  return {
    images,
    step: async () => {
      const y = model.predict(data);
      await y.data();
      y.dispose();
    }
  };
}

function kernel(tf, what) {
  const {batch, size, channels} = convolution;
  const imageShape = [batch, size, size, channels];
  const filterShape = [3, 3, channels, channels];
  const x = tf.randomUniform(imageShape, -1, 1, "float32", 1);
  const filter = tf.randomUniform(filterShape, -1, 1, "float32", 2);
  const attributes = {strides: [1, 1], pad: "same", dataFormat: "NHWC", dilations: [1, 1]};
  const run = (kernelName, inputs, more = {}) =>
    tf.engine().runKernel(kernelName, inputs, {...attributes, ...more});
  const kernels = {
    forward: () => run("Conv2D", {x, filter}),
    dInput: () => run("Conv2DBackpropInput", {dy: x, filter}, {inputShape: imageShape}),
    dKernel: () => run("Conv2DBackpropFilter", {x, dy: x}, {filterShape})
  };
  return {
    images: batch,
    step: async () => {
      const y = kernels[what]();
      await y.data();
      y.dispose();
    }
  };
}
