// One epoch of LeNet-5 on all of MNIST through `fit`, with metrics and progress, beside the bare compiled
// steps on the same batches, and TensorFlow.js's own `model.fit`; in turn, best of the rounds:
//
//     npm run build && node bench/engine/epoch.js [rounds] [threads]
const [, , rounds = "3", threads = "1"] = process.argv;
const load = (path) => import(new URL(`../../src/cnn/dist/${path}`, import.meta.url));
const {datasets, fit, tf, useEngine, zoo} = await load("index.js");
const {fastestStep} = await load("training/compiledStep.js");
const {optimizer} = await load("training/optimizer.js");

await useEngine("native", {threads: Number(threads)});
const {train} = await datasets.mnist();
const data = datasets.pad(train, 2);
const batchSize = 128;
const [count, ...shape] = data.images.shape;
const size = shape.reduce((a, b) => a * b, 1);
const pixels = Float32Array.from(data.images.data, (value) => value / 255);
const batchOf = (start) => {
  const end = Math.min(start + batchSize, count);
  return [
    tf.tensor(pixels.slice(start * size, end * size), [end - start, ...shape], "float32"),
    tf.tensor(Int32Array.from(data.labels.slice(start, end)), [end - start], "int32")
  ];
};

const ways = {
  async "bare steps"() {
    const model = zoo.lenet5({seed: 1});
    const weights = model.trainableWeights.map((weight) => weight.val);
    const step = fastestStep({
      model,
      losses: ["sparseCategoricalCrossentropy"],
      lossWeights: [1],
      optimizer: optimizer({name: "sgd", momentum: 0, nesterov: false}, weights)
    });
    for (let start = 0; start < count; start += batchSize) {
      const [x, y] = batchOf(start);
      await step.run([x], [y], {learningRate: 0.05, seed: 1});
      tf.dispose([x, y]);
    }
    step.dispose();
  },
  async fit() {
    const model = zoo.lenet5({seed: 1});
    await fit(model, data, {epochs: 1, batchSize, optimizer: "sgd", learningRate: 0.05, seed: 1});
  },
  async "model.fit of TensorFlow.js"() {
    const model = zoo.lenet5({seed: 1});
    const optimizer = tf.train.sgd(0.05);
    const metrics = ["accuracy"];
    model.compile({optimizer, loss: "sparseCategoricalCrossentropy", metrics});
    const x = tf.tensor(pixels, data.images.shape);
    const y = tf.tensor(Float32Array.from(data.labels), [count]);
    await model.fit(x, y, {epochs: 1, batchSize, verbose: 0});
    tf.dispose([x, y]);
  }
};

const best = {};
for (let round = 0; round < Number(rounds); ++round) {
  for (const [name, way] of Object.entries(ways)) {
    const start = performance.now();
    await way();
    best[name] = Math.min(best[name] ?? Infinity, (performance.now() - start) / 1000);
  }
}
console.log(`| one epoch of ${count} images | s | × bare steps |\n|---|---:|---:|`);
for (const [name, seconds] of Object.entries(best)) {
  const ratio = (seconds / best["bare steps"]).toFixed(2);
  console.log(`| ${name} | ${seconds.toFixed(1)} | ${ratio} |`);
}
process.exit();
