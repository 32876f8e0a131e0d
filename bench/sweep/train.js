import {datasets, fit, seedModel, tf, useEngine} from "@convnotes/cnn";

let ready;

/** A training as a trial of a sweep, or alone: then without checkpoints and reports. */
export async function train(parameters, options) {
  ready ??= useEngine("auto", {threads: 1, log: () => undefined}).then(() =>
    datasets.mnist({subset: true})
  );
  const {train, test} = await ready;
  const model = seedModel(
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          ...{filters: 16, kernelSize: 5, activation: "relu", inputShape: [28, 28, 1]}
        }),
        tf.layers.maxPooling2d({poolSize: 2}),
        tf.layers.flatten(),
        tf.layers.dense({units: 64, activation: "relu"}),
        tf.layers.dense({units: 10, activation: "softmax"})
      ]
    }),
    1
  );
  const {history} = await fit(model, train, {
    ...options,
    epochs: 5,
    batchSize: 32,
    learningRate: parameters.rate,
    validation: test
  });
  model.dispose();
  return history.val_accuracy.at(-1);
}

/** The time that the training itself takes, in s, is what the trial comes to. */
export default async function (trial) {
  const start = performance.now();
  await train(trial.parameters, trial.fitOptions());
  return (performance.now() - start) / 1000;
}
