// An objective that trains: a small convolutional network on pictures of stripes.
import {fit, ndarray, random, seedModel, tf} from "@convnotes/cnn";

function stripes(n) {
  const source = random(1);
  const data = Float32Array.from({length: n * 36}, () => 0.6 * source.uniform());
  const y = Uint8Array.from({length: n}, (_, i) => i % 3);
  y.forEach((label, i) => {
    const at = source.integer(6);
    for (let k = 0; k < 6 && label < 2; ++k) data[i * 36 + (label ? k * 6 + at : at * 6 + k)] += 0.4;
  });
  return {x: ndarray([n, 6, 6, 1], data), y};
}

export default async function (trial) {
  const {rate, filters} = trial.parameters;
  const model = seedModel(
    tf.sequential({
      layers: [
        tf.layers.conv2d({filters, kernelSize: 3, activation: "relu", inputShape: [6, 6, 1]}),
        tf.layers.dropout({rate: 0.2}),
        tf.layers.flatten(),
        tf.layers.dense({units: 3, activation: "softmax"})
      ]
    }),
    1
  );
  const {history} = await fit(model, stripes(96), {
    ...trial.fitOptions(),
    epochs: trial.data?.epochs ?? 4,
    batchSize: 16,
    learningRate: rate,
    validation: 0.25
  });
  model.dispose();
  return history.val_accuracy.at(-1);
}
