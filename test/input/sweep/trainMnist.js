// An objective that trains a small network on 2,000 real digits, and judges it by 500 others.
import {datasets, fit, seedModel, tf, useEngine} from "@convnotes/cnn";

let digits;

export default async function (trial) {
  digits ??= (async () => {
    await useEngine("auto", {threads: 1, log: () => undefined});
    return datasets.mnist({subset: true});
  })();
  const {train, test} = await digits;
  const {rate, filters, kernelSize, dropout, activation} = trial.parameters;
  const model = seedModel(
    tf.sequential({
      layers: [
        tf.layers.conv2d({filters, kernelSize, strides: 2, activation, inputShape: [28, 28, 1]}),
        tf.layers.maxPooling2d({poolSize: 2}),
        tf.layers.flatten(),
        tf.layers.dropout({rate: dropout}),
        tf.layers.dense({units: 10, activation: "softmax"})
      ]
    }),
    1
  );
  const {history} = await fit(model, train, {
    ...trial.fitOptions(),
    epochs: trial.data.epochs,
    batchSize: 50,
    learningRate: rate,
    validation: test
  });
  model.dispose();
  return history.val_accuracy.at(-1);
}
