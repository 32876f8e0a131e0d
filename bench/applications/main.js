// Compares the engines on the pretrained applications, each in a process of its own, and prints a table:
//
//     npm run build && node bench/applications/main.js [ROUNDS]
//
// The peers are TensorFlow.js's own backends, in JavaScript and in WebAssembly, with the same models and photo.
import {execFileSync} from "node:child_process";
import {createRequire} from "node:module";
import {fileURLToPath} from "node:url";
import {applications, datasets, tf, useEngine} from "@convnotes/cnn";

const require = createRequire(import.meta.url);
const engines = ["native", "wasm", "tfjs-wasm", "cpu"];

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Median ms of each application on a photo of 512×512, after a first run. */
async function measure(engine, rounds) {
  if (engine === "tfjs-wasm") {
    require("@tensorflow/tfjs-backend-wasm");
    await tf.setBackend("wasm");
  } else await useEngine(engine, {threads: 1, log: () => {}});
  const photo = await datasets.photo("astronaut");
  const [face] = await applications.detectFaces(photo);
  const uses = {
    detect: () => applications.detect(photo),
    detectFaces: () => applications.detectFaces(photo),
    embedFace: () => applications.embedFace(photo, face),
    pose: () => applications.pose(photo),
    segmentPerson: () => applications.segmentPerson(photo)
  };
  const result = {};
  for (const [name, use] of Object.entries(uses)) {
    await use();
    const times = [];
    for (let round = 0; round < rounds; ++round) {
      const start = performance.now();
      await use();
      times.push(performance.now() - start);
    }
    result[name] = Math.round(median(times));
  }
  return result;
}

const [first = "5", engine] = process.argv.slice(2);
if (engine) console.log(JSON.stringify(await measure(engine, Number(first))));
else {
  const rows = engines.map((name) => {
    const args = [fileURLToPath(import.meta.url), first, name];
    const said = execFileSync(process.execPath, args, {encoding: "utf8"});
    return [name, JSON.parse(said.trim().split("\n").at(-1))];
  });
  console.table(Object.fromEntries(rows));
}
