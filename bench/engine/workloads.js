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
  "vgg16-1",
  "mobilenetV2-1",
  "conv-forward",
  "conv-dInput",
  "conv-dKernel"
];

/**
 * Gets a workload ready.
 *
 * @param {TensorFlow} tf
 * @param {string} name - one of `workloads`
 * @param {{zoo: object, train?: Function, infer?: Function, eager?: boolean}} ours - the library's networks, and
 *   our compiled steps; without, plain TensorFlow.js, operation by operation if asked for
 * @returns {{images: number, step: () => Promise<unknown> | unknown}}
 */
export function workload(tf, name, ours) {
  if (name in trained) return training(tf, trained[name], ours);
  const [kind, what] = name.split("-");
  return kind === "conv" ? kernel(tf, what) : inference(tf, kind, Number(what), ours);
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

/** A network of the zoo answers; what its weights are makes no difference to the time. */
function inference(tf, name, images, {zoo, infer}) {
  const model = zoo[name]({blank: true});
  for (const weight of model.weights) tf.tidy(() => void weight.write(tf.fill(weight.shape, 0.01)));
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
