// Trains a small network: `node train.js <engine> <threads> <library> <steps> [eager]`; prints, as JSON,
// what was said, what computed, a hash of the weights, and what memory was used along the way.
import {createHash} from "node:crypto";

const [, , name, threads, library, steps, eager] = process.argv;
const {engineInfo, useEngine} = await import(new URL("engine/useEngine.js", library));
const {tf} = await import(new URL("tensorflow.js", library));
const {random} = await import(new URL("random.js", library));

const said = [];
await useEngine(name, {threads: Number(threads), log: (line) => said.push(line)});

const seeded = (seed) => ({kernelInitializer: tf.initializers.glorotUniform({seed})});
const model = tf.sequential();
model.add(
  tf.layers.conv2d({inputShape: [12, 12, 2], filters: 6, kernelSize: 3, activation: "tanh", ...seeded(1)})
);
model.add(tf.layers.averagePooling2d({poolSize: 2}));
model.add(
  tf.layers.conv2d({filters: 8, kernelSize: 3, padding: "same", strides: 2, ...seeded(2)})
);
model.add(tf.layers.batchNormalization());
model.add(tf.layers.activation({activation: "relu"}));
model.add(tf.layers.maxPooling2d({poolSize: 2}));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({units: 4, activation: "softmax", ...seeded(3)}));
// A function is unknown to the compiler, which then leaves every step to single operations.
const loss = eager ? tf.metrics.categoricalCrossentropy : "categoricalCrossentropy";
model.compile({optimizer: tf.train.adam(0.01), loss});

const source = random(7);
const x = tf.tensor(Float32Array.from({length: 16 * 288}, source.normal), [16, 12, 12, 2]);
const y = tf.oneHot(Array.from({length: 16}, (_, i) => i % 4), 4);
const memory = [];
const losses = [];
for (let step = 0; step < Number(steps); ++step) {
  losses.push(await model.trainOnBatch(x, y));
  if (step % 50 === 49) {
    memory.push({tensors: tf.memory().numTensors, heap: tf.backend().heap?.used ?? 0});
  }
}
const hash = createHash("sha256");
for (const weight of model.getWeights()) hash.update(Buffer.from(weight.dataSync().buffer));
const {engine} = engineInfo();
const outcome = {said, engine, backend: tf.getBackend(), hash: hash.digest("hex"), memory};
console.log(JSON.stringify({...outcome, losses: [losses[0], losses.at(-1)]}));
