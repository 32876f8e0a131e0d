// Times one workload on one engine, in a process of its own: `node measure.js <engine> <workload>
// <threads> <seconds>`; prints a line of JSON. Engines: compiled (the library's
// fit), native (plain TensorFlow.js), eager (the same, operation by operation), wasm, tfjs-wasm, cpu.
import {workload} from "./workloads.js";

const [, , engine, name, threads, seconds] = process.argv;
const library = new URL("../../src/cnn/dist/", import.meta.url);
const load = (path) => import(new URL(path, library));

const {tf} = await load("tensorflow.js");
const compiled = {};
if (engine === "tfjs-wasm") {
  const {setPatchedWasm} = await import("./patchedWasm.js");
  await setPatchedWasm(tf);
} else {
  const {useEngine} = await load("engine/useEngine.js");
  const wanted = ["compiled", "eager"].includes(engine) ? "native" : engine;
  const {engine: got} = await useEngine(wanted, {threads: Number(threads), log: () => {}});
  if (got !== wanted) throw new Error(`${wanted} does not work here`);
}
if (engine === "compiled") {
  const {fastestStep} = await load("training/compiledStep.js");
  const {optimizer} = await load("training/optimizer.js");
  const {compileInference} = await load("engine/compiled/compileInference.js");
  compiled.train = (model, x, y) => {
    const weights = model.trainableWeights.map((weight) => weight.val);
    const step = fastestStep({
      model,
      losses: ["categoricalCrossentropy"],
      lossWeights: [1],
      optimizer: optimizer({name: "sgd", momentum: 0, nesterov: false}, weights)
    });
    return () => step.run([x], [y], {learningRate: 0.05, seed: 1});
  };
  compiled.infer = (model, data) => {
    const fast = compileInference(model, {threads: Number(threads)});
    return () => fast.run(data);
  };
}

const zoo = await load("zoo/index.js");
const {images, step} = workload(tf, name, {zoo, ...compiled, eager: engine === "eager"});
const once = async () => {
  const start = performance.now();
  await step();
  return performance.now() - start;
};
for (let i = 0; i < 2; ++i) await once();
const times = [];
const end = performance.now() + 1000 * Number(seconds);
while (times.length < 3 || performance.now() < end) times.push(await once());
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    best: times[Math.floor(times.length / 10)],
    median: times[times.length >> 1],
    images,
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024)
  })
);
process.exit();
